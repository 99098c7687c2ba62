import { type FileHandle, open, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuSecondsOf } from '../../host/cpu.ts';
import { cpuCount } from '../../host/cpu-sets.ts';
import { processOfContainer } from '../../host/docker-engine.ts';
import type { Guardian, Ward } from '../../host/processes/guardian.ts';
import { logTail } from '../../host/processes/log-tail.ts';
import { runEnvironment } from '../../host/processes/run-environment.ts';
import type { Load } from '../driver.ts';
import type { K6 } from './find-k6.ts';
import { ConsoleReader } from './samples.ts';
import { type K6Line, k6Script, type Pace, type Segment } from './script.ts';

const POLL_MS = 200;
const START_MS = 30_000;
/** Nothing is sent to anyone, and nothing is printed but the script's lines. */
const OPTIONS = '--no-usage-report --quiet --no-color --log-format raw --summary-mode disabled'.split(' ');

/** Runs one k6 process after the other, with one stream of iterations through all of them. */
export class SegmentRunner {
  #iteration = 0;
  #ward: Ward | undefined;
  #container: string | undefined;
  /** k6 itself; undefined where it cannot be seen. */
  #pid: number | undefined;
  #cpu: { readonly from: number; to: number } | undefined;

  constructor(
    private readonly k6: K6,
    private readonly root: string,
    private readonly load: Load,
    private readonly guardian: Guardian,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * Runs a segment to its end.
   *
   * @param watch called now and then, with all lines so far
   * @param dashboard file for k6's own report; none without
   * @returns all lines
   */
  async start(
    name: string,
    pace: Pace,
    seconds: number,
    watch: (lines: readonly K6Line[]) => void = () => undefined,
    dashboard?: string,
  ): Promise<K6Line[]> {
    const segment: Segment = { pace, seconds, firstIteration: this.#iteration };
    const script = join(this.load.dir, `k6-${name}.js`);
    const output = join(this.load.dir, `k6-${name}.console`);
    const log = join(this.load.dir, 'k6.log');
    await writeFile(script, k6Script(this.load, segment));
    await writeFile(output, '');
    const args = ['run', ...OPTIONS, '--console-output', output, script];
    const { dir, artifactDir, cpus, first, runId } = this.load;
    const {
      command,
      args: all,
      env,
      container,
      farewell,
    } = this.k6.command(args, {
      runId,
      reads: this.root,
      writes: artifactDir === undefined ? [dir] : [dir, artifactDir],
      env: dashboard === undefined ? {} : dashboardEnvironment(dashboard),
      cpus,
      first,
    });
    const spec = {
      name: 'k6',
      command,
      args: all,
      cwd: this.load.dir,
      log,
      env: { ...runEnvironment(this.load.runId), ...env },
    };
    this.#ward = await this.guardian.start({ ...spec, ...(farewell ? { farewell } : {}) });
    this.#container = container;
    this.#pid = container === undefined ? this.#ward.pid : undefined;
    const console = new ConsoleReader();
    const file = await open(output);
    try {
      const code = await this.#follow(this.#ward, file, console, seconds, watch);
      if (code !== 0) throw new Error(`k6 ended with code ${code}:\n${await logTail(log)}`);
    } finally {
      await file.close();
    }
    const lines = console.lines.toSorted((a, b) => a.i - b.i || a.step - b.step);
    const begun = (lines.at(-1)?.i ?? -1) + 1;
    this.#iteration += 'perSecond' in pace ? Math.round(pace.perSecond * seconds) : begun;
    return lines;
  }

  /** The number that the next segment's first iteration has in the load. */
  get nextIteration(): number {
    return this.#iteration;
  }

  /** Finds the process whose CPU time is to be counted, once k6 runs. */
  async findProcess(): Promise<void> {
    if (this.#container !== undefined) {
      this.#pid = await processOfContainer(this.#container, this.load.runId);
    }
  }

  countCpuFromHere(): void {
    const seconds = this.#cpuSeconds();
    this.#cpu = seconds === undefined ? undefined : { from: seconds, to: seconds };
  }

  /** Share of its CPUs in a phase of so many seconds, from {@link countCpuFromHere} on; null where it cannot be seen. */
  cpuShare(phaseSeconds: number): number | null {
    if (!this.#cpu) return null;
    const { cpus } = this.load;
    const usable = cpus === undefined ? availableParallelism() : cpuCount(cpus);
    return (this.#cpu.to - this.#cpu.from) / phaseSeconds / usable;
  }

  async end(): Promise<void> {
    await this.#ward?.end();
  }

  async #follow(
    ward: Ward,
    file: FileHandle,
    console: ConsoleReader,
    seconds: number,
    watch: (lines: readonly K6Line[]) => void,
  ): Promise<number | null> {
    const exited = ward.exited.then(({ code }) => ({ code }));
    const giveUpAt = performance.now() + seconds * 1000 + 2 * this.load.timeoutMs + START_MS;
    for (;;) {
      const exit = await Promise.race([exited, sleep(POLL_MS)]);
      this.signal.throwIfAborted();
      console.append(await readOn(file));
      if (exit) return exit.code;
      this.#lookAtCpu();
      watch(console.lines);
      if (performance.now() > giveUpAt) await ward.end();
    }
  }

  #lookAtCpu(): void {
    const seconds = this.#cpuSeconds();
    // Less than before: k6 has ended and its count is gone.
    if (this.#cpu && seconds !== undefined && seconds > this.#cpu.to) this.#cpu.to = seconds;
  }

  #cpuSeconds(): number | undefined {
    return this.#pid === undefined ? undefined : cpuSecondsOf([this.#pid]);
  }
}

/** k6's own report of a test, as a file. It listens nowhere and opens no browser for it. */
const dashboardEnvironment = (file: string): Record<string, string> => ({
  K6_WEB_DASHBOARD: 'true',
  K6_WEB_DASHBOARD_EXPORT: file,
  K6_WEB_DASHBOARD_HOST: '127.0.0.1',
  K6_WEB_DASHBOARD_PORT: '-1',
  K6_WEB_DASHBOARD_OPEN: 'false',
  // The usual ten seconds would leave a short phase without a point.
  K6_WEB_DASHBOARD_PERIOD: '1s',
});

/** What a file has gained since it was last read. */
async function readOn(file: FileHandle): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(65_536), 0, 65_536, null);
    if (bytesRead === 0) return Buffer.concat(chunks);
    chunks.push(buffer.subarray(0, bytesRead));
  }
}
