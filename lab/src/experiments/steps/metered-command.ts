import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Guardian, killGroup } from '../../host/processes/guardian.ts';
import { pinned } from '../../host/processes/pinned.ts';
import { runEnvironment } from '../../host/processes/run-environment.ts';

/** A command that is run to its end while its time is taken. */
export interface MeteredCommand {
  /** For messages, e.g. `tsc -b`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly runId: string;
  /** Besides the run's environment. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** CPUs to run on, as `taskset -c` lists them; all by default. */
  readonly cpus?: string | undefined;
  readonly deadlineMs: number;
  /** Kills it should the lab die. */
  readonly guardian: Guardian;
  readonly signal?: AbortSignal | undefined;
}

export interface MeteredResult {
  /** 128 and the signal's number when a signal ended it, as shells have it. */
  readonly exitCode: number;
  /** What it wrote to either of its outputs. */
  readonly output: string;
  readonly wallMs: number;
  /** User and system, of the command and of all its descendants that were waited for. */
  readonly cpuSeconds: number;
}

/**
 * `time` of bash measures what wait4(2) tells of the ended command: its own CPU time and that of every descendant which was
 * waited for, however deep and however short-lived; to a millisecond. Reading /proc from beside would miss those that
 * ended between two readings, and a CPU controller of cgroups takes a delegated hierarchy that few machines offer. A descendant that
 * nobody waits for is not in it.
 */
const TIMED = 'TIMEFORMAT=\'%3R %3U %3S\'; exec 4>&2 2>&3; time "$@" 2>&4 3>&- 4>&-';

/**
 * Runs a command, leader of a process group of its own, and takes its time. It gets the run's environment, without colours.
 *
 * @throws the signal's reason when it is called off, or when the deadline passes or there is no bash; its whole group is then killed
 */
export async function runMetered(spec: MeteredCommand): Promise<MeteredResult> {
  spec.signal?.throwIfAborted();
  const [program, ...args] = pinned(spec.cpus, spec.command, spec.args);
  const child = spawn('bash', ['-c', TIMED, 'timed', program, ...args], {
    cwd: spec.cwd,
    env: { ...runEnvironment(spec.runId), NO_COLOR: '1', ...spec.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const texts = [1, 2, 3].map((descriptor) => {
    const chunks: Buffer[] = [];
    child.stdio[descriptor]?.on('data', (chunk: Buffer) => chunks.push(chunk));
    return () => Buffer.concat(chunks).toString('utf8');
  });
  const { pid } = child;
  if (pid === undefined) {
    const [error] = (await once(child, 'error')) as [Error];
    throw new Error(`${spec.name} could not be started: ${error.message}`);
  }
  spec.guardian.watch(pid);
  let late = false;
  const kill = () => killGroup(pid, 'SIGKILL');
  const deadline = setTimeout(() => {
    late = true;
    kill();
  }, spec.deadlineMs);
  spec.signal?.addEventListener('abort', kill, { once: true });
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    spec.signal?.throwIfAborted();
    const [output = '', errors = '', times = ''] = texts.map((text) => text());
    if (late)
      throw new Error(`${spec.name} did not end within ${spec.deadlineMs / 1000} s:\n${output}${errors}`);
    return { exitCode: code ?? 1, output: output + errors, ...parseTimes(times, spec.name) };
  } finally {
    clearTimeout(deadline);
    spec.signal?.removeEventListener('abort', kill);
    kill();
    spec.guardian.unwatch(pid);
  }
}

/** Reads `<elapsed> <user> <system>` in seconds; what the shell says besides comes before it. */
export function parseTimes(text: string, name: string): Pick<MeteredResult, 'wallMs' | 'cpuSeconds'> {
  const [, wall, user, system] = /(\d+\.\d{3}) (\d+\.\d{3}) (\d+\.\d{3})\s*$/.exec(text) ?? [];
  if (system === undefined) throw new Error(`bash did not tell what ${name} took: ${text}`);
  return { wallMs: Number(wall) * 1000, cpuSeconds: Number(user) + Number(system) };
}
