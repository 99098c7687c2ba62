import type { Evidence } from '@lab/lab/scenario/scenario';
import { describe, expect, it } from 'vitest';
import scenario from './scenario.ts';

const arms = ['monolith', 'microservices'].map((name) => ({ name, topology: name }));

/** Six rounds; by fault, the share of the bystanders that is hit in each arm, percent. */
function evidence(
  hit: Readonly<Record<string, readonly [monolith: number, microservices: number]>>,
): Evidence {
  const hitIn = (id: string, arm: string) => hit[id.split('.')[0] ?? '']?.[arm === 'monolith' ? 0 : 1] ?? 0;
  return {
    arms,
    baseline: 'monolith',
    confidence: 0.95,
    values: (id, arm) => new Map(Array.from({ length: 6 }, (_, round) => [round, hitIn(id, arm)])),
    metrics: Object.entries(hit).map(([fault, [monolith, microservices]]) => ({
      id: `${fault}.bystanders-hit`,
      unit: '%',
      better: 'lower',
      arms: {},
      comparisons: [
        {
          arm: 'microservices',
          ratio: microservices / monolith,
          ci95: null,
          delta: 0.1,
          verdict: microservices < monolith ? ('lower' as const) : ('equivalent' as const),
          pairs: 6,
          t95: null,
          roundsToSettle: null,
        },
      ],
    })),
  };
}

const decide = (id: string, given: Evidence) =>
  scenario.claims.find((claim) => claim.id === id)?.decide(given);

describe('the fault-isolation scenario', () => {
  it('finds a blast radius where faults of the process hit more bystanders in the monolith', () => {
    const found = evidence({ crash: [60, 0.1], block: [55, 0.1], slow: [0.1, 0.1] });
    expect(decide('mono.blast-radius', found)?.verdict).toBe('supported');
    expect(decide('msa.isolation', found)?.verdict).toBe('supported');
  });

  it('finds none where they do not', () => {
    const found = evidence({ crash: [0.1, 0.1], block: [0.1, 0.1] });
    expect(decide('mono.blast-radius', found)?.verdict).toBe('refuted');
  });

  it('refutes the isolation by one fault that spreads, and names it', () => {
    const found = evidence({ crash: [60, 0.1], slow: [0.1, 30] });
    expect(decide('msa.isolation', found)).toMatchObject({
      verdict: 'refuted',
      because: expect.stringContaining('slow dependency'),
    });
  });

  it('leaves it open between the two thresholds', () => {
    expect(decide('msa.isolation', evidence({ crash: [60, 3] }))).toMatchObject({
      verdict: 'inconclusive',
      open: true,
    });
  });

  it('decides nothing without both arms', () => {
    const alone = { ...evidence({ crash: [60, 1] }), arms: arms.slice(0, 1) };
    for (const claim of scenario.claims) expect(claim.decide(alone).verdict).toBe('inconclusive');
  });

  it('has endpoints that need the faulty context, and faults for every profile', () => {
    const { experiment } = scenario;
    for (const endpoint of experiment?.needed ?? ['none'])
      expect(scenario.endpoints.map(({ id }) => id)).toContain(endpoint);
    for (const profile of ['smoke', 'quick', 'full'] as const)
      expect(experiment?.faults.some(({ profiles }) => profiles.includes(profile))).toBe(true);
  });
});
