import type { Evidence, Ruling } from '@lab/lab/scenario/scenario';
import { expect, test } from 'vitest';
import scenario from './scenario.ts';

const arms = ['monolith-x1', 'microservices-rec-x1', 'monolith-x2', 'microservices-rec-x2'].map((name) => ({
  name,
  topology: name,
}));

/** Six rounds in which instances gain the same each time; by gain, of the whole and of recommendations alone. */
function evidence(gains: Readonly<Record<string, readonly [whole: number, part: number]>>): Evidence {
  return {
    arms,
    baseline: 'monolith-x1',
    confidence: 0.95,
    missing: [],
    values: (id, arm) => {
      const gain = gains[id.replace('hot.', '')]?.[arm === 'monolith-x2' ? 0 : 1];
      const added = arm.endsWith('-x2') && gain !== undefined;
      return new Map(added ? Array.from({ length: 6 }, (_, round) => [round, gain]) : []);
    },
    metrics: Object.keys(gains).map((id) => ({
      id: `hot.${id}`,
      unit: '1/s',
      better: 'higher',
      arms: {},
      comparisons: [],
    })),
  };
}

const decide = (id: string, given: Evidence): Ruling | undefined =>
  scenario.claims.find((claim) => claim.id === id)?.decide(given);

test('copies of one part that gain more for their memory and CPU support both claims', () => {
  const given = evidence({ 'gain-per-100mb': [10, 20], 'gain-per-cpu-reserved': [100, 150] });
  expect(decide('mono.scale-whole', given)).toMatchObject({ verdict: 'supported' });
  expect(decide('msa.flexible-scaling', given)).toMatchObject({
    verdict: 'supported',
    metrics: ['hot.gain-per-100mb', 'hot.gain-per-cpu-reserved'],
  });
});

test('copies of one part that gain no more refute both', () => {
  const given = evidence({ 'gain-per-100mb': [20, 12], 'gain-per-cpu-reserved': [150, 150] });
  expect(decide('mono.scale-whole', given)?.verdict).toBe('refuted');
  expect(decide('msa.flexible-scaling', given)?.verdict).toBe('refuted');
});

test('more for the memory and less for the CPU is no flexible scaling, and no refutation', () => {
  const given = evidence({ 'gain-per-100mb': [10, 20], 'gain-per-cpu-reserved': [150, 100] });
  expect(decide('mono.scale-whole', given)?.verdict).toBe('supported');
  expect(decide('msa.flexible-scaling', given)).toMatchObject({ verdict: 'inconclusive', open: false });
});

test('a machine without quotas, or a run without both sides, decides nothing and says why', () => {
  const given = evidence({ 'gain-per-100mb': [10, 20] });
  for (const { decide: rule } of scenario.claims) {
    const missing = rule({ ...given, missing: ['only Linux has CPU quotas for groups of processes'] });
    expect(missing).toMatchObject({ verdict: 'inconclusive', open: false });
    expect(missing.because).toContain('only Linux');
    const alone = rule({ ...given, arms: arms.slice(0, 2) });
    expect(alone.because).toContain('it needs monolith-x1');
  }
});
