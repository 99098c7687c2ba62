import { CHANGES, cellId } from '@lab/lab/experiments/steps/settings';
import { measuresOf } from '@lab/lab/experiments/steps/values';
import type { MetricRecord } from '@lab/lab/records/comparison';
import type { Evidence, Ruling } from '@lab/lab/scenario/scenario';
import { describe, expect, it } from 'vitest';
import { CELLS } from './cells.ts';
import scenario from './scenario.ts';

type Verdict = MetricRecord['comparisons'][number]['verdict'];

/** Six rounds in which a value is the same; by metric, the monolith's, the services', and how the two compare. */
function evidence(
  metrics: Readonly<Record<string, readonly [monolith: number, services: number, verdict: Verdict]>>,
): Evidence {
  return {
    arms: ['monolith', 'microservices'].map((name) => ({ name, topology: name })),
    baseline: 'monolith',
    confidence: 0.95,
    facts: undefined,
    values: (id, arm) =>
      new Map(
        Array.from({ length: 6 }, (_, round) => [round, metrics[id]?.[arm === 'monolith' ? 0 : 1] ?? 0]),
      ),
    metrics: Object.entries(metrics).map(([id, [monolith, services, verdict]]) => ({
      id,
      unit: 's',
      better: 'lower',
      arms: {
        monolith: { median: monolith, ci95: null, coverage: null, trials: 6 },
        microservices: { median: services, ci95: null, coverage: null, trials: 6 },
      },
      comparisons: [
        {
          arm: 'microservices',
          ratio: services / monolith,
          ci95: null,
          delta: 0.1,
          verdict,
          pairs: 6,
          coverage: null,
          difference: { value: 0, ci95: null },
          crossCheck: null,
          roundsToSettle: null,
        },
      ],
    })),
  };
}

const decide = (id: string, given: Evidence): Ruling | undefined =>
  scenario.claims.find((claim) => claim.id === id)?.decide(given);

describe('one change rebuilds and retests the whole', () => {
  const growth = (monolith: number, services: number, verdict: Verdict) =>
    decide('mono.build-grows', evidence({ 'service-body.growth': [monolith, services, verdict] }));

  it('is supported when the time grows in the monolith, and less in the service', () => {
    expect(growth(2.1, 1.02, 'lower')).toMatchObject({
      verdict: 'supported',
      because: expect.stringContaining('2.10× [2.10, 2.10] as long in a monolith of one package, 1.02×'),
    });
  });

  it('is refuted when the time hardly grows, or as much in the service', () => {
    expect(growth(1.05, 1.01, 'equivalent')?.verdict).toBe('refuted');
    expect(growth(1.08, 1.01, 'lower')?.verdict).toBe('refuted');
    expect(growth(2.1, 2.1, 'equivalent')?.verdict).toBe('refuted');
  });

  it('is mixed when services prevent a little of it', () => {
    expect(growth(2.1, 2, 'small')).toMatchObject({ verdict: 'mixed', open: false });
  });

  it('is open while the rounds do not settle it', () => {
    expect(growth(2.1, 1.8, 'inconclusive')).toMatchObject({ verdict: 'inconclusive', open: true });
  });
});

describe('a team works on its service alone, faster', () => {
  const speed = (...verdicts: Verdict[]) =>
    decide(
      'msa.dev-speed',
      evidence(
        Object.fromEntries(
          verdicts.map((verdict, index) => [`service-body@x${4 ** index}.running`, [2, 1, verdict] as const]),
        ),
      ),
    )?.verdict;

  it('is supported when it is so in code bases of every size, refuted when in none', () => {
    expect(speed('lower', 'lower', 'lower')).toBe('supported');
    expect(speed('higher', 'equivalent', 'small')).toBe('refuted');
    expect(speed('higher', 'lower', 'lower')).toBe('mixed');
  });
});

it('decides nothing without both arms, or without a measure', () => {
  const nothing = evidence({});
  const alone = { ...nothing, arms: nothing.arms.slice(0, 1) };
  for (const claim of scenario.claims)
    for (const given of [nothing, alone]) expect(claim.decide(given).verdict).toBe('inconclusive');
});

it('measures what its claims are decided on', () => {
  const ids = measuresOf({ cells: CELLS }).map(({ id }) => id);
  expect(ids).toContain('service-body.growth');
  expect(ids).toContain('service-body@x16.running');
  expect(new Set(ids).size).toBe(ids.length);
});

it('measures every change in the shop as it is, in quick too', () => {
  const ids = CELLS.quick.map(cellId);
  expect(ids).toEqual(expect.arrayContaining(CHANGES.map((change) => `${change}@x1`)));
  expect(new Set(ids).size).toBe(ids.length);
});
