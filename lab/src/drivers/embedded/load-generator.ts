import type { PhaseRecord } from '../../records/trial.ts';
import type { PlannedPhase } from '../../scenario/scenario.ts';
import type { Exchange, FollowUp, PlannedRequest } from '../../scenario/workload.ts';
import { type Chance, chanceOf } from '../../stats/random.ts';
import type { Load } from '../driver.ts';
import { HistoryLog } from '../history.ts';
import type { Reaction } from '../iteration.ts';
import type { Sample } from '../sample.ts';
import { windowMedians } from '../steady-state.ts';
import { type Block, joined, summarize } from '../summarize.ts';
import { HttpClient } from './http-client.ts';
import { evenOffsets, type OffsetsNs, poissonOffsets } from './offsets.ts';
import { intendedNs, msToNs, nsToMs, type Schedule } from './schedule.ts';
import { Ticker } from './ticker.ts';

/** What to send, as the workload has it. */
export interface Script {
  /** The first request of an iteration. */
  request(iteration: number): PlannedRequest;
  /** What comes of the newest answer of an iteration; bodies of answers are only read where this is asked. */
  readonly react?: (exchanges: readonly Exchange[], iteration: number) => Reaction;
}

/** Readings of `process.hrtime.bigint()`: when the iteration began, when the request was due, and when it is sent. */
interface Times {
  readonly firstNs: bigint;
  readonly dueNs: bigint;
  readonly nowNs: bigint;
}

/** Time between the decision to start and the first request, so that the first is not late already. */
const LEAD_NS = 100_000_000n;

/** Sends requests on schedule, one stream of iterations through all, and keeps what came of the measured ones. */
export class LoadGenerator {
  readonly #measured = new Map<PlannedPhase['name'], { phase: PlannedPhase; blocks: Block[]; cpu: number }>();
  readonly history = new HistoryLog();
  #iteration = 0;
  /** Blocks measured so far, of all phases: each draws its arrivals anew. */
  #blocks = 0;

  private constructor(
    private readonly client: HttpClient,
    private readonly ticker: Ticker,
    private readonly script: Script,
    /** Of Poisson arrivals. */
    private readonly chance: Chance,
  ) {}

  static async open(load: Load, script: Script): Promise<LoadGenerator> {
    const ticker = new Ticker();
    await ticker.untilReady();
    const client = new HttpClient(load.url, load, script.react !== undefined);
    return new LoadGenerator(client, ticker, script, chanceOf(load.arrivalSeed));
  }

  async warmUp(perSecond: number, seconds: number): Promise<(number | null)[]> {
    return windowMedians((await this.#arrive(evenOffsets(perSecond, seconds))).samples, seconds);
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
   * Starts iterations on schedule.
   *
   * @returns what became of each request, when the last iteration has ended, and when the first should have started
   * @throws what the workload throws
   */
  #arrive(offsetsNs: OffsetsNs): Promise<{ samples: Sample[]; startedAt: number }> {
    const { client, ticker, script, history } = this;
    const count = offsetsNs.length;
    const schedule: Schedule = { startNs: process.hrtime.bigint() + LEAD_NS, offsetsNs };
    const startedAt = Date.now() + nsToMs(LEAD_NS);
    const samples: Sample[] = [];
    return new Promise((resolve, reject) => {
      let started = 0;
      let over = 0;
      const attempt = (work: () => void) => {
        try {
          work();
        } catch (error) {
          ticker.stop();
          reject(error);
        }
      };
      /** Sends a request of an iteration, and what follows from its answer. */
      const ask = (iteration: number, request: PlannedRequest, exchanges: Exchange[], times: Times) => {
        const { firstNs, dueNs, nowNs } = times;
        const step = exchanges.length;
        client.send(request, dueNs, ({ outcome, service, endedNs, serverTiming, response }) => {
          const ended = {
            iteration,
            step,
            endpoint: request.endpoint,
            intended: nsToMs(dueNs - schedule.startNs),
            late: nsToMs(nowNs - dueNs),
            response: nsToMs(endedNs - dueNs),
            service,
            outcome,
            serverTiming,
          };
          samples.push(ended);
          attempt(() => {
            let reaction: Reaction = {};
            if (response && script.react) {
              const [startedMs, endedMs] = [nsToMs(nowNs - firstNs), nsToMs(endedNs - firstNs)];
              exchanges.push({ request, response, startedMs, endedMs });
              reaction = script.react(exchanges, iteration);
            }
            history.add(ended, startedAt, reaction);
            const { next } = reaction;
            if (next) follow(iteration, next, exchanges, firstNs, endedNs);
            else if (++over === count) scheduleOver.then(() => resolve({ samples, startedAt }));
          });
        });
      };
      const follow = (
        iteration: number,
        next: FollowUp,
        exchanges: Exchange[],
        firstNs: bigint,
        answeredNs: bigint,
      ) => {
        const { afterMs = 0 } = next;
        const dueNs = answeredNs + msToNs(afterMs);
        const go = () => ask(iteration, next, exchanges, { firstNs, dueNs, nowNs: process.hrtime.bigint() });
        if (afterMs > 0) setTimeout(go, afterMs);
        else go();
      };
      const due = () =>
        attempt(() => {
          for (let nowNs = process.hrtime.bigint(); started < count; nowNs = process.hrtime.bigint()) {
            const dueNs = intendedNs(schedule, started);
            if (dueNs > nowNs) return;
            started += 1;
            const iteration = this.#iteration++;
            ask(iteration, script.request(iteration), [], { firstNs: nowNs, dueNs, nowNs });
          }
        });
      const scheduleOver = ticker.run(schedule, due);
      // A tick that came while this thread was busy may have been the last one.
      scheduleOver.then(due);
    });
  }
}
