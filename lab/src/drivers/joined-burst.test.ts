import { expect, it } from 'vitest';
import type { BurstRecord } from '../records/burst.ts';
import { joinedBurst } from './joined-burst.ts';

const turn = (change: Partial<BurstRecord>): BurstRecord => ({
  ...{ name: 'burst', outstanding: 8, seconds: 1, completed: 100, errors: 0, timeouts: 0, perSecond: 100 },
  ...{ timeline: [100], response: { p50: 1, p90: 2, p95: 3, p99: 4 }, failures: [], driverCpu: 0.2 },
  ...change,
});
const failure = (kind: string, count: number, example: string) => ({
  ...{ endpoint: 'place-order', kind, count, example },
});

it('the turns of a burst are one window: what was answered in all of them, by the seconds of all of them', () => {
  const longer = turn({ seconds: 3, completed: 240, perSecond: 80, timeline: [90, 80, 70], driverCpu: 0.6 });
  expect(joinedBurst([turn({ errors: 1, timeouts: 1 }), longer])).toEqual({
    ...{ name: 'burst', outstanding: 8, seconds: 4, completed: 340, errors: 1, timeouts: 1, perSecond: 85 },
    ...{ timeline: [100, 90, 80, 70], response: { p50: null, p90: null, p95: null, p99: null } },
    ...{ failures: [], driverCpu: expect.closeTo(0.5) },
  });
});

it('counts failures of a kind together, with the first example, and does not guess what the driver used', () => {
  const joined = joinedBurst([
    turn({ failures: [failure('503', 1, 'full')], driverCpu: null }),
    turn({ failures: [failure('ECONNRESET', 2, ''), failure('503', 4, 'late')] }),
  ]);
  expect(joined?.failures).toEqual([failure('503', 5, 'full'), failure('ECONNRESET', 2, '')]);
  expect(joined?.driverCpu).toBeNull();
});

it('a burst in one piece stays as it is, with its percentiles', () => {
  expect(joinedBurst([turn({})])).toEqual(turn({}));
  expect(joinedBurst([])).toBeUndefined();
});
