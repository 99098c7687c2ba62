import { setTimeout as sleep } from 'node:timers/promises';
import type { BurstRecord } from '../../records/burst.ts';
import type { PhaseRecord } from '../../records/trial.ts';
import type { PlannedPhase } from '../../scenario/scenario.ts';
import { type Chance, chanceOf } from '../../stats/random.ts';
import type { Burst, Load, Watch } from '../driver.ts';
import type { History } from '../history.ts';
import type { Sample } from '../sample.ts';
import { windowMeans } from '../steady-state.ts';
import { type Block, joined, summarize, summarizeBurst } from '../summarize.ts';
import { HttpClient } from './http-client.ts';
import { Iterations, type Script } from './iterations.ts';
import { evenOffsets, type OffsetsNs, poissonOffsets } from './offsets.ts';
import { intendedNs, msToNs, nsToMs, type Schedule } from './schedule.ts';
import { Ticker } from './ticker.ts';

/** Time between the decision to start and the first request, so that the first is not late already. */
const LEAD_NS = 100_000_000n;

/** In a closed loop, until one that failed has its next. */
const AFTER_FAILURE_MS = 100;

/** Sends requests on schedule, one stream of iterations through all, and keeps what came of the measured ones. */
export class LoadGenerator {
  readonly #measured = new Map<PlannedPhase['name'], { phase: PlannedPhase; blocks: Block[]; cpu: number }>();
  /** Blocks measured so far, of all phases: each draws its arrivals anew. */
  #blocks = 0;

  private constructor(
    private readonly ticker: Ticker,
    private readonly iterations: Iterations,
    /** Of Poisson arrivals. */
    private readonly chance: Chance,
  ) {}

  static async open(load: Load, script: Script, watch?: Watch): Promise<LoadGenerator> {
    const ticker = new Ticker();
    await ticker.untilReady();
    const client = new HttpClient(load.url, load, script.react !== undefined);
    return new LoadGenerator(ticker, new Iterations(client, script, watch), chanceOf(load.arrivalSeed));
  }

  async warmUp(perSecond: number, seconds: number): Promise<(number | null)[]> {
    return windowMeans((await this.#arrive(evenOffsets(perSecond, seconds))).samples, seconds);
  }

  /** @returns when the first request should have started, epoch milliseconds */
  async measure(phase: PlannedPhase, seconds: number): Promise<number> {
    const known = this.#measured.get(phase.name) ?? { phase, blocks: [], cpu: 0 };
    this.#measured.set(phase.name, known);
    const offsetsNs = this.#offsets(phase, seconds);
    const before = process.cpuUsage();
    const { samples, startedAt } = await this.#arrive(offsetsNs);
    const { user, system } = process.cpuUsage(before);
    known.blocks.push({ seconds, samples });
    known.cpu += (user + system) / 1e6;
    return startedAt;
  }

  history(): History {
    return this.iterations.history.read();
  }

  samples(phase: string): readonly Sample[] {
    return joined(this.#measured.get(phase)?.blocks ?? []);
  }

  /** Summing up takes CPU time that belongs to no phase: it is left for the end. */
  results(): PhaseRecord[] {
    return [...this.#measured.values()].map(({ phase, blocks, cpu }) =>
      summarize(phase, blocks, cpu / phase.seconds, phase.arrivals ?? 'even'),
    );
  }

  /** Start times of the next block: by their place among the blocks, so that they are the same for every arm of a round. */
  #offsets({ perSecond, arrivals = 'even' }: PlannedPhase, seconds: number): OffsetsNs {
    const block = this.#blocks++;
    return arrivals === 'poisson'
      ? poissonOffsets(perSecond, seconds, this.chance.at(block))
      : evenOffsets(perSecond, seconds);
  }

  /**
   * Keeps iterations under way, each begun when one has ended.
   *
   * @returns when the last one has ended
   * @throws what the workload throws
   */
  async burst(burst: Burst): Promise<BurstRecord> {
    const { outstanding, seconds, leadInSeconds } = burst;
    const startNs = process.hrtime.bigint();
    const endNs = startNs + msToNs((leadInSeconds + seconds) * 1000);
    const cpu = cpuWithin(leadInSeconds * 1000, seconds * 1000);
    const samples = await this.iterations.run(startNs, (flow) => {
      let underWay = outstanding;
      const begin = () => {
        const nowNs = process.hrtime.bigint();
        if (nowNs < endNs) flow.begin(nowNs, nowNs, goOn);
        else if (--underWay === 0) flow.end();
      };
      const goOn = (failed: boolean) => (failed ? setTimeout(begin, AFTER_FAILURE_MS) : begin());
      for (let each = 0; each < outstanding; each += 1) begin();
    });
    return summarizeBurst(burst, samples, (await cpu) / seconds);
  }

  /**
   * Starts iterations on schedule.
   *
   * @returns what became of each request, when the last iteration has ended, and when the first should have started
   * @throws what the workload throws
   */
  async #arrive(offsetsNs: OffsetsNs): Promise<{ samples: Sample[]; startedAt: number }> {
    const { ticker } = this;
    const count = offsetsNs.length;
    const schedule: Schedule = { startNs: process.hrtime.bigint() + LEAD_NS, offsetsNs };
    const startedAt = Date.now() + nsToMs(LEAD_NS);
    const arriving = this.iterations.run(schedule.startNs, (flow) => {
      let started = 0;
      let over = 0;
      const ended = () => {
        if (++over === count) scheduleOver.then(flow.end);
      };
      const due = () => {
        for (let nowNs = process.hrtime.bigint(); started < count; nowNs = process.hrtime.bigint()) {
          const dueNs = intendedNs(schedule, started);
          if (dueNs > nowNs) return;
          started += 1;
          flow.begin(dueNs, nowNs, ended);
        }
      };
      const scheduleOver = ticker.run(schedule, due);
      // A tick that came while this thread was busy may have been the last one.
      scheduleOver.then(due);
    });
    try {
      return { samples: await arriving, startedAt };
    } catch (error) {
      ticker.stop();
      throw error;
    }
  }
}

/** CPU seconds that this process uses in a stretch of time that begins later. */
async function cpuWithin(afterMs: number, forMs: number): Promise<number> {
  await sleep(afterMs);
  const before = process.cpuUsage();
  await sleep(forMs);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
