import type { Look } from '@lab/lab/experiments/disturbance/facts';
import { isSpared } from '@lab/lab/experiments/disturbance/settings';
import type { Evidence } from '@lab/lab/scenario/scenario';
import type { Exchange } from '@lab/lab/scenario/workload';
import { chanceOf } from '@lab/lab/stats/random';
import { describe, expect, it } from 'vitest';
import type { ShoppingData } from '../shop/shop-workload.ts';
import { NO_COMPENSATION, TWO_OF_EACH } from './faults.ts';
import scenario from './scenario.ts';
import { settings } from './settings.ts';
import { observe, request } from './workload.ts';

const CHECKERS = ['money', 'stock', 'orders', 'effects', 'events'];
const ROUNDS = 3;
/** Those of `quick`. */
const CRASHES = ['orders-killed', 'confirmed-untold', 'charged-untold'];

const look = (arm: string, round: number, after: string, more: Partial<Look> = {}): Look => ({
  ...{ arm, round, after, openSagas: 0 },
  checks: Object.fromEntries(CHECKERS.map((id) => [id, 'pass' as const])),
  ...more,
});

/** Looks after the crashes in each of three rounds. @param special by arm, what its last look has other than the rest */
function evidence(
  special: Readonly<Record<string, Partial<Look>>>,
  confidence: number | null = 0.98,
  crashes: readonly string[] = CRASHES,
): Evidence {
  const names = ['monolith', ...Object.keys(special)];
  const facts = names.flatMap((arm) =>
    Array.from({ length: ROUNDS }, (_, index) => index + 1).flatMap((round) => [
      look(arm, round, 'calm', arm === NO_COMPENSATION ? special[arm] : {}),
      ...(arm === NO_COMPENSATION ? [] : crashes).map((after) =>
        look(arm, round, after, round === ROUNDS && after === crashes.at(-1) ? special[arm] : {}),
      ),
    ]),
  );
  const arms = names.map((name) => ({ name, topology: name }));
  return { arms, baseline: 'monolith', confidence, facts, metrics: [], values: () => new Map() };
}

const [claim] = scenario.claims;
const decide = (given: Evidence) => claim?.decide(given);

describe('a saga with compensation keeps data consistent', () => {
  it('where every checker passes and every saga ends after every crash', () => {
    expect(decide(evidence({ microservices: {}, [TWO_OF_EACH]: {} }))).toMatchObject({
      verdict: 'supported',
      open: false,
      because: expect.stringContaining('After each of 18 crashes (3 kinds) every checker passed'),
    });
  });

  it('says what nothing seen leaves open, and knows too little after a few crashes', () => {
    const quick = decide(evidence({ microservices: {} }));
    expect(quick).toMatchObject({ verdict: 'supported', open: false });
    expect(quick?.because).toContain('at most 28 % of such crashes leave something wrong (95 % confidence)');
    const few = decide(evidence({ microservices: {} }, 0.98, CRASHES.slice(1)));
    expect(few).toMatchObject({ verdict: 'inconclusive', open: true });
    expect(few?.because).toContain('at most 39 % of such crashes');
    const reference = Array.from({ length: 26 }, (_, index) => `crash ${index}`);
    expect(decide(evidence({ microservices: {} }, 0.98, reference))?.because).toContain('at most 3.8 %');
  });

  it('not where one checker fails once, with one instance or with two', () => {
    const checks = { money: 'pass', stock: 'fail' } as const;
    for (const arm of ['microservices', TWO_OF_EACH])
      expect(decide(evidence({ microservices: {}, [arm]: { checks } }))).toMatchObject({
        verdict: 'refuted',
        open: false,
        because: expect.stringContaining('stock after charged-untold'),
      });
  });

  it('not where a saga does not end', () => {
    expect(decide(evidence({ microservices: { openSagas: 2 } }))).toMatchObject({
      verdict: 'refuted',
      because: expect.stringContaining('2 open sagas after charged-untold'),
    });
  });

  it('is open where a checker knows nothing, and below the first look', () => {
    const checks = { money: 'unknown' } as const;
    expect(decide(evidence({ microservices: { checks } }))).toMatchObject({
      verdict: 'inconclusive',
      open: true,
    });
    expect(decide(evidence({ microservices: {} }, null))).toMatchObject({
      verdict: 'inconclusive',
      open: true,
    });
    const failing = evidence({ microservices: { checks: { stock: 'fail' } } }, null);
    expect(decide(failing)?.because).toContain('wrong afterwards: stock after charged-untold');
  });

  it('says nothing of a run without an arm with sagas, or without a crash', () => {
    expect(decide(evidence({}))).toMatchObject({ verdict: 'inconclusive', open: false });
    const calm = evidence({ microservices: {} });
    const facts = (calm.facts as Look[]).filter(({ after }) => after === 'calm');
    expect(decide({ ...calm, facts })).toMatchObject({ verdict: 'inconclusive', open: false });
  });

  it('is not decided by the arm without compensation, which shows what would turn it', () => {
    const given = evidence({ microservices: {}, [NO_COMPENSATION]: { checks: { stock: 'fail' } } });
    expect(decide(given)?.verdict).toBe('supported');
    expect(claim?.turn.measured(given)?.en).toContain('fail in 3 of 3 trials: stock.');
    expect(claim?.turn.measured(evidence({ microservices: {} }))).toBeUndefined();
  });

  it('has its price beside it, as far as it was measured', () => {
    const given = evidence({ microservices: {} });
    const interval = { ci95: null, coverage: null, trials: 3 };
    const metric = (id: string, median: number, ratio?: number) => ({
      ...{ id, unit: 'ms', better: 'lower' as const, arms: { microservices: { median, ...interval } } },
      comparisons: ratio === undefined ? [] : [{ arm: 'microservices', ratio } as never],
    });
    const metrics = [metric('place-order.p50', 15, 3), metric('compensate.p50', 7.25)];
    const ruling = decide({ ...given, metrics });
    expect(ruling?.because).toContain(
      'The price against one transaction: 3.0× to place an order, 7.3 ms to compensate',
    );
    expect(ruling?.metrics).toEqual(['place-order.p50', 'compensate.p50']);
  });
});

describe('the distributed-transaction scenario', () => {
  it('spares the arm without compensation every crash: it is wrong without', () => {
    for (const { notIn } of settings.faults) expect(notIn).toContain(NO_COMPENSATION);
  });

  it('kills every service, the gateway and the broker, and has a crash for every profile', () => {
    const killed = settings.faults
      .filter(({ fault }) => fault.kind === 'process-kill' || fault.kind === 'broker-outage')
      .map(({ context }) => context);
    expect(killed.toSorted()).toEqual([
      'broker',
      'catalog',
      'edge',
      'inventory',
      'notifications',
      'orders',
      'payments',
      'recommendations',
    ]);
    for (const profile of ['smoke', 'quick', 'full'] as const)
      expect(settings.faults.some(({ profiles }) => profiles.includes(profile))).toBe(true);
    expect(new Set(settings.faults.map(({ id }) => id)).size).toBe(settings.faults.length);
  });

  it('stalls one of two instances for longer than it has a lease on its sagas, and no other arm', () => {
    // As `kernel/saga.ts` has it.
    const leaseMs = 10_000;
    const longer = settings.faults.filter(({ fault }) => fault.kind === 'block' && fault.ms > leaseMs);
    const arms = scenario.arms.full.filter((arm) => longer.some((fault) => !isSpared(fault, arm)));
    expect(arms).toEqual([TWO_OF_EACH]);
    for (const { fault, seconds } of longer)
      if (fault.kind === 'block') expect(seconds * 1000).toBeGreaterThan(fault.ms);
  });

  it('has orders that are declined and orders that are short, each with the answer that is due', () => {
    const data: ShoppingData = {
      ...{ skus: ['A'], wellStocked: ['A'], categories: [], cursors: [], tokens: ['t'], poor: 'p' },
      staff: 's',
      cancellable: Array.from({ length: 10 }, () => ({ orderId: 'o', customer: 0 })),
      totals: { wallets: [], shelves: {}, orders: 0, succeeded: 0, kept: [] },
    };
    const requests = Array.from({ length: 30 }, (_, iteration) => request(data, iteration, chanceOf(7)));
    const of = (endpoint: string) => requests.find((each) => each.endpoint === endpoint);
    expect(of('declined-order')).toMatchObject({ expect: [402], headers: { authorization: 'Bearer p' } });
    expect(of('short-order')).toMatchObject({ expect: [409], headers: { authorization: 'Bearer t' } });
    expect(JSON.parse(of('short-order')?.body ?? '').lines).toHaveLength(2);
    expect(of('my-orders')).toMatchObject({ headers: { authorization: 'Bearer p' } });
    expect(requests.filter(({ endpoint }) => endpoint === 'place-order')).toHaveLength(8);
  });

  it('observes readers alone, and sees an order that is neither confirmed nor rejected', () => {
    const seen = (endpoint: string, ...statuses: string[]) => {
      const body = JSON.stringify({ items: statuses.map((status) => ({ status })) });
      const exchange = { request: { endpoint }, response: { status: 200, body } };
      return observe(undefined, [exchange as unknown as Exchange]);
    };
    expect(seen('my-orders', 'confirmed', 'pending')).toEqual({ inBetween: true });
    expect(seen('my-orders', 'confirmed', 'rejected')).toEqual({ inBetween: false });
    expect(seen('place-order')).toBeUndefined();
  });
});
