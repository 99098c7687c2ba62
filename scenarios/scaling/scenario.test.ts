import { scalingMeasures } from '@lab/lab/experiments/search/values';
import type { Evidence, Ruling } from '@lab/lab/scenario/scenario';
import { expect, test } from 'vitest';
import scenario, { settings } from './scenario.ts';

const armsUpTo = (most: number) =>
  Array.from({ length: most }, (_, index) => [`monolith-x${index + 1}`, `microservices-rec-x${index + 1}`])
    .flat()
    .map((name) => ({ name, topology: name }));

type Compared = 'higher' | 'lower' | 'equivalent';
type Gains = Readonly<Record<string, Compared | readonly Compared[]>>;

/** By gain, how recommendations alone compare with the whole: with two instances, or with two and more. */
function evidence(gains: Gains): Evidence {
  const most = 1 + Math.max(...Object.values(gains).map((verdicts) => [verdicts].flat().length));
  return {
    arms: armsUpTo(most),
    baseline: 'monolith-x1',
    confidence: 0.95,
    facts: [],
    values: () => new Map(),
    metrics: Object.entries(gains).map(([id, verdicts]) => ({
      id: `hot.${id}`,
      unit: '1/s',
      better: 'higher',
      arms: {},
      comparisons: [verdicts].flat().map((verdict, index) => ({
        arm: `microservices-rec-x${index + 2}`,
        against: `monolith-x${index + 2}`,
        ratio: { higher: 1.8, lower: 0.6, equivalent: 1 }[verdict],
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

const limited = (arm: string, limitedBy: readonly string[]) => ({ arm, load: 'hot', limitedBy });

const decide = (id: string, given: Evidence): Ruling | undefined =>
  scenario.claims.find((claim) => claim.id === id)?.decide(given);

test('copies of one part that gain more for their memory and CPU support both claims, each by its own', () => {
  const given = evidence({ 'gain-per-100mb': 'higher', 'gain-per-cpu-reserved': 'higher' });
  expect(decide('mono.scale-whole', given)).toMatchObject({
    verdict: 'supported',
    metrics: ['hot.gain-per-100mb'],
  });
  expect(decide('msa.flexible-scaling', given)).toMatchObject({
    verdict: 'supported',
    metrics: ['hot.gain-per-cpu-reserved'],
  });
});

test('copies of one part that gain no more refute both', () => {
  const given = evidence({ 'gain-per-100mb': 'lower', 'gain-per-cpu-reserved': 'equivalent' });
  expect(decide('mono.scale-whole', given)?.verdict).toBe('refuted');
  expect(decide('msa.flexible-scaling', given)?.verdict).toBe('refuted');
});

test('more for the memory and less for the CPU supports the one and refutes the other', () => {
  const given = evidence({ 'gain-per-100mb': 'higher', 'gain-per-cpu-reserved': 'lower' });
  expect(decide('mono.scale-whole', given)?.verdict).toBe('supported');
  expect(decide('msa.flexible-scaling', given)?.verdict).toBe('refuted');
});

test('where recommendations suffice, what still more of them gain is not judged', () => {
  const gains = evidence({
    'gain-per-100mb': ['higher', 'higher', 'equivalent'],
    'gain-per-cpu-reserved': ['higher', 'higher', 'lower'],
  });
  const limits: Readonly<Record<string, readonly (readonly string[])[]>> = {
    'microservices-rec-x1': [['recommendations'], [], ['gateway']],
    'microservices-rec-x2': [['gateway', 'recommendations'], ['gateway'], ['recommendations']],
    'microservices-rec-x3': [['gateway', 'recommendations'], ['gateway'], ['gateway', 'orders']],
    'microservices-rec-x4': [['gateway'], ['gateway'], ['gateway']],
  };
  for (const { id } of scenario.claims) {
    expect(decide(id, gains)).toMatchObject({ verdict: 'mixed', open: false });
    const facts = Object.entries(limits).flatMap(([arm, rounds]) =>
      rounds.map((limitedBy) => limited(arm, limitedBy)),
    );
    const ruling = decide(id, { ...gains, facts });
    expect(ruling).toMatchObject({ verdict: 'supported' });
    expect(ruling?.because).toContain(
      'Not judged: ×4, as with 3 of them gateway or orders is what limits (in 2 of 3 rounds).',
    );
  }
});

test('where recommendations are not what limits from the first, nothing is decided', () => {
  const given = evidence({ 'gain-per-100mb': 'lower', 'gain-per-cpu-reserved': 'lower' });
  const facts = armsUpTo(2).flatMap(({ name }) => [limited(name, ['gateway']), limited(name, ['gateway'])]);
  const ruling = decide('msa.flexible-scaling', { ...given, facts });
  expect(ruling).toMatchObject({ verdict: 'inconclusive', open: false });
  expect(ruling?.because).toContain('Recommendations do not need more');
});

test('what the two gain is compared with as many instances', () => {
  const gains = scalingMeasures(settings).filter(({ id }) => /^hot\.(gain|efficiency)/.test(id));
  expect(gains.map(({ against }) => against?.['microservices-rec-x3'])).toEqual(Array(4).fill('monolith-x3'));
});

test('a run without both sides decides nothing and says why', () => {
  const alone = { ...evidence({ 'gain-per-100mb': 'higher' }), arms: armsUpTo(1) };
  for (const { id } of scenario.claims) expect(decide(id, alone)?.because).toContain('it takes monolith-x1');
});
