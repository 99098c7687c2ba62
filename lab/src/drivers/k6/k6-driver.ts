import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { acquireGuardian } from '../../host/processes/guardian.ts';
import type { BurstRecord } from '../../records/burst.ts';
import type { PlannedPhase } from '../../scenario/scenario.ts';
import { besideWindow } from '../burst-window.ts';
import type { Burst, BurstHooks, Driver, Load, LoadSession } from '../driver.ts';
import { type History, HistoryLog } from '../history.ts';
import type { Sample } from '../sample.ts';
import { windowMeans } from '../steady-state.ts';
import { type Block, joined, summarize, summarizeBurst } from '../summarize.ts';
import type { K6 } from './find-k6.ts';
import { burstStart, samplesOf, samplesOfBurst, scheduleStart, testStart } from './samples.ts';
import type { K6Line } from './script.ts';
import { SegmentRunner } from './segment-runner.ts';

/** A new process for each block: its virtual users have yet to open their connections. */
const LEAD_IN_SECONDS = 1;

/**
 * k6's constant arrival rate, a process for each stretch of load. The measured ones begin with a second of lead-in. The load
 * does not wait for what is called where the measured part begins.
 *
 * k6 has no executor of Poisson arrivals. Such a phase is sent evenly too, its record says `even`, and the run has a warning.
 *
 * k6's own report of each block is kept; it holds the lead-in too, and counts from the actual start of a request.
 */
export function k6Driver(k6: K6, root: string): Driver {
  return {
    id: 'k6',
    description: k6.description,
    arrivals: ['even'],
    // Longer than the embedded driver's: a process to start and a lead-in come with each.
    blockSeconds: 5,
    leadInSeconds: LEAD_IN_SECONDS,
    lasting: false,
    open: async (load, signal) => {
      const guardian = acquireGuardian(load.runId);
      const runner = new SegmentRunner(k6, root, { ...load, url: k6.reach(load.url) }, guardian, signal);
      return new K6Session(load, runner, async () => {
        await runner.end();
        await guardian.release();
      });
    },
  };
}

interface Measured {
  readonly phase: PlannedPhase;
  readonly blocks: Block[];
  /** Seconds of CPU time times the share of the CPUs; null where it cannot be seen. */
  cpuShares: (number | null)[];
}

class K6Session implements LoadSession {
  readonly #measured = new Map<string, Measured>();
  readonly #history = new HistoryLog();
  readonly #dashboards: string[] = [];
  readonly close: () => Promise<void>;

  constructor(
    private readonly load: Load,
    private readonly runner: SegmentRunner,
    end: () => Promise<void>,
  ) {
    let ending: Promise<void> | undefined;
    this.close = () => {
      ending ??= end();
      return ending;
    };
  }

  async warmUp(perSecond: number, seconds: number): Promise<(number | null)[]> {
    const first = this.runner.nextIteration;
    const lines = await this.runner.start('warm-up', { perSecond }, seconds);
    return windowMeans(this.#noteDown(lines, perSecond, first), seconds);
  }

  async measure(phase: PlannedPhase, seconds: number, started: () => Promise<void>): Promise<number> {
    const known = this.#measured.get(phase.name) ?? { phase, blocks: [], cpuShares: [] };
    this.#measured.set(phase.name, known);
    let begun: Promise<number> | undefined;
    const begin = async (first: K6Line, scheduled: number) => {
      const measuredFrom = first.wall - first.from + scheduled + LEAD_IN_SECONDS * 1000;
      await this.runner.findProcess();
      await sleep(Math.max(0, measuredFrom - Date.now()));
      this.runner.countCpuFromHere();
      await started();
      return measuredFrom;
    };
    const watch = (soFar: readonly K6Line[]) => {
      const [first] = soFar;
      if (first) begun ??= begin(first, scheduleStart(soFar, phase.perSecond));
    };
    const name = `${phase.name}-${known.blocks.length + 1}`;
    const first = this.runner.nextIteration;
    const whole = LEAD_IN_SECONDS + seconds;
    const lines = await this.runner.start(name, phase, whole, watch, this.#dashboard(name));
    const startedAt = await begun;
    known.blocks.push({ seconds, samples: samplesOf(lines, phase.perSecond, LEAD_IN_SECONDS, first) });
    this.#noteDown(lines, phase.perSecond, first);
    known.cpuShares.push(this.runner.cpuShare(seconds));
    if (startedAt === undefined) throw new Error(`k6 has started no request of ${name}`);
    return startedAt;
  }

  async burst(burst: Burst, { started, ended }: BurstHooks): Promise<BurstRecord> {
    const { name, outstanding, seconds, leadInSeconds } = burst;
    let window: Promise<unknown> | undefined;
    let cpuShare: number | null = null;
    const hooks = {
      started: async () => {
        this.runner.countCpuFromHere();
        await started();
      },
      ended: async () => {
        cpuShare = this.runner.cpuShare(seconds);
        await ended();
      },
    };
    const begin = async (first: K6Line) => {
      await this.runner.findProcess();
      const startsAt = first.wall + leadInSeconds * 1000;
      await besideWindow(Promise.resolve(), startsAt, seconds, hooks);
    };
    const first = this.runner.nextIteration;
    const lines = await this.runner.start(name, { outstanding }, leadInSeconds + seconds, ([line]) => {
      if (!line || window) return;
      window = begin(line);
      // It is awaited once k6 has ended.
      window.catch(() => undefined);
    });
    if (!window) throw new Error(`k6 has started no request of ${name}`);
    await window;
    const samples = samplesOfBurst(lines, first);
    const epochMs = testStart(lines) + burstStart(lines);
    for (const [index, sample] of samples.entries()) this.#history.add(sample, epochMs, lines[index]);
    return summarizeBurst(burst, samples, cpuShare);
  }

  async samples(phase: string): Promise<readonly Sample[]> {
    return joined(this.#measured.get(phase)?.blocks ?? []);
  }

  async history(): Promise<History> {
    return this.#history.read();
  }

  /** Adds all of a segment to the history. */
  #noteDown(lines: readonly K6Line[], perSecond: number, firstIteration: number): Sample[] {
    const samples = samplesOf(lines, perSecond, 0, firstIteration);
    const epochMs = testStart(lines) + scheduleStart(lines, perSecond);
    for (const [index, sample] of samples.entries()) this.#history.add(sample, epochMs, lines[index]);
    return samples;
  }

  async results(): ReturnType<LoadSession['results']> {
    const phases = [...this.#measured.values()].map(({ phase, blocks, cpuShares }) =>
      summarize(phase, blocks, meanShare(blocks, cpuShares), 'even'),
    );
    return { phases, artifacts: await this.#artifacts() };
  }

  #dashboard(name: string): string | undefined {
    if (this.load.artifactDir === undefined) return undefined;
    this.#dashboards.push(`k6-${name}.html`);
    return join(this.load.artifactDir, `k6-${name}.html`);
  }

  /** k6 makes no report of a test that was too short for it. */
  async #artifacts(): Promise<string[]> {
    const dir = this.load.artifactDir ?? '';
    const there = await Promise.allSettled(this.#dashboards.map((name) => access(join(dir, name))));
    return this.#dashboards.filter((_, index) => there[index]?.status === 'fulfilled');
  }
}

/** Mean over the blocks, each as heavy as it is long; null when one is not known. */
function meanShare(blocks: readonly Block[], shares: readonly (number | null)[]): number | null {
  if (shares.includes(null)) return null;
  const seconds = blocks.reduce((sum, block) => sum + block.seconds, 0);
  return blocks.reduce((sum, block, index) => sum + block.seconds * (shares[index] ?? 0), 0) / seconds;
}
