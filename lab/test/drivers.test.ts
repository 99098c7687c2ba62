import { describe, expect, it } from 'vitest';
import { driversHere } from './drivers-here.ts';
import { delayBench } from './fixtures/delay-bench.ts';
import { never, noHooks, ON_TIME, run } from './fixtures/delay-load.ts';

const bench = delayBench();
const { loadOf } = bench;

const drivers = await driversHere('the times that a driver tells');

/** What a driver tells of times and failures. `driver-runs.test.ts` has how a load goes on. */
describe.each(drivers)('the %s', (_, driver) => {
  it('reads injected delays back, by endpoint', async () => {
    const untilSteady = { warmUp: { perSecond: 50, minSeconds: 1, maxSeconds: 4, within: 3 } };
    const load = await loadOf([0, 5, 20, 100], untilSteady);
    const { warmUp, phases } = await run(driver, load, noHooks, never);
    const [phase] = phases;
    expect(phase).toMatchObject({ name: 'only', planned: 300, started: 300, ok: 300, errors: 0 });
    expect(phase?.achieved).toBeGreaterThan(ON_TIME);
    expect(warmUp.windows.length).toBe(warmUp.seconds);
    for (const delay of [5, 20, 100]) {
      const endpoint = phase?.endpoints[`after-${delay}`];
      expect(endpoint?.ok).toBe(75);
      // A timer of the fixture fires up to about a millisecond late, and the round trip takes some tenths.
      expect(endpoint?.response?.p50).toBeGreaterThan(delay - 0.5);
      expect(endpoint?.response?.p50).toBeLessThan(delay + 4);
      expect(endpoint?.serverTiming.app).toBe(delay);
    }
    expect(phase?.endpoints['after-0']?.response?.p50).toBeLessThan(4);
  });

  it('charges a pause of the server to every request that should have started in it', async () => {
    const hooks = {
      ...noHooks,
      blockStarts: async () => void setTimeout(() => bench.server.holdFor(1_000), 1_200),
    };
    const load = await loadOf([0], { phases: [{ name: 'only', perSecond: 50, seconds: 4 }] });
    const [phase] = (await run(driver, load, hooks, never)).phases;
    const response = phase?.all.response;
    expect(phase?.started).toBe(200);
    // About 50 of 200 starts lie in the pause, their waits spread evenly up to a second: the worst tenth waits from 0.6 s on.
    expect(response?.max).toBeGreaterThan(850);
    expect(response?.max).toBeLessThan(1_150);
    expect(response?.p90).toBeGreaterThan(450);
    expect(response?.p90).toBeLessThan(750);
    expect(response?.p50).toBeLessThan(20);
  });

  it('counts errors by kind and keeps them out of the latencies', async () => {
    const hooks = { ...noHooks, warmedUp: async () => bench.server.failEvery(10) };
    const load = await loadOf([0], { phases: [{ name: 'only', perSecond: 100, seconds: 1 }] });
    const [phase] = (await run(driver, load, hooks, never)).phases;
    expect(phase?.errors).toBe(10);
    expect(phase?.failures).toEqual([
      { endpoint: 'after-0', kind: '500', count: 10, example: expect.any(String) },
    ]);
    expect(phase?.all.response?.count).toBe(90);
  });

  it('gives a request up at its deadline and counts it as indeterminate, with the time it waited', async () => {
    const load = await loadOf([2_000], {
      timeoutMs: 500,
      phases: [{ name: 'only', perSecond: 20, seconds: 1 }],
      warmUp: { perSecond: 5, minSeconds: 1, maxSeconds: 1, within: 2 },
    });
    const [phase] = (await run(driver, load, noHooks, never)).phases;
    expect(phase).toMatchObject({ started: 20, ok: 0, timeouts: 20, errors: 20 });
    expect(phase?.all.response?.p50).toBeGreaterThan(450);
    expect(phase?.all.response?.p50).toBeLessThan(900);
  });

  it('reports no steady state where there is none', async () => {
    const load = await loadOf([0], {
      phases: [{ name: 'only', perSecond: 20, seconds: 1 }],
      warmUp: { perSecond: 50, minSeconds: 1, maxSeconds: 2, within: 2 },
    });
    expect((await run(driver, load, noHooks, never)).warmUp).toMatchObject({ steady: false, seconds: 2 });
  });
});
