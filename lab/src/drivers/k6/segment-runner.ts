import { type FileHandle, open, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuSecondsOf } from '../../measurement/cpu.ts';
import type { Guardian, Ward } from '../../processes/guardian.ts';
import { logTail } from '../../processes/log-tail.ts';
import { runEnvironment } from '../../processes/run-environment.ts';
import type { Load } from '../driver.ts';
import type { K6 } from './find-k6.ts';
import { ConsoleReader } from './samples.ts';
import { type K6Line, k6Script, type Segment } from './script.ts';

const POLL_MS = 200;
const START_MS = 30_000;
/** Nothing is sent to anyone, and nothing is printed but the script's lines. */
const OPTIONS = '--no-usage-report --quiet --no-color --log-format raw --summary-mode disabled'.split(' ');

/** Runs one k6 process after the other, with one stream of iterations through all of them. */
export class SegmentRunner {
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
    const args = ['run', ...OPTIONS, '--console-output', output, script];
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
    const console = new ConsoleReader();
    const file = await open(output);
    try {
      const exit = await this.#follow(this.#ward, file, console, seconds, enough);
      if (exit !== 'enough' && exit !== 0) {
        throw new Error(`k6 ended with code ${exit}:\n${await logTail(log)}`);
      }
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
async function readOn(file: FileHandle): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(65_536), 0, 65_536, null);
    if (bytesRead === 0) return Buffer.concat(chunks);
    chunks.push(buffer.subarray(0, bytesRead));
  }
}
