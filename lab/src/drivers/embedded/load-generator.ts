import type { PhaseRecord } from '../../records/trial.ts';
import type { PlannedPhase } from '../../scenario/scenario.ts';
import type { Operation, PlannedRequest } from '../../scenario/workload.ts';
import type { Load } from '../driver.ts';
import { operationOf, type Sample } from '../sample.ts';
import { windowMedians } from '../steady-state.ts';
import { type Block, joined, summarize } from '../summarize.ts';
import { HttpClient } from './http-client.ts';
import { intendedNs, nsToMs, type Schedule } from './schedule.ts';
import { Ticker } from './ticker.ts';

/** The n-th request of the load. */
export type RequestAt = (iteration: number) => PlannedRequest;

/** Time between the decision to start and the first request, so that the first is not late already. */
const LEAD_NS = 100_000_000n;

/** Sends requests on schedule, one stream of iterations through all, and keeps what came of the measured ones. */
export class LoadGenerator {
  readonly #measured = new Map<PlannedPhase['name'], { phase: PlannedPhase; blocks: Block[]; cpu: number }>();
  /** Every request that has ended. */
  readonly history: Operation[] = [];
  #iteration = 0;

  private constructor(
    private readonly client: HttpClient,
    private readonly ticker: Ticker,
    private readonly requestAt: RequestAt,
  ) {}

  static async open(load: Load, requestAt: RequestAt): Promise<LoadGenerator> {
    const ticker = new Ticker();
    await ticker.untilReady();
    return new LoadGenerator(new HttpClient(load.url, load), ticker, requestAt);
  }

  async warmUp(perSecond: number, seconds: number): Promise<(number | null)[]> {
    return windowMedians((await this.#arrive(perSecond, seconds)).samples, seconds);
  }

  /** @returns when the first request should have started, epoch milliseconds */
  async measure(phase: PlannedPhase, seconds: number): Promise<number> {
    const known = this.#measured.get(phase.name) ?? { phase, blocks: [], cpu: 0 };
    this.#measured.set(phase.name, known);
    const before = process.cpuUsage();
    const { samples, startedAt } = await this.#arrive(phase.perSecond, seconds);
    const { user, system } = process.cpuUsage(before);
    known.blocks.push({ seconds, samples });
    known.cpu += (user + system) / 1e6;
    return startedAt;
  }

  samples(phase: string): readonly Sample[] {
    return joined(this.#measured.get(phase)?.blocks ?? []);
  }

  /** Summing up takes CPU time that belongs to no phase: it is left for the end. */
  results(): PhaseRecord[] {
    return [...this.#measured.values()].map(({ phase, blocks, cpu }) =>
      summarize(phase, blocks, cpu / phase.seconds),
    );
  }

  /**
   * Starts requests on schedule.
   *
   * @returns what became of each, when the last one has ended, and when the first should have started
   * @throws what the workload throws
   */
  #arrive(perSecond: number, seconds: number): Promise<{ samples: Sample[]; startedAt: number }> {
    const { client, ticker, requestAt } = this;
    const count = Math.round(perSecond * seconds);
    const schedule: Schedule = { startNs: process.hrtime.bigint() + LEAD_NS, perSecond, count };
    const startedAt = Date.now() + nsToMs(LEAD_NS);
    const samples: Sample[] = [];
    return new Promise((resolve, reject) => {
      let started = 0;
      const start = (nowNs: bigint) => {
        const intended = intendedNs(schedule, started);
        started += 1;
        const iteration = this.#iteration++;
        const request = requestAt(iteration);
        const late = nsToMs(nowNs - intended);
        client.send(request, intended, ({ outcome, service, endedNs, serverTiming }) => {
          const response = nsToMs(endedNs - intended);
          const sample = {
            iteration,
            endpoint: request.endpoint,
            intended: nsToMs(intended - schedule.startNs),
            late,
          };
          const ended = { ...sample, response, service, outcome, serverTiming };
          samples.push(ended);
          this.history.push(operationOf(ended));
          if (samples.length === count) scheduleOver.then(() => resolve({ samples, startedAt }));
        });
      };
      const due = () => {
        try {
          for (let now = process.hrtime.bigint(); started < count && intendedNs(schedule, started) <= now; ) {
            start(now);
            now = process.hrtime.bigint();
          }
        } catch (error) {
          ticker.stop();
          reject(error);
        }
      };
      const scheduleOver = ticker.run(schedule, due);
      // A tick that came while this thread was busy may have been the last one.
      scheduleOver.then(due);
    });
  }
}
