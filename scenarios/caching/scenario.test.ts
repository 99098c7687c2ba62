import { probeKind } from '@lab/lab/experiments/probe/kind';
import { PROFILES } from '@lab/lab/scenario/profile';
import type { Evidence } from '@lab/lab/scenario/scenario';
import { describe, expect, it } from 'vitest';
import {
  ALL,
  baseOf,
  CACHED,
  cacheOf,
  EARLY,
  MEMCACHED,
  MONOLITH,
  REDIS,
  SERVICES,
  STAMPEDING,
} from './arms.ts';
import { breakEven, paysFrom } from './break-even.ts';
import { coldNeeded } from './curves.ts';
import scenario from './scenario.ts';
import { HIT_RATES, measures, SIZES, settings } from './settings.ts';

type Compared = 'lower' | 'higher' | 'equivalent' | 'inconclusive';

interface Made {
  readonly arms?: readonly string[];
  readonly redis?: readonly [browse: Compared, recommendations: Compared];
  readonly memcached?: readonly [browse: Compared, recommendations: Compared];
  /** What the check of new prices came to in the arm with Redis. */
  readonly fresh?: readonly ('pass' | 'fail')[];
}

/** A run of some arms, whose medians are the same in all but the times of hits. */
function evidence({
  arms = scenario.arms.full,
  redis = ['lower', 'lower'],
  memcached = ['lower', 'lower'],
  fresh = ['pass', 'pass', 'pass'],
}: Made = {}): Evidence {
  const named = arms.map((topology) => ({ name: topology, topology }));
  const verdictOf = (arm: string, id: string): Compared => {
    const [browse, recommendations] = cacheOf(arm)?.id === 'memcached' ? memcached : redis;
    return id === 'browse-time' ? browse : recommendations;
  };
  const medianOf = (id: string, arm: string) =>
    !id.endsWith('-hit') || cacheOf(arm) === undefined ? (id.endsWith('-miss') && cacheOf(arm) ? 5 : 4) : 1;
  const comparison = (arm: string, id: string) => ({
    arm,
    ratio: 0.3,
    ci95: null,
    delta: 0.1,
    verdict: verdictOf(arm, id),
    pairs: 3,
    coverage: null,
    difference: { value: -3, ci95: null },
    crossCheck: null,
    roundsToSettle: null,
  });
  return {
    arms: named,
    baseline: SERVICES,
    confidence: 0.98,
    facts: fresh.map((result, index) => ({
      arm: REDIS,
      round: index + 1,
      checks: [{ id: 'fresh', result, detail: '' }],
    })),
    values: () => new Map(),
    metrics: measures.map(({ id, unit, better }) => ({
      ...{ id, unit, better },
      arms: Object.fromEntries(
        named.map(({ name }) => [
          name,
          { median: medianOf(id, name), ci95: null, coverage: null, trials: 3 },
        ]),
      ),
      comparisons: arms.filter((arm) => CACHED.includes(arm)).map((arm) => comparison(arm, id)),
    })),
  };
}

const [claim] = scenario.claims;
const ruled = (made?: Made) => claim?.decide(evidence(made));

describe('the claim about caching', () => {
  it('is supported when both pages are faster with both caches', () => {
    expect(ruled()).toMatchObject({ verdict: 'supported', open: false });
  });

  it('is refuted when no page is faster with any of them', () => {
    const none = ['equivalent', 'higher'] as const;
    expect(ruled({ redis: none, memcached: none })?.verdict).toBe('refuted');
  });

  it('is mixed when some are faster and some are not', () => {
    expect(ruled({ memcached: ['equivalent', 'lower'] })?.verdict).toBe('mixed');
  });

  it('is refuted by an old price that stays, however fast the pages are', () => {
    expect(ruled({ fresh: ['pass', 'fail', 'pass'] })).toMatchObject({ verdict: 'refuted', open: false });
  });

  it('is open while more rounds could tell', () => {
    expect(ruled({ redis: ['lower', 'inconclusive'] })).toMatchObject({
      verdict: 'inconclusive',
      open: true,
    });
  });

  it('is decided by the one cache that the run has, and by none without', () => {
    expect(ruled({ arms: [SERVICES, MEMCACHED], redis: ['higher', 'higher'] })?.verdict).toBe('supported');
    expect(ruled({ arms: [SERVICES, MONOLITH] })).toMatchObject({ verdict: 'inconclusive', open: false });
    expect(ruled({ arms: [REDIS] })).toMatchObject({ verdict: 'inconclusive', open: false });
  });

  it('tells what would turn it where the run has the monolith with a cache', () => {
    expect(claim?.turn.measured(evidence())?.en).toContain('Redis: the list 0.30×, recommendations 0.30×');
    expect(claim?.turn.measured(evidence())?.ko).toContain('상품 목록 0.30배');
    expect(claim?.turn.measured(evidence({ arms: [SERVICES, REDIS] }))).toBeUndefined();
  });
});

it('says from which hit rate a cache pays', () => {
  expect(breakEven(4, 5, 1)).toBe(25);
  expect(breakEven(4, 4, 1)).toBe(0);
  expect(breakEven(1, 2, 1.5)).toBeUndefined();
  const told = scenario.insights?.(evidence()).find(({ id }) => id === 'break-even.browse');
  expect(told?.text.en).toContain(`${REDIS} 25 % (4.00 → 1.00 ms)`);
  expect(told?.text.ko).toContain(`${REDIS} 25% (4.00 → 1.00 ms)`);
});

it('says from which cost of the origin a cache pays', () => {
  // A page of 4 ms is the dearest that does not pay at a quarter of hits, as above.
  expect(paysFrom(1, 1, 0.25)).toBe(4);
  expect(paysFrom(1, 1, 0.5)).toBe(2);
  expect(paysFrom(1, -1, 0.5)).toBe(1);
  for (const rate of [0.1, 0.5, 0.9]) {
    const none = paysFrom(1.5, 0.8, rate);
    expect(breakEven(none, none + 0.8, 1.5)).toBeCloseTo(100 * rate, 9);
  }
  const told = scenario.insights?.(evidence()).find(({ id }) => id === 'origin.browse');
  expect(told?.text.en).toContain(`${REDIS} 2.00 / 1.11 ms (4.00 ms)`);
});

it('compares each arm with its own deployment without a cache', () => {
  expect(ALL.filter((arm) => cacheOf(arm) === undefined)).toEqual([SERVICES, MONOLITH]);
  for (const { id, against } of measures)
    if (/^(crowd|hot)-/.test(id)) expect(against).toEqual({ [STAMPEDING]: REDIS, [EARLY]: REDIS });
    else
      for (const arm of CACHED) expect(against?.[arm]).toBe(arm.startsWith(SERVICES) ? SERVICES : MONOLITH);
  expect(baseOf(REDIS)).toBe(SERVICES);
});

it('finds enough products in the shop, of those that lists show and of the others', () => {
  // Of 1,200, those of the workload's test: 112 and 128. Some crowds find a copy, and go after another product.
  for (const size of Object.values(SIZES)) {
    expect(coldNeeded(size.asks) + size.changes).toBeLessThan(112);
    expect(coldNeeded(size.asks) + 4 * size.crowds + size.changes + 1).toBeLessThan(128);
  }
  expect(settings.own).toBe(SIZES);
});

it('the rounds of a quick run are planned for less than six minutes, and it looks once', () => {
  const [rounds, ...later] = scenario.looks?.quick ?? PROFILES.quick.looks;
  const arms = scenario.arms.quick.map((topology) => ({ name: topology, topology }));
  const { seconds } = probeKind.plan(settings, { profile: PROFILES.quick, arms });
  expect(later).toEqual([]);
  expect(rounds * seconds).toBeLessThanOrEqual(60 * PROFILES.quick.minutes);
});

it('asks so many pages in each profile that they can be divided by its hit rates', () => {
  for (const { asks } of Object.values(SIZES))
    for (const rate of HIT_RATES) expect(asks * rate).toBeCloseTo(Math.round(asks * rate), 9);
});
