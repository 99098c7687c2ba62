import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { type Guardian, killGroup } from '../../host/processes/guardian.ts';
import { pinned } from '../../host/processes/pinned.ts';
import type { CommandRun } from '../../scenario/probe.ts';
import { commandOf } from '../../topologies/command-of.ts';
import { type SystemSettings, serviceEnvironment, withSecret } from '../../topologies/service-environment.ts';
import type { ProcessSpec } from '../../topologies/topology.ts';

const DEADLINE_MS = 600_000;
const LOOK_EVERY_MS = 10;
const LAST_LINES = 10;

/** Where a system's processes run. */
export interface Place extends SystemSettings {
  /** The project's root, which the programs of a topology are relative to. */
  readonly root: string;
  /** CPUs to run on, as `taskset -c` lists them; any without. */
  readonly cpus?: string | undefined;
}

/**
 * Runs the program of a process once more with a command for operators, see `ProbeBench.run`. It is the leader of a process group of its
 * own, which the guardian ends should the lab die.
 *
 * @throws with the end of what it said, when it fails or takes longer than ten minutes; the signal's reason
 */
export async function runCommand(
  spec: ProcessSpec,
  args: readonly string[],
  { root, cpus, ...settings }: Place,
  { guardian, signal }: { readonly guardian: Guardian; readonly signal: AbortSignal },
): Promise<CommandRun> {
  signal.throwIfAborted();
  const [command, ...words] = commandOf(spec, root);
  const [program, ...rest] = pinned(cpus, command, [...words, ...args]);
  const startedAt = performance.now();
  const child = spawn(program, rest, {
    cwd: root,
    env: serviceEnvironment({ ...settings, env: withSecret(settings.env) }, spec),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close') as Promise<[code: number | null, by: NodeJS.Signals | null]>;
  ended.catch(() => undefined);
  const { pid } = child;
  if (pid === undefined) throw new Error(`${spec.name} ${args.join(' ')}: cannot execute ${program}`);
  guardian.watch(pid);
  const abandon = () => killGroup(pid, 'SIGKILL');
  const deadline = setTimeout(abandon, DEADLINE_MS);
  signal.addEventListener('abort', abandon, { once: true });
  const peak = new PeakMemory(pid);
  try {
    const [stdout, stderr, [code, by]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    const seconds = (performance.now() - startedAt) / 1000;
    signal.throwIfAborted();
    if (code === 0) return { stdout, seconds, peakBytes: peak.bytes };
    const last = (stderr || stdout).trimEnd().split('\n').slice(-LAST_LINES).join('\n');
    throw new Error(`${spec.name} ${args.join(' ')} ended with ${by ?? `exit code ${code}`}\n${last}`);
  } finally {
    peak.end();
    clearTimeout(deadline);
    signal.removeEventListener('abort', abandon);
    guardian.unwatch(pid);
  }
}

/** Reads a process's greatest resident memory now and then: the kernel keeps it, so that only what comes after the last look is missed. */
class PeakMemory {
  bytes: number | null = null;
  readonly #timer: NodeJS.Timeout;

  constructor(pid: number) {
    this.#timer = setInterval(() => void this.#look(pid), LOOK_EVERY_MS);
  }

  end(): void {
    clearInterval(this.#timer);
  }

  async #look(pid: number): Promise<void> {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
    if (kibibytes !== undefined) this.bytes = Math.max(this.bytes ?? 0, 1024 * Number(kibibytes));
  }
}
