import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, type TestContext } from 'vitest';
import { calibrateDriver } from '../src/calibration/calibrate-driver.ts';
import type { Figure } from '../src/calibration/figures.ts';
import { injectedDelays } from '../src/calibration/injected-delays.ts';
import { injectedErrors } from '../src/calibration/injected-errors.ts';
import { type Instrument, measure } from '../src/calibration/instrument.ts';
import type { KnownAnswer } from '../src/calibration/known-answer.ts';
import { stoppedServer } from '../src/calibration/stopped-server.ts';
import type { KnownLoad } from '../src/calibration/workload.ts';
import type { Driver, Load } from '../src/drivers/driver.ts';
import { embeddedDriver } from '../src/drivers/embedded/embedded-driver.ts';
import { listProcesses } from '../src/host/processes/process-table.ts';
import { waitUntil } from '../src/host/processes/wait-until.ts';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import type { PhaseRecord } from '../src/records/trial.ts';
import { queueGrowth } from '../src/saturation/objective.ts';
import { untilNothingIsLeft } from './left-over.ts';
import { skipLoudly } from './skip-loudly.ts';

/** A short stop, and still so many requests in it that they decide over the p90. */
const SHORT_STOP = { windowSeconds: 4, pauseSeconds: 1 };
const runId = `test-calibration-${process.pid}`;
let scratch: string;

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'lab-calibration-'));
});

afterEach(async () => {
  await untilNothingIsLeft(runId, 10_000);
  await rm(scratch, { recursive: true, force: true });
});

/** Skips the test, loudly, where the machine is too busy for anything to be read: calibration then says so too. */
async function calibrated(
  context: TestContext,
  driver: Driver,
  answers: readonly KnownAnswer[],
): Promise<Map<string, Figure>> {
  const signal = new AbortController().signal;
  const setting = { root: PROJECT_ROOT, runId, scratch, signal, say: () => undefined };
  const figures = await calibrateDriver(driver, answers, setting);
  skipLoudly(context, figures.find(({ note }) => note.startsWith('disturbed'))?.note);
  return new Map(figures.map((figure) => [figure.id, figure]));
}

/** The embedded driver with something wrong about it. */
const wrong = ({
  loading = async (load) => load,
  reading = (phase) => phase,
}: {
  readonly loading?: (load: Load) => Promise<Load>;
  readonly reading?: (phase: PhaseRecord) => PhaseRecord;
}): Driver => ({
  ...embeddedDriver,
  open: async (load, signal) => {
    const session = await embeddedDriver.open(await loading(load), signal);
    const results = async () => {
      const { phases, artifacts } = await session.results();
      return { phases: phases.map(reading), artifacts };
    };
    return { ...session, results };
  },
});

// Longer than usual: each of the answers may have to be read three times.
describe('calibration of the embedded driver', { timeout: 150_000 }, () => {
  it('reads delays, errors and a stopped server as they are', async (context) => {
    const answers = [injectedDelays(4), injectedErrors(1), stoppedServer(SHORT_STOP)];
    const figures = await calibrated(context, embeddedDriver, answers);
    expect([...figures.keys()]).toEqual([
      'embedded.delay-slope',
      'embedded.delay-5ms',
      'embedded.delay-5ms-added',
      'embedded.error-share',
      'embedded.errors-named',
      'embedded.stopped-p99',
      'embedded.stopped-p90',
    ]);
    // Tolerances for a machine that does something else too; calibration itself has narrower ones.
    expect(figures.get('embedded.delay-slope')?.value).toBeGreaterThan(0.9);
    expect(figures.get('embedded.delay-slope')?.value).toBeLessThan(1.1);
    expect(figures.get('embedded.error-share')).toMatchObject({ value: 1, pass: true });
    expect(figures.get('embedded.errors-named')).toMatchObject({ value: 100, pass: true });
    const p99 = figures.get('embedded.stopped-p99');
    expect(Math.abs(Number(p99?.value) / Number(p99?.expected) - 1)).toBeLessThan(0.3);
    expect(p99?.note).toContain('closed loop');
  });

  it('sees the queue of an overloaded worker grow by what exceeds its capacity', async (context) => {
    let growth: number | undefined;
    const overload: KnownAnswer = {
      title: 'overload',
      figures: {
        growth: {
          what: 'growth',
          unit: 'ratio',
          expected: 0.5,
          tolerance: { absolute: 0.2 },
          better: 'nearer',
        },
      },
      read: async (instrument: Instrument) => {
        const requests = [{ endpoint: 'work', path: '/work/10' }];
        const { timeline } = await measure(instrument, { requests, perSecond: 150, seconds: 4 });
        growth = queueGrowth(timeline.map(({ p50 }) => p50));
        return { growth: { value: growth ?? null } };
      },
    };
    const figures = await calibrated(context, embeddedDriver, [overload]);
    expect(figures.get('embedded.growth'), `it was ${growth}`).toMatchObject({ pass: true });
  });
});

describe('calibration of an instrument that is wrong', () => {
  it('finds one that counts from when a request could be sent (coordinated omission)', async (context) => {
    const omitting = wrong({
      loading: async (load) => ({ ...load, connections: 1 }),
      reading: (phase) => ({ ...phase, all: { ...phase.all, response: phase.all.service } }),
    });
    const figures = await calibrated(context, omitting, [stoppedServer(SHORT_STOP)]);
    const p99 = figures.get('embedded.stopped-p99');
    expect(p99?.pass).toBe(false);
    expect(p99?.value).toBeLessThan(Number(p99?.expected) / 2);
    expect(figures.get('embedded.stopped-p90')?.pass).toBe(false);
  });

  it.for([
    ['a fifth', 1.2],
    ['half', 1.5],
  ] as const)('finds one whose milliseconds are %s too long', async ([, longer], context) => {
    const loading = async (load: Load) => {
      const { requests } = JSON.parse(await readFile(load.dataFile, 'utf8')) as KnownLoad;
      const stretched = requests.map((request) => ({
        ...request,
        path: `/delay/${Number(request.path.split('/').at(-1)) * longer}`,
      }));
      await writeFile(load.dataFile, JSON.stringify({ requests: stretched }));
      return load;
    };
    const stretching = wrong({ loading });
    const figures = await calibrated(context, stretching, [injectedDelays(2)]);
    expect(figures.get('embedded.delay-slope')?.pass).toBe(false);
    expect(figures.get('embedded.delay-slope')?.value).toBeGreaterThan((1 + longer) / 2);
    // Half too long is 2.5 ms, five times what it may be off. A fifth is 1 ms, which a busy machine can hide.
    if (longer === 1.5) expect(figures.get('embedded.delay-5ms-added')?.pass).toBe(false);
  });

  it('finds one that loses an error, and one that files errors under the wrong name', async (context) => {
    const reading = (phase: PhaseRecord) => ({
      ...phase,
      errors: phase.errors - 1,
      failures: phase.failures.map((failure) => ({ ...failure, kind: '503' })),
    });
    const losing = wrong({ reading });
    const figures = await calibrated(context, losing, [injectedErrors(1)]);
    expect(figures.get('embedded.error-share')?.pass).toBe(false);
    expect(figures.get('embedded.errors-named')?.pass).toBe(false);
  });
});

describe('lab calibrate', () => {
  const start = (...args: string[]): ChildProcess =>
    spawn(process.execPath, [join(PROJECT_ROOT, 'lab/bin/lab.js'), 'calibrate', ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  const startedBy = (lab: ChildProcess) => listProcesses().filter(({ owner }) => owner === lab.pid);
  const untilBothRun = (lab: ChildProcess) =>
    waitUntil(
      'the known server and the driver to run',
      () => {
        const commands = startedBy(lab).map(({ command }) => command);
        const both = ['known-server', 'drivers/embedded'].every((name) =>
          commands.some((command) => command.includes(name)),
        );
        return both || commands.join('; ');
      },
      { deadlineMs: 20_000 },
    );
  const untilNoneIsLeft = (lab: ChildProcess) =>
    waitUntil(
      'all that was started to end',
      () => startedBy(lab).length === 0 || `${startedBy(lab).length} left`,
      { deadlineMs: 15_000 },
    );

  it('knows which drivers there are', async () => {
    const lab = start('--driver', 'wrk');
    let said = '';
    lab.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const [code] = await once(lab, 'close');
    expect(code).toBe(2);
    expect(said).toContain('Valid: embedded, k6');
  });

  it('ends all that it started on Ctrl-C', async () => {
    const lab = start('--driver', 'embedded');
    await untilBothRun(lab);
    lab.kill('SIGINT');
    const [code] = await once(lab, 'exit');
    expect(code).toBe(130);
    expect(startedBy(lab)).toEqual([]);
  });

  it('leaves no process behind when it is killed', async () => {
    const lab = start('--driver', 'embedded');
    await untilBothRun(lab);
    lab.kill('SIGKILL');
    await untilNoneIsLeft(lab);
  });
});
