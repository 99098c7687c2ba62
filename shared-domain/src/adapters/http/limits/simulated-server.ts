import type { Random } from '../../../seed/random.ts';
import type { Problem } from '../problems/problem.ts';
import { kindOf } from './kinds.ts';
import type { Leave, Limit } from './limit.ts';

/** What clients send. */
export interface Traffic {
  readonly method: string;
  readonly path: string;
  /** Part of all requests. */
  readonly share: number;
  /** Mean of its work, which is exponentially distributed. ms */
  readonly workMs: number;
}

/** What became of the requests of a path. */
export interface Outcome {
  asked: number;
  refused: number;
  /** Answered within the deadline of {@link simulate}. */
  inTime: number;
}

/**
 * A server that works at so many requests at a time and keeps the others waiting in their order (M/M/c), behind a limit. Time is simulated.
 *
 * @param perSecond Poisson arrivals
 * @returns by path
 */
export function simulate(
  { limit, clock }: { readonly limit: Limit; readonly clock: { ms: number } },
  random: Random,
  options: {
    readonly traffic: readonly Traffic[];
    readonly workers: number;
    readonly perSecond: number;
    readonly seconds: number;
    readonly deadlineMs: number;
  },
): Map<string, Outcome> {
  const { traffic, workers, perSecond, seconds, deadlineMs } = options;
  const exponential = (mean: number) => -Math.log(1 - random.next()) * mean;
  /** When each worker has done all that it has to do. */
  const free: number[] = Array.from({ length: workers }, () => clock.ms);
  const open: { readonly endsAt: number; readonly end: () => void }[] = [];
  const outcomes = new Map<string, Outcome>();
  const endUntil = (ms: number): void => {
    open.sort((a, b) => a.endsAt - b.endsAt);
    while (open[0] !== undefined && open[0].endsAt <= ms) {
      const { endsAt, end } = open.shift() as (typeof open)[number];
      clock.ms = endsAt;
      end();
    }
    clock.ms = ms;
  };
  const until = clock.ms + seconds * 1_000;
  for (let at = clock.ms; at < until; at += exponential(1_000 / perSecond)) {
    endUntil(at);
    const sent = drawn(traffic, random.next());
    const { method, path, workMs } = sent;
    const outcome = outcomes.get(path) ?? { asked: 0, refused: 0, inTime: 0 };
    outcomes.set(path, outcome);
    outcome.asked += 1;
    const said = limit.admit({ kind: kindOf(method, path), client: () => 'client' });
    if (typeof said === 'object') {
      if (said instanceof Promise) throw new Error('a simulated server waits for nobody');
      const refused: Problem = said;
      if (refused.code !== 'overloaded') throw refused;
      outcome.refused += 1;
      continue;
    }
    const leave: Leave | undefined = said;
    const worker = free.indexOf(Math.min(...free));
    const endsAt = Math.max(at, free[worker] as number) + exponential(workMs);
    free[worker] = endsAt;
    const tookMs = endsAt - at;
    if (tookMs <= deadlineMs) outcome.inTime += 1;
    if (leave !== undefined) open.push({ endsAt, end: () => leave({ tookMs, status: 200 }) });
  }
  endUntil(Number.MAX_SAFE_INTEGER);
  clock.ms = until;
  return outcomes;
}

/** @param at in [0, 1) */
function drawn(traffic: readonly Traffic[], at: number): Traffic {
  let passed = 0;
  for (const each of traffic) {
    passed += each.share;
    if (at < passed) return each;
  }
  throw new Error('the shares of the traffic make less than 1');
}
