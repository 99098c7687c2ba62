import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LoadSecond } from '../src/drivers/driver.ts';
import { waitUntil } from '../src/host/processes/wait-until.ts';
import { driversHere } from './drivers-here.ts';
import { delayBench } from './fixtures/delay-bench.ts';
import { never, noHooks, ON_TIME, run } from './fixtures/delay-load.ts';

const bench = delayBench();
const { loadOf } = bench;

const drivers = await driversHere('how a load goes on');
const [, ...k6Drivers] = drivers;

describe.each(drivers)('the %s', (_, driver) => {
  it('sends every iteration once, in order, through warm-up and phases', async () => {
    const phases = [
      { name: 'first', perSecond: 40, seconds: 1 },
      { name: 'second', perSecond: 80, seconds: 1 },
    ];
    const { phases: records } = await run(driver, await loadOf([0], { phases }), noHooks, never);
    expect(records.map(({ name, started }) => [name, started])).toEqual([
      ['first', 40],
      ['second', 80],
    ]);
    expect(new Set(bench.server.seen).size).toBe(bench.server.seen.length);
  });

  it('says how it spaced the requests that were to start at random, and sends all of them', async () => {
    const phases = [{ name: 'only', perSecond: 35, seconds: 2, arrivals: 'poisson' as const }];
    const [phase] = (await run(driver, await loadOf([0], { phases }), noHooks, never)).phases;
    const can = driver.arrivals.includes('poisson');
    expect(phase).toMatchObject({ arrivals: can ? 'poisson' : 'even', planned: 70, started: 70, ok: 70 });
    expect(phase?.achieved).toBeGreaterThan(ON_TIME);
    expect(phase?.timeline.reduce((sum, { started }) => sum + started, 0)).toBe(70);
  });

  it('waits for its hooks, in their order', async () => {
    const order: string[] = [];
    const note = async (what: string) => {
      order.push(`${what} (${bench.server.seen.length > 0 ? 'after' : 'before'} the first request)`);
    };
    await run(
      driver,
      await loadOf([0], { phases: [{ name: 'a', perSecond: 20, seconds: 1 }] }),
      {
        warmedUp: () => note('warmed up'),
        blockStarts: () => note('starts'),
        blockEnded: () => note('ended'),
      },
      never,
    );
    expect(order.map((line) => line.split(' (')[0])).toEqual(['warmed up', 'starts', 'ended']);
    expect(order.every((line) => line.endsWith('(after the first request)'))).toBe(true);
  });

  it('fails with the reason when the workload does', async () => {
    const load = await loadOf([], { phases: [{ name: 'a', perSecond: 20, seconds: 1 }] });
    await expect(
      run(driver, { ...load, dataFile: join(bench.dir, 'none.json') }, noHooks, never),
    ).rejects.toThrow(/none\.json/);
  });

  it('tells those who watch of each second of every load, or of none, and says which', async () => {
    const told: LoadSecond[] = [];
    const session = await driver.open(await loadOf([5]), never, (second) => told.push(second));
    try {
      await session.warmUp(40, 2);
      await session.measure({ name: 'only', perSecond: 40, seconds: 1 }, 1, async () => undefined);
      // All that was told has come before the answer to this.
      const { operations } = await session.history();
      expect(operations).toHaveLength(120);
      expect(told.reduce((sum, { ended }) => sum + ended, 0)).toBe(driver.tellsSeconds ? 120 : 0);
      for (const { p50, p95, failed } of told.filter(({ ended }) => ended > 0)) {
        expect(failed).toBe(0);
        expect(p50).toBeGreaterThan(4.5);
        expect(p95).toBeGreaterThanOrEqual(p50 ?? Number.NaN);
      }
    } finally {
      await session.close();
    }
  });

  it('ends at once when it is told to', async () => {
    const abort = new AbortController();
    const running = run(
      driver,
      await loadOf([0], { phases: [{ name: 'a', perSecond: 20, seconds: 60 }] }),
      noHooks,
      abort.signal,
    );
    setTimeout(() => abort.abort(new Error('enough')), 1_000);
    await expect(running).rejects.toThrow('enough');
    const then = bench.server.seen.length;
    // Nobody can send anything any more: all has come that was to come.
    const gone = async () => {
      const open = await bench.server.connections();
      return open === 0 || `${open} connections`;
    };
    await waitUntil('the driver to leave the server', gone, { deadlineMs: 20_000 });
    expect(bench.server.seen.length).toBe(then);
  });
});

describe.each(k6Drivers)('the %s', (_, driver) => {
  it("keeps k6's own report of each phase, a file of its own", async () => {
    const load = await loadOf([0], { artifactDir: bench.dir });
    const { artifacts } = await run(driver, load, noHooks, never);
    expect(artifacts).toEqual(['k6-only-1.html']);
    const report = await readFile(join(bench.dir, 'k6-only-1.html'), 'utf8');
    expect(report).toMatch(/^<!doctype html>/i);
    expect(report).not.toMatch(/<script[^>]+src="http|<link[^>]+href="http/i);
  });
});
