import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reasonsAgainst } from '../bench/validity.ts';
import type { Driver, Load, LoadPlan } from '../drivers/driver.ts';
import { runLoad } from '../drivers/take-turns.ts';
import type { PhaseRecord } from '../records/trial.ts';
import type { KnownLoad } from './workload.ts';

/** A driver in front of a known server. */
export interface Instrument {
  readonly driver: Driver;
  readonly server: { readonly url: string; readonly pid: number };
  readonly runId: string;
  /** Folder for files that nobody needs afterwards. */
  readonly dir: string;
  /** CPUs for the driver; the server runs on others. Undefined: any CPU. */
  readonly cpus: string | undefined;
  readonly signal: AbortSignal;
  /** Reports progress, one line at a time. */
  readonly say: (line: string) => void;
}

/** A constant load on the known server. */
export interface Stretch extends KnownLoad {
  /** A whole number: k6 knows no other. */
  readonly perSecond: number;
  readonly seconds: number;
  readonly warmUpSeconds?: number;
  /** Begins when the load does. Called off, by the signal, when the load fails. */
  readonly meanwhile?: (signal: AbortSignal) => Promise<void>;
}

/** The machine was too busy, in every attempt, to read anything. */
export class Disturbed extends Error {}

const ATTEMPTS = 3;
const WARM_UP_SECONDS = 2;
const WARM_UP_PER_SECOND = 50;
const TIMEOUT_MS = 10_000;
/** Enough for every request that arrives while the server is stopped. */
const CONNECTIONS = 512;
/** If the server is later than this by its own clock, on average, its answers are not known. */
const MOST_SERVER_LATE_MS = 0.5;
/** A known server needs no steady state: the measurement itself checks that its answers come on time. */
const NO_WARM_UP_NEEDED = { seconds: WARM_UP_SECONDS, steady: true, windows: [] };

const WORKLOAD = {
  built: fileURLToPath(new URL('../../dist/calibration/workload.js', import.meta.url)),
  source: fileURLToPath(new URL('../../src/calibration/workload.ts', import.meta.url)),
};

/**
 * Makes the driver put a load on the known server. Repeats that, three times at most, when the driver was disturbed (by the rules
 * for trials: late or dropped starts, no CPU time left) or the server was (by its own clock). The readings do not decide about a
 * repetition.
 *
 * @throws {Disturbed} when it was disturbed each time
 */
export async function measure(instrument: Instrument, stretch: Stretch): Promise<PhaseRecord> {
  let reasons: string[] = [];
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const phase = await measureOnce(instrument, stretch);
    reasons = disturbances(phase);
    if (reasons.length === 0) return phase;
    instrument.say(`disturbed (attempt ${attempt} of ${ATTEMPTS}): ${reasons.join('; ')}`);
  }
  throw new Disturbed(`disturbed ${ATTEMPTS} times, the last time: ${reasons.join('; ')}`);
}

function disturbances(phase: PhaseRecord): string[] {
  const dropped = phase.planned - phase.started;
  const { late = 0 } = phase.all.serverTiming;
  return [
    ...reasonsAgainst({ warmUp: NO_WARM_UP_NEEDED, phases: [phase] }),
    ...(dropped === 0 ? [] : [`the driver dropped ${dropped} of ${phase.planned} starts`]),
    ...(late <= MOST_SERVER_LATE_MS
      ? []
      : [`the server itself was ${late.toFixed(1)} ms late, by its own clock`]),
  ];
}

async function measureOnce(instrument: Instrument, stretch: Stretch): Promise<PhaseRecord> {
  const { driver, server, runId, dir, cpus, signal } = instrument;
  const { requests, perSecond, seconds, warmUpSeconds = WARM_UP_SECONDS, meanwhile } = stretch;
  const dataFile = join(dir, 'data.json');
  await writeFile(dataFile, JSON.stringify({ requests } satisfies KnownLoad));
  const load: Load = {
    runId,
    url: server.url,
    workload: WORKLOAD,
    dataFile,
    seed: 1,
    arrivalSeed: 1,
    timeoutMs: TIMEOUT_MS,
    connections: CONNECTIONS,
    dir,
    cpus,
  };
  const plan: LoadPlan = {
    warmUp: {
      perSecond: Math.min(perSecond, WARM_UP_PER_SECOND),
      minSeconds: warmUpSeconds,
      maxSeconds: warmUpSeconds,
      within: 1,
    },
    phases: [{ name: 'load', perSecond, seconds }],
  };
  const over = new AbortController();
  let beside: Promise<void> | undefined;
  try {
    const hooks = {
      blockStarts: async () => {
        beside = meanwhile?.(AbortSignal.any([signal, over.signal]));
        // It is waited for at the end; until then its failure is not unhandled.
        beside?.catch(() => undefined);
      },
      blockEnded: async () => beside,
    };
    // A signal of its own for each load: what a driver adds to it goes with it.
    const { phases } = await runLoad(driver, load, plan, hooks, AbortSignal.any([signal]));
    const [phase] = phases;
    if (!phase) throw new Error(`${driver.id} measured nothing`);
    return phase;
  } finally {
    over.abort(new Error('the load is over'));
    await beside?.catch(() => undefined);
  }
}
