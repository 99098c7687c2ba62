import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { allOrNone } from '../host/processes/all-or-none.ts';
import { acquireGuardian, type Guardian, killGroup } from '../host/processes/guardian.ts';
import { logTail } from '../host/processes/log-tail.ts';
import { hasChannel, seedCommandOf, stdioOf } from './command-of.ts';
import { serviceEnvironment, withSecret } from './service-environment.ts';
import type { ProcessSpec, Topology } from './topology.ts';

const SEED_MS = 180_000;
const AT_ONCE = 2;

export interface SeedOptions {
  /** The project's root, which the programs of a topology are relative to. */
  readonly root: string;
  /** Folder that gets the database files; created when missing. Logs of the seeding lie in `<dir>/logs`. */
  readonly dir: string;
  /** The data is a function of this number. */
  readonly seed: number;
  readonly runId: string;
  /** Calls it off: the processes are killed and the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Has every process of a topology create and fill its database, once per run; trials then start on copies of the
 * folder. The files are complete when this resolves, as their writers have ended.
 *
 * @throws with the end of its output when a process cannot seed its database
 */
export async function prepareData(topology: Topology, options: SeedOptions): Promise<void> {
  await mkdir(join(options.dir, 'logs'), { recursive: true });
  const guardian = acquireGuardian(options.runId);
  const waiting = [...topology.processes];
  const worker = async (signal: AbortSignal) => {
    for (let spec = waiting.shift(); spec; spec = waiting.shift()) {
      await seedOne(spec, { ...options, signal }, guardian);
    }
  };
  try {
    await allOrNone(
      Array.from({ length: AT_ONCE }, () => worker),
      options.signal,
    );
  } finally {
    await guardian.release();
  }
}

async function seedOne(spec: ProcessSpec, options: SeedOptions, guardian: Guardian): Promise<void> {
  options.signal?.throwIfAborted();
  const settings = {
    runId: options.runId,
    dataDir: options.dir,
    env: withSecret({ SHOP_SEED: String(options.seed) }),
  };
  const path = join(options.dir, 'logs', `${spec.name}.seed.log`);
  const log = openSync(path, 'a');
  const [program, ...args] = seedCommandOf(spec, options.root);
  const child = spawn(program, args, {
    cwd: options.root,
    env: serviceEnvironment(settings, spec),
    detached: true,
    stdio: stdioOf(hasChannel(spec), log),
  });
  closeSync(log);
  child.on('error', () => undefined);
  const { pid } = child;
  if (pid === undefined)
    throw new Error(`${spec.name} could not seed its database: cannot execute ${program}`);
  guardian.watch(pid);
  const abandon = () => killGroup(pid, 'SIGKILL');
  const deadline = setTimeout(abandon, SEED_MS);
  options.signal?.addEventListener('abort', abandon, { once: true });
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  clearTimeout(deadline);
  options.signal?.removeEventListener('abort', abandon);
  guardian.unwatch(pid);
  options.signal?.throwIfAborted();
  if (code === 0) return;
  throw new Error(
    `${spec.name} could not seed its database: ${signal ?? `exit code ${code}`}\n${await logTail(path)}`,
  );
}
