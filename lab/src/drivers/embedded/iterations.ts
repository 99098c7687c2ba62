import type { Exchange, FollowUp, PlannedRequest } from '../../scenario/workload.ts';
import type { Watch } from '../driver.ts';
import { EachSecond } from '../each-second.ts';
import { HistoryLog } from '../history.ts';
import type { Reaction } from '../iteration.ts';
import type { Sample } from '../sample.ts';
import type { HttpClient } from './http-client.ts';
import { msToNs, nsToMs } from './schedule.ts';

/** What to send, as the workload has it. */
export interface Script {
  /** The first request of an iteration. */
  request(iteration: number): PlannedRequest;
  /** What comes of the newest answer of an iteration; bodies of answers are only read where this is asked. */
  readonly react?: (exchanges: readonly Exchange[], iteration: number) => Reaction;
}

/** Readings of `process.hrtime.bigint()`: when a request was due, and when it is sent. */
interface Due {
  readonly dueNs: bigint;
  readonly nowNs: bigint;
}

interface Iteration {
  readonly iteration: number;
  /** When it began, like the times of {@link Due}. */
  readonly firstNs: bigint;
  /** Answers so far. */
  readonly exchanges: Exchange[];
  /** Is called when its last request has ended. */
  readonly ended: (failed: boolean) => void;
}

/** Iterations that are begun one by one. */
export interface Flow {
  begin(dueNs: bigint, nowNs: bigint, ended: Iteration['ended']): void;
  /** All have ended, and no more will come. */
  end(): void;
}

/** One stream of iterations, in whatever way they arrive, and the history of all that they sent. */
export class Iterations {
  readonly history = new HistoryLog();
  /** Number of the next iteration. */
  #next = 0;

  constructor(
    private readonly client: HttpClient,
    private readonly script: Script,
    /** Hears of each second in which iterations run. */
    private readonly watch?: Watch | undefined,
  ) {}

  /**
   * Runs iterations: their first requests, and what follows from each answer.
   *
   * @param startNs when times of the samples count from
   * @param arrive begins the iterations, and says when no more will come
   * @returns what became of each request
   * @throws what the workload throws
   */
  run(startNs: bigint, arrive: (flow: Flow) => void): Promise<Sample[]> {
    const { client, script, history } = this;
    const startedAt = Date.now() + nsToMs(startNs - process.hrtime.bigint());
    const samples: Sample[] = [];
    const watched = this.watch && new EachSecond(this.watch);
    return new Promise<Sample[]>((resolve, reject) => {
      const attempt = (work: () => void) => {
        try {
          work();
        } catch (error) {
          reject(error);
        }
      };
      /** Sends a request of an iteration, and what follows from its answer. */
      const ask = (
        request: PlannedRequest,
        { iteration, firstNs, exchanges, ended }: Iteration,
        due: Due,
      ) => {
        const { dueNs, nowNs } = due;
        const step = exchanges.length;
        client.send(request, dueNs, ({ outcome, service, endedNs, serverTiming, response }) => {
          const sample = {
            iteration,
            step,
            endpoint: request.endpoint,
            intended: nsToMs(dueNs - startNs),
            late: nsToMs(nowNs - dueNs),
            response: nsToMs(endedNs - dueNs),
            service,
            outcome,
            serverTiming,
          };
          samples.push(sample);
          watched?.add(sample);
          attempt(() => {
            let reaction: Reaction = {};
            if (response && script.react) {
              const [startedMs, endedMs] = [nsToMs(nowNs - firstNs), nsToMs(endedNs - firstNs)];
              exchanges.push({ request, response, startedMs, endedMs });
              reaction = script.react(exchanges, iteration);
            }
            history.add(sample, startedAt, reaction);
            const { next } = reaction;
            if (next) follow(next, { iteration, firstNs, exchanges, ended }, endedNs);
            else ended(outcome.kind !== 'ok');
          });
        });
      };
      const follow = (next: FollowUp, iteration: Iteration, answeredNs: bigint) => {
        const { afterMs = 0 } = next;
        const dueNs = answeredNs + msToNs(afterMs);
        const go = () => ask(next, iteration, { dueNs, nowNs: process.hrtime.bigint() });
        if (afterMs > 0) setTimeout(go, afterMs);
        else go();
      };
      const begin: Flow['begin'] = (dueNs, nowNs, ended) =>
        attempt(() => {
          const iteration = this.#next++;
          const own = { iteration, firstNs: nowNs, exchanges: [], ended };
          ask(script.request(iteration), own, { dueNs, nowNs });
        });
      arrive({ begin, end: () => resolve(samples) });
    }).finally(() => watched?.end());
  }
}
