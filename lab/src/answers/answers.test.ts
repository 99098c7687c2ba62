import { describe, expect, it } from 'vitest';
import {
  boardRun,
  entryOf,
  pages,
  paragraph,
  READING,
  ruled,
  THROUGHPUT,
  WRITING,
} from '../../test/fixtures/made-answers.ts';

describe('an answer', () => {
  it.each([
    [
      'supported',
      false,
      'The notes say that it is slow. It holds here.',
      '“느리다”. 여기서는 맞았습니다.',
      undefined,
      undefined,
    ],
    [
      'refuted',
      false,
      'The notes say that it is slow. It does not hold here.',
      '“느리다”. 여기서는 맞지 않았습니다.',
      '**Contradicts the notes.**',
      '**노트와 모순됩니다.**',
    ],
    [
      'mixed',
      false,
      'The notes say that it is slow. It holds here only in part.',
      '“느리다”. 여기서는 일부만 맞았습니다.',
      '**Contradicts the notes in part.**',
      '**노트와 일부 모순됩니다.**',
    ],
    [
      'inconclusive',
      true,
      'The notes say that it is slow. Here that stays open.',
      '“느리다”. 여기서는 결론이 나지 않았습니다.',
      '**Left open.** The rounds do not settle it. A longer run may:',
      '**결론 없음.** 이만큼의 라운드로는',
    ],
    [
      'inconclusive',
      false,
      'The notes say that it is slow. Here that stays open.',
      '“느리다”. 여기서는 결론이 나지 않았습니다.',
      '**Left open.** The run did not measure what decides it',
      '**결론 없음.** 판정에 필요한 것을',
    ],
  ] as const)(
    'says of a claim that is %s (open: %s) what that means',
    (verdict, open, english, korean, en, ko) => {
      const page = pages(entryOf(boardRun({}, ruled(verdict, open))));
      expect(paragraph(page.en)).toContain(english);
      expect(paragraph(page.ko)).toContain(korean);
      expect(page.en.match(/^> \*\*.*\*\*/gm) ?? []).toHaveLength(en ? 1 : 0);
      expect(page.ko.match(/^> \*\*.*\*\*/gm) ?? []).toHaveLength(ko ? 1 : 0);
      if (en) expect(page.en).toContain(`> ${en}`);
      if (ko) expect(page.ko).toContain(`> ${ko}`);
      expect(page.en).toContain(`**${verdict}:** “it is slow” (\`made.claim\`)`);
      // What would turn it, and that the run has not measured that.
      expect(page.en).toContain('What would turn it: By the size of what is asked for. This run has not');
      expect(page.ko).toContain('판정을 바꾸는 조건: 요청의 크기. 이 실행에서는 측정하지 않았다.');
    },
  );

  it('does not ask for a longer run than the longest', () => {
    const full = boardRun({ manifest: { profile: 'full' } }, ruled('inconclusive', true));
    const { en, ko } = pages(entryOf(full));
    expect(en).toContain(
      '> **Left open.** The rounds do not settle it. More of them may, or a quieter machine.',
    );
    expect(ko).toContain('더 조용한 머신에서 실행하면');
    expect(en).not.toContain('PROFILE=full');
  });

  it('cites both values, the ratio and the difference with their intervals, as a sentence and in the evidence', () => {
    const { en, ko } = pages(entryOf(boardRun({})));
    const effect = String.raw`3\.0× slower \\\[[\d.]+, [\d.]+\\\], \+[\d.]+ \\\[[\d.]+, [\d.]+\\\] ms`;
    expect(paragraph(en)).toMatch(
      new RegExp(
        String.raw`Reading, p50: [\d.]+ ms in the monolith, [\d.]+ ms with microservices, ${effect}\.`,
      ),
    );
    expect(en).toMatch(new RegExp(String.raw`^- reading, p50: [\d.]+ ms → [\d.]+ ms, ${effect}$`, 'm'));
    expect(ko).toMatch(
      /^- 읽기\(p50\): [\d.]+ ms → [\d.]+ ms, 3\.0배 느림 \\\[[\d.]+, [\d.]+\\\], 차이 \+[\d.]+/m,
    );
  });

  it('calls other arms than the two of the notes as their run calls them', () => {
    const run = boardRun({});
    const arms = run.manifest.arms.map((arm) =>
      arm.topology === 'microservices' ? { ...arm, topology: 'monolith+store=events' } : arm,
    );
    const other = { ...run, manifest: { ...run.manifest, arms } };
    const figure = { ...READING, arms: ['monolith+store=events'] };
    const { en, ko } = pages(entryOf(other), 'own', [figure]);
    expect(paragraph(en)).toMatch(
      /Reading, p50: [\d.]+ ms with monolith, [\d.]+ ms with monolith\+store=events, 3\.0× slower/,
    );
    expect(paragraph(ko)).toMatch(/읽기\(p50\): monolith [\d.]+ ms, monolith\+store=events [\d.]+ ms/);
    // Which arms are meant, a figure has to say: others stand for microservices nowhere.
    expect(paragraph(pages(entryOf(other)).en)).not.toContain('Reading');
  });

  it('tells both sides of a claim that is divided', () => {
    const entry = entryOf(boardRun({}, ruled('mixed')));
    const { en } = pages(entry, 'own', [READING, WRITING, THROUGHPUT]);
    expect(paragraph(en)).toMatch(/Reading, p50: .* Answers: .*no difference that counts\./);
    expect(paragraph(en)).not.toContain('Writing');
  });

  it('lists what nobody tests as not measured, and makes no verdict of it', () => {
    const { en, ko } = pages(entryOf(boardRun({})));
    expect(paragraph(en)).toContain('Not measured here: whether pigs can fly.');
    expect(paragraph(ko)).toContain('여기서 측정하지 않은 주장: “돼지는 난다”.');
    expect(en).toContain(
      '**not measured here:** “pigs can fly” (`nobody.tests-it`). No scenario tests it yet.',
    );
    expect(en).toContain('Statements of the notes: 2. Measured: 1. Agreed: 1.');
  });

  it('without any run says how to make one', () => {
    const { en, ko } = pages(entryOf(undefined));
    expect(paragraph(en)).toContain('Not measured here: whether it is slow; whether pigs can fly.');
    expect(en).toContain('`make run-scenario SCENARIO=made`');
    expect(en).toContain('None: there is neither a run of this machine nor a committed one.');
    expect(ko).toContain('이 머신의 실행도, 저장소에 들어 있는 실행도 없습니다.');
    for (const page of [en, ko]) expect(page).not.toMatch(/undefined|NaN/);
  });

  it('has insights that bear on it, in its language, and the books', () => {
    const insights = [
      { id: 'gap.read', text: { en: 'The gap is wide.', ko: '차이가 크다.' }, metrics: [] },
      { id: 'other', text: { en: 'It rains.', ko: '비가 온다.' }, metrics: [] },
    ];
    const checks = (['pass', 'pass', 'fail'] as const).map((result) => ({
      ...{ id: 'money', arm: 'monolith', result, detail: 'x' },
    }));
    const { en, ko } = pages(entryOf(boardRun({}, () => ({ insights, checks }))));
    expect(en).toContain('- The gap is wide.');
    expect(ko).toContain('- 차이가 크다.');
    expect(en).not.toContain('It rains.');
    expect(en).toContain('(money): 2 of 3 checks passed, 1 failed, 0 could not tell');
    expect(ko).toContain('3개 중 통과 2개, 실패 1개, 알 수 없음 0개');
  });

  it('is in one language, but for the question as it was asked', () => {
    const { en, ko } = pages(entryOf(boardRun({})));
    expect(en.split('\n').filter((line) => /\p{Script=Hangul}/u.test(line))).toEqual(['> 무엇이 다른가요?']);
    expect(ko).not.toContain('What differs?');
  });
});
