import { describe, expect, it } from 'vitest';
import { driversHere } from './drivers-here.ts';
import { delayBench } from './fixtures/delay-bench.ts';
import { never } from './fixtures/delay-load.ts';

const bench = delayBench();
const { loadOf } = bench;

const drivers = await driversHere('closed loops');

describe.each(drivers)('the %s', (_, driver) => {
  it('keeps so many requests under way in a closed loop, and counts those that end in its window', async () => {
    const order: string[] = [];
    const session = await driver.open(await loadOf([20]), never);
    try {
      const burst = { name: 'burst', outstanding: 8, seconds: 2, leadInSeconds: 1 };
      const seenAt: number[] = [];
      const note = async (what: string) => {
        order.push(what);
        seenAt.push(bench.server.seen.length);
      };
      const record = await session.burst(burst, {
        started: () => note('started'),
        ended: () => note('ended'),
      });
      expect(order).toEqual(['started', 'ended']);
      expect(record).toMatchObject({ name: 'burst', outstanding: 8, seconds: 2, errors: 0 });
      // Little's law: what is under way is what ends a second times how long it takes, whatever the machine's speed.
      const underWay = record.perSecond * ((record.response.p50 ?? Number.NaN) / 1000);
      expect(underWay / burst.outstanding).toBeGreaterThan(0.9);
      expect(underWay / burst.outstanding).toBeLessThan(1.1);
      const [before = 0, after = 0] = seenAt;
      expect((after - before) / record.completed).toBeGreaterThan(0.9);
      expect((after - before) / record.completed).toBeLessThan(1.1);
      expect(record.timeline.reduce((sum, count) => sum + count, 0)).toBe(record.completed);
      expect(new Set(bench.server.seen).size).toBe(bench.server.seen.length);
      expect((await session.history()).operations).toHaveLength(bench.server.seen.length);
    } finally {
      await session.close();
    }
  });

  it('counts failures of a closed loop apart, and does not ask as fast as it is refused', async () => {
    bench.server.failEvery(1);
    const session = await driver.open(await loadOf([0]), never);
    try {
      const burst = { name: 'burst', outstanding: 4, seconds: 1, leadInSeconds: 0 };
      const hooks = { started: async () => undefined, ended: async () => undefined };
      const record = await session.burst(burst, hooks);
      expect(record.completed).toBe(0);
      expect(record.failures).toMatchObject([{ kind: '500', count: record.errors }]);
      expect(bench.server.seen.length).toBeLessThanOrEqual(4 * 11);
      expect(record.errors).toBeGreaterThanOrEqual(4);
    } finally {
      await session.close();
    }
  });

  it('ends a closed loop with the reason when the workload or a hook fails', async () => {
    const failing = async () => {
      throw new Error('deliberate');
    };
    const burst = { name: 'burst', outstanding: 2, seconds: 30, leadInSeconds: 0 };
    const session = await driver.open(await loadOf([0]), never);
    try {
      const hooks = { started: failing, ended: async () => undefined };
      await expect(session.burst(burst, hooks)).rejects.toThrow('deliberate');
    } finally {
      await session.close();
    }
  });
});
