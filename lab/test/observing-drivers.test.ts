import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Driver, Load } from '../src/drivers/driver.ts';
import { embeddedDriver } from '../src/drivers/embedded/embedded-driver.ts';
import { runSteps, type TimedResponse } from '../src/drivers/run-steps.ts';
import type { Step } from '../src/scenario/workload.ts';
import { counted } from '../src/terminal/counted.ts';
import { driversHere } from './drivers-here.ts';
import { ON_TIME } from './fixtures/delay-load.ts';
import { type StalenessServer, startStalenessServer } from './fixtures/staleness-server.ts';

const workload = fileURLToPath(new URL('./fixtures/staleness-workload.js', import.meta.url));
const never = new AbortController().signal;
const HIDDEN_MS = 120;
const PHASE = { name: 'only', perSecond: 20, seconds: 2 };
const ages = z.array(
  z.object({ id: z.number(), ageMs: z.number(), leastMs: z.number(), mostMs: z.number() }),
);

let dir: string;
let server: StalenessServer;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lab-observing-'));
  server = await startStalenessServer(HIDDEN_MS);
});

afterEach(async () => {
  await server.close();
  await rm(dir, { recursive: true, force: true });
});

async function loadOf(change: Partial<Load> = {}): Promise<Load> {
  const dataFile = join(dir, 'data.json');
  await writeFile(dataFile, '{}');
  return {
    runId: `test-${process.pid}`,
    url: server.url,
    workload: { built: workload, source: workload },
    dataFile,
    seed: 1,
    arrivalSeed: 1,
    timeoutMs: 5_000,
    connections: 100,
    dir,
    ...change,
  };
}

/** A phase, and all that the session knows of it afterwards. */
async function observed(driver: Driver, load: Load) {
  const session = await driver.open(load, never);
  try {
    const startedAt = await session.measure(PHASE, PHASE.seconds, async () => undefined);
    const { phases } = await session.results();
    return { startedAt, phase: phases[0], ...(await session.history()) };
  } finally {
    await session.close();
  }
}

const drivers = await driversHere('observing');

describe.each(drivers)('the %s', (_, driver) => {
  it('observes how old a write is when it can first be read, as the server knows it', async () => {
    const { operations, missing } = await observed(driver, await loadOf());
    expect(missing).toEqual([]);
    const seen = ages.parse(operations.flatMap(({ observed: value }) => value ?? []));
    const iterations = (PHASE.seconds + driver.leadInSeconds) * PHASE.perSecond;
    expect(new Set(seen.map(({ id }) => id)).size).toBe(iterations);
    for (const { ageMs, leastMs, mostMs } of seen) {
      expect(ageMs).toBeGreaterThanOrEqual(HIDDEN_MS);
      // By causality, however busy the machine is; a tenth of a millisecond for two clocks.
      expect(ageMs).toBeGreaterThan(leastMs - 0.1);
      expect(ageMs).toBeLessThan(mostMs + 0.1);
    }
  });

  it('keeps a line for each request, with its place in its iteration and its times', async () => {
    const before = Date.now();
    const { operations } = await observed(driver, await loadOf());
    const after = Date.now();
    const byIteration = [...new Set(operations.map(({ iteration }) => iteration))].map((own) =>
      operations.filter(({ iteration }) => iteration === own),
    );
    expect(byIteration.map((lines) => lines.length - 1).toSorted((a, b) => a - b)).toEqual(
      server.reads().toSorted((a, b) => a - b),
    );
    for (const lines of byIteration) {
      expect(lines.map(({ step }) => step)).toEqual(lines.map((_, index) => index));
      expect(lines.map(({ endpoint }) => endpoint)).toEqual(
        lines.map((_, n) => (n === 0 ? 'write' : 'read')),
      );
      expect(lines.every(({ outcome }) => outcome === 'ok')).toBe(true);
      const times = lines.flatMap(({ startedAt, endedAt }) => [startedAt, endedAt]);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      // Wall clocks are read in whole milliseconds.
      expect(times[0]).toBeGreaterThan(before - 2);
      expect(times.at(-1)).toBeLessThan(after + 2);
    }
  });

  it('counts each request under its endpoint, from when it was due, and starts by first requests alone', async () => {
    const { phase } = await observed(driver, await loadOf());
    const planned = PHASE.perSecond * PHASE.seconds;
    expect(phase).toMatchObject({ planned, errors: 0 });
    expect(phase?.achieved).toBeGreaterThan(ON_TIME);
    expect(phase?.achieved).toBeLessThanOrEqual(1);
    expect(phase?.endpoints.write?.started).toBe(planned);
    expect(phase?.endpoints.read?.started).toBeGreaterThan(planned);
    expect(phase?.all.started).toBe(planned + (phase?.endpoints.read?.started ?? 0));
    // The whole iteration takes longer than the write is hidden; none of its requests does.
    expect(phase?.endpoints.read?.response?.p50).toBeLessThan(HIDDEN_MS / 2);
  });

  it('ends an iteration whose time is over, and says so', async () => {
    const hidden = await startStalenessServer(60_000);
    try {
      const { operations, missing } = await observed(
        driver,
        await loadOf({ url: hidden.url, timeoutMs: 500 }),
      );
      // On a busy machine a read may be given up: that ends its iteration, too.
      const failed = operations.filter(({ outcome }) => outcome !== 'ok').length;
      const cut = new Set(operations.map(({ iteration }) => iteration)).size - failed;
      expect(cut).toBeGreaterThan(0);
      expect(missing).toEqual([`${counted(cut, 'iteration')} ended early, when their time was over`]);
      expect(operations.every(({ observed: value }) => value === undefined)).toBe(true);
    } finally {
      await hidden.close();
    }
  });

  it('fails with the reason when the workload cannot use an answer', async () => {
    const broken = join(dir, 'broken-workload.mjs');
    await writeFile(
      broken,
      `export const request = () => ({ endpoint: 'write', method: 'POST', path: '/things', expect: [201] });
export const next = () => { throw new Error('no such answer'); };`,
    );
    const load = await loadOf({ workload: { built: broken, source: broken } });
    await expect(observed(driver, load)).rejects.toThrow(/no such answer/);
  });
});

it('a client of its own reads beside a load what the load has written, on one clock with it', async () => {
  const session = await embeddedDriver.open(await loadOf(), never);
  function* probe(): Generator<readonly Step[], TimedResponse, readonly TimedResponse[]> {
    for (;;) {
      const [answer] = yield [{ method: 'GET', path: '/things/0', afterMs: 5 }];
      if (answer?.status === 200) return answer;
    }
  }
  try {
    const loaded = session.measure(PHASE, PHASE.seconds, async () => undefined);
    const seen = await runSteps(server.url, probe(), never);
    await loaded;
    const { operations } = await session.history();
    const written = operations.find(({ endpoint }) => endpoint === 'write');
    const { ageMs } = z.object({ ageMs: z.number() }).parse(JSON.parse(seen.body));
    // Two processes: their wall clocks are read in whole milliseconds.
    expect(seen.startedAt - (written?.endedAt ?? Number.NaN)).toBeLessThan(ageMs + 2);
    expect(seen.endedAt - (written?.startedAt ?? Number.NaN)).toBeGreaterThan(ageMs - 2);
  } finally {
    await session.close();
  }
});
