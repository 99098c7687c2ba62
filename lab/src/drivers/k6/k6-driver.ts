import { type FileHandle, open, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuSecondsOf } from '../../measurement/cpu.ts';
import { summarize } from '../../measurement/summarize.ts';
import type { PlannedPhase } from '../../plan/plan.ts';
import { acquireGuardian, type Guardian, type Ward } from '../../processes/guardian.ts';
import { logTail } from '../../processes/log-tail.ts';
import { runEnvironment } from '../../processes/run-environment.ts';
import type { PhaseRecord, WarmUpRecord } from '../../run/records/trial.ts';
import { type Driver, LEAD_IN_SECONDS, type Load, type LoadHooks } from '../driver.ts';
import { preferDriver } from '../priority.ts';
import type { Sample } from '../sample.ts';
import { isSteady, windowMedians } from '../steady-state.ts';
import type { K6 } from './find-k6.ts';
import { ConsoleReader, samplesOf, scheduleStart } from './samples.ts';
import { type K6Line, k6Script, type Segment } from './script.ts';

const POLL_MS = 200;
const START_MS = 30_000;

/**
 * k6's constant arrival rate, a process for the warm-up and one for each phase. A process starts with a second of lead-in
 * that is not measured, as its virtual users have yet to open their connections. The load does not wait for the hooks.
 */
export function k6Driver(k6: K6, root: string): Driver {
  return {
    id: 'k6',
    description: k6.description,
    run: async (load, hooks, signal) => {
      const guardian = acquireGuardian(load.runId);
      const runner = new SegmentRunner(k6, root, { ...load, url: k6.reach(load.url) }, guardian, signal);
      try {
        const warmUp = await warmUpSystem(runner, load);
        await hooks.warmedUp();
        const phases: PhaseRecord[] = [];
        for (const phase of load.phases) phases.push(await measure(runner, phase, hooks));
        return { warmUp, phases };
      } finally {
        await runner.end();
        await guardian.release();
      }
    },
  };
}

async function warmUpSystem(runner: SegmentRunner, load: Load): Promise<WarmUpRecord> {
  const { perSecond, minSeconds, maxSeconds, within } = load.warmUp;
  let windows: (number | null)[] = [];
  const lines = await runner.start('warm-up', perSecond, maxSeconds, (soFar) => {
    const samples = samplesOf(soFar, perSecond, 0);
    windows = windowMedians(samples, (samples.at(-1)?.intended ?? 0) / 1000);
    return windows.length >= minSeconds && isSteady(windows, within);
  });
  const samples = samplesOf(lines, perSecond, 0);
  const steady = windows.length >= minSeconds && isSteady(windows, within);
  if (!steady) windows = windowMedians(samples, maxSeconds);
  return { seconds: windows.length, steady: steady || isSteady(windows, within), windows };
}

async function measure(runner: SegmentRunner, phase: PlannedPhase, hooks: LoadHooks): Promise<PhaseRecord> {
  let started: Promise<void> | undefined;
  const startHook = async (first: K6Line, scheduled: number) => {
    const measuredFrom = first.wall - first.from + scheduled + LEAD_IN_SECONDS * 1000;
    await sleep(Math.max(0, measuredFrom - Date.now()));
    runner.countCpuFromHere();
    await hooks.phaseStarts(phase.name);
  };
  const lines = await runner.start(phase.name, phase.perSecond, LEAD_IN_SECONDS + phase.seconds, (soFar) => {
    const [first] = soFar;
    if (first) started ??= startHook(first, scheduleStart(soFar, phase.perSecond));
    return false;
  });
  await started;
  await hooks.phaseEnded(phase.name);
  const samples: Sample[] = samplesOf(lines, phase.perSecond, LEAD_IN_SECONDS);
  return summarize(phase, samples, runner.cpuShare());
}

/** Runs one k6 process after the other, with one stream of iterations through all of them. */
class SegmentRunner {
  #iteration = 0;
  #ward: Ward | undefined;
  #cpu: { readonly fromSeconds: number; readonly fromMs: number; seconds: number; atMs: number } | undefined;

  constructor(
    private readonly k6: K6,
    private readonly root: string,
    private readonly load: Load,
    private readonly guardian: Guardian,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * Runs a segment to its end, or until `enough` says so.
   *
   * @param enough asked now and then, with all lines so far
   * @returns all lines
   */
  async start(
    name: string,
    perSecond: number,
    seconds: number,
    enough: (lines: readonly K6Line[]) => boolean,
  ): Promise<K6Line[]> {
    const segment: Segment = { perSecond, seconds, firstIteration: this.#iteration };
    const script = join(this.load.dir, `k6-${name}.js`);
    const output = join(this.load.dir, `k6-${name}.console`);
    const log = join(this.load.dir, 'k6.log');
    await writeFile(script, k6Script(this.load, segment));
    await writeFile(output, '');
    const args = [
      'run',
      '--no-usage-report',
      '--quiet',
      '--no-color',
      '--log-format',
      'raw',
      '--summary-mode',
      'disabled',
      '--console-output',
      output,
      script,
    ];
    const folders = { read: this.root, write: this.load.dir };
    const { command, args: all, env, farewell } = this.k6.command(args, folders, this.load.runId);
    const spec = {
      name: 'k6',
      command,
      args: all,
      cwd: this.load.dir,
      log,
      env: { ...runEnvironment(this.load.runId), ...env },
    };
    this.#ward = await this.guardian.start({ ...spec, ...(farewell ? { farewell } : {}) });
    preferDriver(this.#ward.pid);
    const console = new ConsoleReader();
    const file = await open(output);
    try {
      const exit = await this.#follow(this.#ward, file, console, seconds, enough);
      if (exit !== 'enough' && exit !== 0)
        throw new Error(`k6 ended with code ${exit}:\n${await logTail(log)}`);
    } finally {
      await file.close();
    }
    this.#iteration += Math.round(perSecond * seconds);
    return console.lines.toSorted((a, b) => a.i - b.i);
  }

  countCpuFromHere(): void {
    const seconds = this.#cpuSeconds();
    const atMs = performance.now();
    this.#cpu = seconds === undefined ? undefined : { fromSeconds: seconds, fromMs: atMs, seconds, atMs };
  }

  /** Share of all cores since {@link countCpuFromHere}; null where it cannot be seen, as in a container. */
  cpuShare(): number | null {
    if (!this.#cpu || this.#cpu.atMs === this.#cpu.fromMs) return null;
    const wall = (this.#cpu.atMs - this.#cpu.fromMs) / 1000;
    return (this.#cpu.seconds - this.#cpu.fromSeconds) / wall / availableParallelism();
  }

  async end(): Promise<void> {
    await this.#ward?.end();
  }

  async #follow(
    ward: Ward,
    file: FileHandle,
    console: ConsoleReader,
    seconds: number,
    enough: (lines: readonly K6Line[]) => boolean,
  ): Promise<number | null | 'enough'> {
    const exited = ward.exited.then(({ code }) => ({ code }));
    const giveUpAt = performance.now() + seconds * 1000 + this.load.timeoutMs + START_MS;
    for (;;) {
      const exit = await Promise.race([exited, sleep(POLL_MS)]);
      this.signal.throwIfAborted();
      console.append(await readOn(file));
      if (exit) return exit.code;
      this.#lookAtCpu();
      const isEnough = enough(console.lines);
      if (isEnough || performance.now() > giveUpAt) await ward.end();
      if (isEnough) return 'enough';
    }
  }

  #lookAtCpu(): void {
    const seconds = this.#cpuSeconds();
    if (!this.#cpu || seconds === undefined) return;
    this.#cpu.seconds = seconds;
    this.#cpu.atMs = performance.now();
  }

  #cpuSeconds(): number | undefined {
    return this.k6.origin === 'PATH' && this.#ward ? cpuSecondsOf([this.#ward.pid]) : undefined;
  }
}

/** What a file has gained since it was last read. */
async function readOn(file: FileHandle): Promise<string> {
  const chunks: Buffer[] = [];
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(65_536), 0, 65_536, null);
    if (bytesRead === 0) return Buffer.concat(chunks).toString();
    chunks.push(buffer.subarray(0, bytesRead));
  }
}
