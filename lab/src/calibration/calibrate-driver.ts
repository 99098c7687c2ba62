import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Driver } from '../drivers/driver.ts';
import { findCpuSets } from '../host/cpu-sets.ts';
import { startSystem } from '../topologies/supervisor.ts';
import type { Topology } from '../topologies/topology.ts';
import { type Figure, figureOf } from './figures.ts';
import { Disturbed, type Instrument } from './instrument.ts';
import type { KnownAnswer, Reading } from './known-answer.ts';

export interface CalibrationSetting {
  readonly root: string;
  readonly runId: string;
  /** Folder for files that nobody needs afterwards. */
  readonly scratch: string;
  readonly signal: AbortSignal;
  /** Reports progress, one line at a time. */
  readonly say: (line: string) => void;
}

const KNOWN_SERVER: Topology = {
  id: 'known',
  title: 'A server whose answers are known',
  processes: [{ name: 'known-server', entry: 'lab/dist/calibration/known-server.js' }],
  edge: 'known-server',
  components: [],
};
const READY_MS = 10_000;

/**
 * Tests a driver against a known server: a fresh process on the CPUs of the arms. The driver runs on its own CPUs.
 *
 * @returns a figure for every known answer; a figure that could not be read has failed
 * @throws the signal's reason; whatever keeps the server or the driver from running
 */
export async function calibrateDriver(
  driver: Driver,
  answers: readonly KnownAnswer[],
  setting: CalibrationSetting,
): Promise<Figure[]> {
  const { root, runId, scratch, signal, say } = setting;
  const cpus = await findCpuSets();
  const sets = 'missing' in cpus ? undefined : cpus;
  const dir = join(scratch, driver.id);
  await mkdir(dir, { recursive: true });
  const place = { root, runId, trialDir: dir, dataDir: dir, env: {}, cpus: sets?.arms };
  const system = await startSystem(KNOWN_SERVER, { ...place, deadlineMs: READY_MS, signal });
  try {
    const [server] = system.processes;
    if (!server) throw new Error('the known server has no process');
    const death = new AbortController();
    system.failure.catch((error: unknown) => death.abort(error));
    const alive = AbortSignal.any([signal, death.signal]);
    const instrument = { driver, server, runId, dir, cpus: sets?.driver, signal: alive, say };
    const figures: Figure[] = [];
    for (const answer of answers) {
      const expectations = Object.entries(answer.figures).filter(
        ([, { drivers }]) => drivers?.includes(driver.id) ?? true,
      );
      if (expectations.length === 0) continue;
      say(answer.title);
      const readings = await readingsOf(answer, instrument);
      for (const [id, expectation] of expectations)
        figures.push(figureOf(`${driver.id}.${id}`, expectation, readings[id] ?? { value: null }));
    }
    return figures;
  } finally {
    await system.stop();
  }
}

/** A figure that could not be read because the machine was too busy is a result too. */
async function readingsOf(answer: KnownAnswer, instrument: Instrument): Promise<Record<string, Reading>> {
  try {
    return await answer.read(instrument);
  } catch (error) {
    if (!(error instanceof Disturbed)) throw error;
    const unread = { value: null, note: error.message };
    return Object.fromEntries(Object.keys(answer.figures).map((id) => [id, unread]));
  }
}
