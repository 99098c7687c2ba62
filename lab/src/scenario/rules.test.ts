import { describe, expect, it } from 'vitest';
import type { Verdict } from '../records/verdict.ts';
import { everywhere, type Finding, higherEverywhere, pairOf } from './rules.ts';

const finding = (verdict: Verdict, ratio: number, medians: [number, number] = [1, ratio]): Finding => ({
  metric: {
    id: `m${ratio}.p50`,
    unit: 'ms',
    better: 'lower',
    arms: {
      monolith: { median: medians[0], ci95: null, coverage: null, trials: 6 },
      microservices: { median: medians[1], ci95: null, coverage: null, trials: 6 },
    },
    comparisons: [],
  },
  comparison: {
    arm: 'microservices',
    ratio,
    ci95: [ratio, ratio],
    delta: 0.1,
    verdict,
    pairs: 6,
    coverage: null,
    difference: { value: 0, ci95: null },
    crossCheck: null,
    roundsToSettle: null,
  },
});

describe('lower everywhere', () => {
  it('is the same the other way round, and says how much less there is', () => {
    const findings = [finding('lower', 0.002), finding('lower', 0.25)];
    expect(everywhere('lower', findings, 2, 'x')).toMatchObject({
      verdict: 'supported',
      because: 'x for 2 of 2 (4.00× to 500.0× less).',
    });
    expect(everywhere('lower', [finding('higher', 4), finding('equivalent', 1)], 2, 'x').verdict).toBe(
      'refuted',
    );
  });
});

describe('higherEverywhere', () => {
  it.each([
    ['supported', ['higher', 'higher']],
    ['refuted', ['equivalent', 'lower']],
    ['refuted', ['small', 'equivalent']],
    ['mixed', ['higher', 'equivalent']],
    ['mixed', ['higher', 'lower']],
    ['inconclusive', ['equivalent', 'inconclusive']],
    ['inconclusive', ['higher', 'inconclusive']],
  ] as const)('is %s for %j', (verdict, verdicts) => {
    const findings = verdicts.map((each, index) => finding(each, index + 1));
    expect(higherEverywhere(findings, 2, 'x').verdict).toBe(verdict);
  });

  it.each([
    ['can be settled while those that are decided agree', ['higher', 'inconclusive'], true],
    ['can be settled while none is higher', ['equivalent', 'inconclusive'], true],
    ['can be settled as mixed once they disagree', ['higher', 'equivalent', 'inconclusive'], true],
    ['cannot be settled when all are decided', ['higher', 'equivalent'], false],
  ] as const)('%s', (_, verdicts, open) => {
    const findings = verdicts.map((each, index) => finding(each, index + 1));
    expect(higherEverywhere(findings, verdicts.length, 'x').open).toBe(open);
    expect(higherEverywhere(findings, verdicts.length + 1, 'x').open).toBe(false);
  });

  it('is inconclusive, and says why, when a metric is missing', () => {
    expect(higherEverywhere([finding('higher', 2.5)], 2, 'p50 is higher')).toMatchObject({
      verdict: 'inconclusive',
      because: 'p50 is higher for 1 of 2 (2.50×); 1 without a comparison.',
    });
    expect(higherEverywhere([], 2, 'x').verdict).toBe('inconclusive');
  });
});

describe('pairOf', () => {
  const arms = [
    { name: 'monolith', topology: 'monolith' },
    { name: 'monolith#2', topology: 'monolith' },
    { name: 'microservices', topology: 'microservices' },
  ];

  it('needs the one as baseline and the other as an arm', () => {
    const none = {
      metrics: [],
      confidence: 0.95,
      values: () => new Map<number, number>(),
      facts: undefined,
    };
    const evidence = { arms, baseline: 'monolith', ...none };
    expect(pairOf(evidence, 'monolith', 'microservices')?.arm.name).toBe('microservices');
    expect(pairOf(evidence, 'monolith', 'monolith')?.arm.name).toBe('monolith#2');
    expect(pairOf({ ...evidence, arms: arms.slice(0, 2) }, 'monolith', 'microservices')).toBeUndefined();
    expect(pairOf({ ...evidence, baseline: 'microservices' }, 'monolith', 'microservices')).toBeUndefined();
  });
});
