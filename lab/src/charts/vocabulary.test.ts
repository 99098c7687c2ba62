import { expect, it } from 'vitest';
import { madeManifest } from '../../test/fixtures/made-manifest.ts';
import { sayerOf } from './vocabulary.ts';

const { scenario } = madeManifest();
const say = sayerOf({
  scenario: {
    ...scenario,
    experiment: { kind: 'made', settings: { faults: [{ title: { en: 'Crash', ko: '가상 중단' } }] } },
  },
});

it('knows the words of the lab and of the run, whose own come first', () => {
  expect(say('place an order, p50')).toEqual({ en: 'place an order, p50', ko: '주문하기, p50' });
  expect(say("one context's implementation, code ×4, one CPU").ko).toBe(
    '컨텍스트 하나의 구현, 코드 ×4, CPU 하나',
  );
  expect(say('the same, of those that did not need the context')).toEqual(
    say('requests hit that did not need the context'),
  );
  expect(say('time to stable recovery').ko).toBe('안정적으로 회복하기까지');
  expect(say('Crash').ko).toBe('가상 중단');
});

it('says what it does not know as it is', () => {
  expect(say('toss a coin, p50')).toEqual({ en: 'toss a coin, p50', ko: 'toss a coin, p50' });
});
