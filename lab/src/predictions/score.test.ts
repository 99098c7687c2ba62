import { describe, expect, it } from 'vitest';
import { madePrediction, predictedRead } from '../../test/fixtures/made-prediction.ts';
import { madeRun } from '../../test/fixtures/made-run.ts';
import type { Prediction } from '../records/prediction.ts';
import type { RulingVerdict } from '../records/verdict.ts';
import { scoreOf, tallyOf } from './score.ts';

/** Three times as slow with services: its claim is supported. */
const run = madeRun();
const score = (changes: Partial<Prediction>, of = run) => {
  const found = scoreOf({ ...of, prediction: madePrediction(changes) });
  if (!found) throw new Error('nothing was predicted');
  return found;
};
const ruled = (verdict: RulingVerdict) => {
  const claims = run.comparison.claims.map((claim) => ({ ...claim, verdict }));
  return { ...run, comparison: { ...run.comparison, claims } };
};

describe('a predicted verdict', () => {
  it.each([
    ['supported', 'supported', true],
    ['refuted', 'supported', false],
    ['inconclusive', 'supported', false],
    ['inconclusive', 'inconclusive', true],
    ['mixed', 'inconclusive', undefined],
  ] as const)('%s, where the run says %s, is right: %s', (expected, measured, right) => {
    const { claims } = score({ claims: { 'made.claim': expected } }, ruled(measured));
    expect(claims).toMatchObject([{ id: 'made.claim', expected, measured, right }]);
    expect(claims[0]?.text.ko).toBe('느리다');
  });

  it('does not count where the run does not have the claim', () => {
    const { claims } = score({ claims: { 'gone.claim': 'supported' } });
    expect(claims).toEqual([
      {
        id: 'gone.claim',
        text: { en: 'gone.claim', ko: 'gone.claim' },
        expected: 'supported',
        measured: undefined,
        right: undefined,
      },
    ]);
  });
});

describe('a predicted ratio', () => {
  it('is as far off when it is half as when it is twice what was measured', () => {
    const { ratios } = score({ ratios: [6, 1.5, 3].map(predictedRead) });
    const factors = ratios.map(({ factor }) => factor ?? Number.NaN);
    expect(factors[0]).toBeCloseTo(2, 1);
    expect(factors[1]).toBeCloseTo(2, 1);
    expect(factors[2]).toBeCloseTo(1, 1);
    expect(ratios.map(({ inside }) => inside)).toEqual([false, false, true]);
  });

  it('is neither inside nor outside where there is no interval', () => {
    const { ratios } = score({}, madeRun({ rounds: 1 }));
    expect(ratios[0]?.factor).toBeCloseTo(1.2, 1);
    expect(ratios[0]?.inside).toBeUndefined();
  });

  it.each([
    ['another metric', { metric: 'no.p50' }],
    ['another arm', { topology: 'monolith-serialized' }],
    ['another counterpart', { against: 'monolith-x2' }],
  ])('of %s is not measured', (_what, changes) => {
    const { ratios } = score({ ratios: [{ ...predictedRead(3), ...changes }] });
    expect(ratios).toMatchObject([{ measured: undefined, factor: undefined, inside: undefined }]);
  });
});

it('several predictions come to what is right, the median factor, and what is inside', () => {
  const scores = [
    score({ ratios: [3, 6, 12].map(predictedRead) }),
    score({ claims: { 'made.claim': 'refuted' }, ratios: [predictedRead(0.75)] }),
    score({ claims: {}, ratios: [] }),
  ];
  const tally = tallyOf(scores);
  expect(tally).toMatchObject({ right: 1, claims: 2, ratios: 4, inside: 1, intervals: 4 });
  // Of 1, 2, 4 and 4 it lies half-way between the two in the middle, as factors go.
  expect(tally.factor).toBeCloseTo(Math.sqrt(8), 1);
  expect(tallyOf([])).toEqual({ right: 0, claims: 0, factor: undefined, ratios: 0, inside: 0, intervals: 0 });
});

it('where nobody predicted anything there is no score', () => {
  expect(scoreOf(run)).toBeUndefined();
});
