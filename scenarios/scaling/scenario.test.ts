import { capacityKind } from '@lab/lab/experiments/capacity/kind';
import { capacityMeasures } from '@lab/lab/experiments/capacity/values';
import { PROFILES } from '@lab/lab/scenario/profile';
import type { Evidence, Ruling } from '@lab/lab/scenario/scenario';
import { compareArms } from '@lab/lab/stats/compare-arms';
import { confidenceAt } from '@lab/lab/stats/looks';
import { expect, test } from 'vitest';
import { spreadRatios } from '../shop/spread-ratios.ts';
import scenario, { settings } from './scenario.ts';

const armsUpTo = (most: number) =>
  Array.from({ length: most }, (_, index) => [`monolith-x${index + 1}`, `microservices-rec-x${index + 1}`])
    .flat()
    .map((name) => ({ name, topology: name }));

type Compared = 'higher' | 'lower' | 'equivalent' | 'inconclusive';
type Gains = Readonly<Record<string, readonly Compared[]>>;

/** By gain, how recommendations alone compare with the whole: over ×1 to ×2, to ×3 and so on. */
function evidence(gains: Gains): Evidence {
  const most = 1 + Math.max(...Object.values(gains).map((verdicts) => verdicts.length));
  return {
    arms: armsUpTo(most),
    baseline: 'monolith-x1',
    confidence: 0.95,
    facts: [],
    values: () => new Map(),
    metrics: Object.entries(gains).map(([id, verdicts]) => ({
      id,
      unit: '1/s',
      better: 'higher',
      arms: {},
      comparisons: verdicts.map((verdict, index) => ({
        arm: `microservices-rec-x${index + 2}`,
        against: `monolith-x${index + 2}`,
        ratio: { higher: 1.8, lower: 0.6, equivalent: 1, inconclusive: 1.1 }[verdict],
        ci95: null,
        delta: 0.15,
        verdict,
        pairs: 6,
        coverage: null,
        difference: { value: 0, ci95: null },
        crossCheck: null,
        roundsToSettle: null,
      })),
    })),
  };
}

const gains = (memory: Compared, reserved: Compared, used: Compared): Evidence =>
  evidence({
    'gain-per-100mb': [memory],
    'gain-per-cpu-reserved': [reserved],
    'gain-per-cpu-used': [used],
  });

const decide = (id: string, given: Evidence): Ruling | undefined =>
  scenario.claims.find((claim) => claim.id === id)?.decide(given);

test('more capacity for the memory and CPU added supports both claims, each by its own metrics', () => {
  const given = gains('higher', 'higher', 'higher');
  expect(decide('mono.scale-whole', given)).toMatchObject({
    verdict: 'supported',
    metrics: ['gain-per-100mb'],
  });
  expect(decide('msa.flexible-scaling', given)).toMatchObject({
    verdict: 'supported',
    metrics: ['gain-per-cpu-reserved', 'gain-per-cpu-used'],
  });
});

test('no more refutes them', () => {
  expect(decide('mono.scale-whole', gains('lower', 'higher', 'higher'))?.verdict).toBe('refuted');
  expect(decide('mono.scale-whole', gains('equivalent', 'higher', 'higher'))?.verdict).toBe('refuted');
  expect(decide('msa.flexible-scaling', gains('higher', 'lower', 'equivalent'))?.verdict).toBe('refuted');
});

test('more for the CPU reserved and less for the CPU used is mixed', () => {
  const ruling = decide('msa.flexible-scaling', gains('higher', 'higher', 'lower'));
  expect(ruling).toMatchObject({ verdict: 'mixed', open: false });
  expect(ruling?.because).toContain('for 1 of 2');
});

test('what more rounds could settle stays open', () => {
  const given = gains('higher', 'higher', 'inconclusive');
  expect(decide('mono.scale-whole', given)).toMatchObject({ verdict: 'supported', open: false });
  expect(decide('msa.flexible-scaling', given)).toMatchObject({ verdict: 'inconclusive', open: true });
});

test('the slope over all numbers of instances decides, up to where recommendations suffice', () => {
  const given = evidence({
    'gain-per-100mb': ['higher', 'lower'],
    'gain-per-cpu-reserved': ['higher', 'lower'],
    'gain-per-cpu-used': ['higher', 'lower'],
  });
  const facts = (second: readonly (readonly string[])[]) =>
    [
      ['microservices-rec-x1', [['recommendations'], [], ['gateway']]] as const,
      ['microservices-rec-x2', second] as const,
      ['microservices-rec-x3', [['gateway'], ['gateway'], ['gateway']]] as const,
    ].flatMap(([arm, rounds]) => rounds.map((limitedBy) => ({ arm, limitedBy })));
  for (const { id } of scenario.claims) {
    const needed = facts([['gateway', 'recommendations'], ['gateway'], ['recommendations']]);
    expect(decide(id, { ...given, facts: needed })).toMatchObject({ verdict: 'refuted' });
    const enough = facts([['gateway', 'recommendations'], ['gateway'], ['gateway', 'orders']]);
    const ruling = decide(id, { ...given, facts: enough });
    expect(ruling).toMatchObject({ verdict: 'supported' });
    expect(ruling?.because).toContain(
      'More of them are not judged, as with 2 of them gateway or orders is what limits (in 2 of 3 rounds).',
    );
  }
});

test('where recommendations are not what limits from the first, nothing is decided', () => {
  const facts = armsUpTo(2).flatMap(({ name }) => Array(2).fill({ arm: name, limitedBy: ['gateway'] }));
  const ruling = decide('msa.flexible-scaling', { ...gains('lower', 'lower', 'lower'), facts });
  expect(ruling).toMatchObject({ verdict: 'inconclusive', open: false });
  expect(ruling?.because).toContain('Recommendations do not need more');
});

test('the two are compared with as many instances, and the balanced monolith with the plain one', () => {
  for (const { against } of capacityMeasures(settings))
    expect(against).toMatchObject({
      'microservices-rec-x3': 'monolith-x3',
      'monolith+workers=3+balancing=request': 'monolith-x3',
    });
});

test('what balancing requests is worth is told where it was measured', () => {
  const name = 'monolith+workers=3+balancing=request';
  const given = evidence({ capacity: ['higher'] });
  const [metric] = given.metrics;
  const [comparison] = metric?.comparisons ?? [];
  if (!metric || !comparison) throw new Error('there is no comparison');
  expect(scenario.insights?.(given)).toEqual([]);
  const metrics = [{ ...metric, comparisons: [{ ...comparison, arm: name, ratio: 1.07 }] }];
  const arms = [...given.arms, { name, topology: name }];
  const [insight] = scenario.insights?.({ ...given, arms, metrics }) ?? [];
  expect(insight?.text.en).toContain('1.07× the capacity');
});

test('a run without both sides decides nothing and says why', () => {
  const alone = { ...gains('higher', 'higher', 'higher'), arms: armsUpTo(1) };
  for (const { id } of scenario.claims) expect(decide(id, alone)?.because).toContain('it takes monolith-x1');
});

test('a full run looks once, after all the rounds it has time for', () => {
  const [rounds] = scenario.looks?.full ?? PROFILES.full.looks;
  const { seconds } = capacityKind.plan(settings, {
    profile: PROFILES.full,
    arms: scenario.arms.full.map((topology) => ({ name: topology, topology })),
  });
  expect((rounds * seconds) / 60).toBeLessThanOrEqual(PROFILES.full.minutes);
});

test('ten rounds that spread by a fifth settle a gain that differs by a third, and none that is nearer to the limit', () => {
  /** What becomes of the gain of recommendations over that of the whole. */
  const gained = (ratio: number, looks: readonly number[] = scenario.looks?.full ?? []) => {
    const [many, whole] = [spreadRatios(10, ratio, 0.2), spreadRatios(10, 1, 0)];
    const { delta } = capacityMeasures(settings).find(({ id }) => id === 'gain-per-cpu-used') ?? {};
    if (delta === undefined) throw new Error('there is no such measure');
    return compareArms('microservices-rec-x3', many, whole, { delta }, confidenceAt(looks, 10))?.verdict;
  };
  expect([0.74, 1.34].map((ratio) => gained(ratio))).toEqual(['lower', 'higher']);
  // The published run's gain for each CPU reserved: it is neither surely the same, nor surely more.
  expect(gained(1.09)).toBe('inconclusive');
  // With looks before it, the last one settled none of them.
  expect([0.74, 1.34].map((ratio) => gained(ratio, [4, 6, 10]))).toEqual(['inconclusive', 'inconclusive']);
});
