import type { Exchange, FollowUp, Workload } from '../scenario/workload.ts';
import type { Chance } from '../stats/random.ts';

/** Characters of all answers of an iteration. */
export const MOST_ANSWERS = 4 * 1024 * 1024;
const MOST_REQUESTS = 1_000;

/** What an iteration came up against where it ended before its workload would have. */
export type Cut = 'time' | 'requests' | 'size';

/** What a workload makes of an answer. */
export interface Reaction {
  /** What is kept of it, as JSON. */
  readonly observed?: string | undefined;
  readonly next?: FollowUp | undefined;
  readonly cut?: Cut | undefined;
}

/** Whether a workload looks at answers: otherwise no driver reads their bodies. */
export const usesAnswers = ({
  next,
  observe,
}: Partial<Pick<Workload<unknown>, 'next' | 'observe'>>): boolean =>
  next !== undefined || observe !== undefined;

/**
 * Asks a workload what it makes of the newest answer of an iteration. Both drivers do; k6 imports this file as it is.
 *
 * @param exchanges the newest last
 * @param mostMs from the start of the iteration, after which it starts no request
 * @throws what the workload throws
 */
export function react(
  workload: Pick<Workload<unknown>, 'next' | 'observe'>,
  data: unknown,
  exchanges: readonly Exchange[],
  iteration: number,
  chance: Chance,
  mostMs: number,
): Reaction {
  const size = exchanges.reduce((sum, { response }) => sum + response.body.length, 0);
  if (size > MOST_ANSWERS) return { cut: 'size' };
  const kept = workload.observe?.(data, exchanges, iteration, chance);
  const observed = kept === undefined ? undefined : JSON.stringify(kept);
  const next = workload.next?.(data, exchanges, iteration, chance);
  if (!next) return { observed };
  if (exchanges.length >= MOST_REQUESTS) return { observed, cut: 'requests' };
  const dueMs = (exchanges[exchanges.length - 1]?.endedMs ?? 0) + (next.afterMs ?? 0);
  return dueMs > mostMs ? { observed, cut: 'time' } : { observed, next };
}
