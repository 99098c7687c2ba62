import { describe, expect, it } from 'vitest';
import { Random } from '../../../seed/random.ts';
import { Problem } from '../problems/problem.ts';
import { adaptiveLimit, EQUAL_SHARES, PRIORITY_SHARES, placesIn, type Shares } from './adaptive-limit.ts';
import { kindOf } from './kinds.ts';
import type { Answered, Leave, Limit } from './limit.ts';
import { type Outcome, simulate, type Traffic } from './simulated-server.ts';

const PAGE = { method: 'GET', path: '/products/cup' };
const OWN = { method: 'GET', path: '/me/overview' };
const ORDER = { method: 'POST', path: '/orders' };
const SIGN_IN = { method: 'POST', path: '/sessions' };

const ask = (limit: Limit, { method, path }: typeof PAGE) =>
  limit.admit({ kind: kindOf(method, path), client: () => 'client' });
const isRefused = (said: unknown): said is Problem => said instanceof Problem && said.code === 'overloaded';
const OK: Answered = { tookMs: 1, status: 200 };

/** Sends until one is refused. @returns what hears of the end of each of the others */
function fill(limit: Limit, request: typeof PAGE): Leave[] {
  const leaves: Leave[] = [];
  for (;;) {
    const said = ask(limit, request);
    if (isRefused(said)) return leaves;
    if (typeof said !== 'function') throw new Error('not counted');
    leaves.push(said);
  }
}

describe('an adaptive limit', () => {
  it('refuses what is beyond it at once, and lets in again when something has ended', () => {
    const limit = adaptiveLimit(EQUAL_SHARES);
    const [first, ...others] = fill(limit, PAGE);
    expect(others).toHaveLength(19);
    expect(ask(limit, PAGE)).toMatchObject({ status: 503, options: { retryAfterS: 1 } });
    expect(isRefused(ask(limit, ORDER))).toBe(true);
    first?.(OK);
    expect(isRefused(ask(limit, ORDER))).toBe(false);
    expect(isRefused(ask(limit, ORDER))).toBe(true);
  });

  it('keeps places for what matters more', () => {
    const limit = adaptiveLimit(PRIORITY_SHARES);
    expect([PAGE, OWN, ORDER].map((each) => fill(limit, each).length)).toEqual([12, 4, 4]);
    expect([PAGE, OWN, ORDER, SIGN_IN].map((each) => isRefused(ask(limit, each)))).toEqual(
      Array(4).fill(true),
    );
  });

  it.each([8, 8.3, 9, 9.99, 10, 20, 33.3, 1_000])(
    'of %d places keeps some for what matters more',
    (limit) => {
      const { orders, own, browsing } = placesIn(limit, PRIORITY_SHARES);
      expect(orders).toBe(Math.floor(limit));
      expect(own).toBeLessThan(orders);
      expect(browsing).toBeLessThan(own);
      // So that browsers alone can make it grow.
      expect(browsing).toBeGreaterThanOrEqual(Math.floor(limit / 2));
    },
  );

  it('gives everybody a place, however small it is', () => {
    for (const limit of [1, 1.9, 2, 3])
      for (const places of Object.values(placesIn(limit, PRIORITY_SHARES)))
        expect(places).toBeGreaterThanOrEqual(1);
  });

  it('gives no place to a sign-in, which has a limit of its own', () => {
    const limit = adaptiveLimit(EQUAL_SHARES);
    for (let i = 0; i < 1_000; i += 1) expect(ask(limit, SIGN_IN)).toBeUndefined();
    expect(limit.load.underWay).toBe(0);
    expect(fill(limit, PAGE)).toHaveLength(20);
  });

  it('learns from answers and from clients that have left, and not from refusals and failures', () => {
    /** What late answers of a status change in a limit that knows how long they usually take. */
    const changeAfter = (status: number | undefined) => {
      const clock = { ms: 0 };
      const limit = adaptiveLimit(EQUAL_SHARES, () => clock.ms);
      const answer = (answered: Answered) => {
        for (const leave of fill(limit, PAGE)) {
          clock.ms += 50;
          leave(answered);
        }
      };
      answer({ tookMs: 10, status: 200 });
      const before = limit.load.limit;
      answer({ tookMs: 1_000, status });
      return limit.load.limit - before;
    };
    for (const status of [200, 504, undefined]) expect(changeAfter(status), String(status)).toBeLessThan(0);
    for (const status of [404, 409, 500, 503]) expect(changeAfter(status), String(status)).toBe(0);
  });

  it('compares each kind with itself: slow orders after quick pages are no overload', () => {
    const clock = { ms: 0 };
    const limit = adaptiveLimit(EQUAL_SHARES, () => clock.ms);
    const answer = (request: typeof PAGE, tookMs: number) => {
      const before = limit.load.limit;
      for (const leave of fill(limit, request)) {
        clock.ms += 50;
        leave({ tookMs, status: 200 });
      }
      return limit.load.limit - before;
    };
    expect(answer(PAGE, 2)).toBeGreaterThan(0);
    expect(answer(ORDER, 200)).toBeGreaterThan(0);
    expect(answer(PAGE, 2)).toBeGreaterThan(0);
    expect(answer(ORDER, 2_000)).toBeLessThan(0);
  });
});

/** Four workers with 10 ms of work for each request: 400 a second. */
const CAPACITY = 400;
const SHOPPING: readonly Traffic[] = [
  { ...PAGE, share: 0.75, workMs: 8 },
  { ...OWN, share: 0.1, workMs: 10 },
  { ...ORDER, share: 0.15, workMs: 20 },
];
const total = (outcomes: ReadonlyMap<string, Outcome>, of: keyof Outcome): number =>
  [...outcomes.values()].reduce((sum, outcome) => sum + outcome[of], 0);

describe('a server with a capacity of 400 requests a second, whose clients wait for 150 ms', () => {
  const during = { traffic: SHOPPING, workers: 4, seconds: 30, deadlineMs: 150 };
  const begin = (limitOf: (now: () => number) => Limit) => {
    const clock = { ms: 0 };
    const limit = limitOf(() => clock.ms);
    const random = new Random(20, 'overload');
    return (load: number) => simulate({ limit, clock }, random, { ...during, perSecond: load * CAPACITY });
  };
  const adaptive = (shares: Shares) => begin((now) => adaptiveLimit(shares, now));
  const unlimited = () =>
    begin(() => ({ looksAt: 'all', admit: () => undefined, close: async () => undefined }));

  it('answers hardly anybody in time at twice that, without a limit', () => {
    const send = unlimited();
    send(0.5);
    const outcomes = send(2);
    expect(total(outcomes, 'inTime')).toBeLessThan(0.2 * CAPACITY * during.seconds);
  });

  it('refuses nobody at half of it', () => {
    const outcomes = adaptive(EQUAL_SHARES)(0.5);
    expect(total(outcomes, 'refused')).toBe(0);
    expect(total(outcomes, 'inTime')).toBeGreaterThan(0.95 * total(outcomes, 'asked'));
  });

  it('answers nearly as many in time as it can do, at twice that', () => {
    const send = adaptive(EQUAL_SHARES);
    send(0.5);
    const outcomes = send(2);
    const admitted = total(outcomes, 'asked') - total(outcomes, 'refused');
    expect(total(outcomes, 'inTime')).toBeGreaterThan(0.95 * CAPACITY * during.seconds);
    expect(total(outcomes, 'inTime')).toBeGreaterThan(0.9 * admitted);
  });

  it('refuses hardly anybody when the load is over', () => {
    const send = adaptive(EQUAL_SHARES);
    for (const load of [0.5, 2, 0.5]) send(load);
    const outcomes = send(0.5);
    expect(total(outcomes, 'refused')).toBeLessThan(0.01 * total(outcomes, 'asked'));
  });

  it('answers orders as if there were no load, with priorities', () => {
    const send = adaptive(PRIORITY_SHARES);
    send(0.5);
    const outcomes = send(2);
    const part = ({ path }: typeof PAGE, of: 'refused' | 'inTime') => {
      const outcome = outcomes.get(path) as Outcome;
      return outcome[of] / outcome.asked;
    };
    expect(part(ORDER, 'inTime')).toBeGreaterThan(0.95);
    expect(part(PAGE, 'refused')).toBeGreaterThan(part(OWN, 'refused'));
    expect(part(OWN, 'refused')).toBeGreaterThan(part(ORDER, 'refused'));
  });
});
