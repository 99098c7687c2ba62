import { expect, test } from 'vitest';
import { keptInWords } from './kept-words.ts';

const KEPT = {
  ...{ scenario: 'latency', verdicts: 2, ratios: 1, path: 'latency.json', command: 'make run' },
  replaced: false,
};

test('says in both languages what is kept and which run takes it', () => {
  expect(keptInWords(KEPT)).toEqual([
    {
      en: '2 verdicts and 1 ratio predicted: latency.json',
      ko: '판정 2개와 배율 1개를 예측했습니다: latency.json',
    },
    {
      en: 'The next run of latency takes them: make run',
      ko: 'latency의 다음 실행에 함께 보관됩니다: make run',
    },
  ]);
});

test('tells of an earlier prediction that is gone, and of none otherwise', () => {
  expect(keptInWords({ ...KEPT, replaced: true })[1]).toEqual({
    en: 'An earlier prediction, which no run has used, is replaced.',
    ko: '아직 실행에 쓰이지 않은 이전 예측은 지웠습니다.',
  });
  expect(JSON.stringify(keptInWords(KEPT))).not.toContain('earlier');
});
