import type { Evidence, Ruling } from '@lab/lab/scenario/scenario';
import { expect, test } from 'vitest';
import scenario from './scenario.ts';

const arms = ['monolith-x1', 'microservices-rec-x1', 'monolith-x2', 'microservices-rec-x2'].map((name) => ({
  name,
  topology: name,
}));

/** By gain, how recommendations alone compare with the whole. */
function evidence(gains: Readonly<Record<string, 'higher' | 'lower' | 'equivalent'>>): Evidence {
  return {
    arms,
    baseline: 'monolith-x1',
    confidence: 0.95,
    missing: [],
    values: () => new Map(),
    metrics: Object.entries(gains).map(([id, verdict]) => ({
      id: `hot.${id}`,
      unit: '1/s',
      better: 'higher',
      arms: {},
      comparisons: [
        {
          arm: 'microservices-rec-x2',
          against: 'monolith-x2',
          ratio: { higher: 1.8, lower: 0.6, equivalent: 1 }[verdict],
          ci95: null,
          delta: 0.15,
          verdict,
          pairs: 6,
          t95: null,
          roundsToSettle: null,
        },
      ],
    })),
  };
}

const decide = (id: string, given: Evidence): Ruling | undefined =>
  scenario.claims.find((claim) => claim.id === id)?.decide(given);

test('copies of one part that gain more for their memory and CPU support both claims', () => {
  const given = evidence({ 'gain-per-100mb': 'higher', 'gain-per-cpu-reserved': 'higher' });
  expect(decide('mono.scale-whole', given)).toMatchObject({ verdict: 'supported' });
  expect(decide('msa.flexible-scaling', given)).toMatchObject({
    verdict: 'supported',
    metrics: ['hot.gain-per-100mb', 'hot.gain-per-cpu-reserved'],
  });
});

test('copies of one part that gain no more refute both', () => {
  const given = evidence({ 'gain-per-100mb': 'lower', 'gain-per-cpu-reserved': 'equivalent' });
  expect(decide('mono.scale-whole', given)?.verdict).toBe('refuted');
  expect(decide('msa.flexible-scaling', given)?.verdict).toBe('refuted');
});

test('more for the memory and less for the CPU supports neither, and refutes neither', () => {
  const given = evidence({ 'gain-per-100mb': 'higher', 'gain-per-cpu-reserved': 'lower' });
  for (const { id } of scenario.claims)
    expect(decide(id, given)).toMatchObject({ verdict: 'inconclusive', open: false });
});

test('what the two gain is compared with as many instances', () => {
  const gains = (scenario.measures ?? []).filter(({ id }) => /^hot\.(gain|efficiency)/.test(id));
  expect(gains.map(({ against }) => against?.['microservices-rec-x3'])).toEqual(Array(4).fill('monolith-x3'));
});

test('a machine without quotas, or a run without both sides, decides nothing and says why', () => {
  const given = evidence({ 'gain-per-100mb': 'higher' });
  for (const { decide: rule } of scenario.claims) {
    const missing = rule({ ...given, missing: ['only Linux has CPU quotas for groups of processes'] });
    expect(missing).toMatchObject({ verdict: 'inconclusive', open: false });
    expect(missing.because).toContain('only Linux');
    const alone = rule({ ...given, arms: arms.slice(0, 2) });
    expect(alone.because).toContain('it takes monolith-x1');
  }
});
