import { limitsIn } from '@lab/lab/experiments/capacity/facts';
import type { Evidence, Text } from '@lab/lab/scenario/scenario';

/** The part that the load makes hot, and that is scaled alone. */
export const HOT = 'recommendations';
/** How many instances there are of all of the shop, or of recommendations alone. */
export const COUNTS = [1, 2, 3] as const;
export const whole = (count: number): string => `monolith-x${count}`;
export const part = (count: number): string => `microservices-rec-x${count}`;
/** The largest monolith, where the cluster's primary hands out requests instead of connections. */
export const BALANCED = 'monolith+workers=3+balancing=request';

/** Numbers of instances, beyond the first, that the run has both ways. */
export function added(evidence: Evidence): number[] {
  const has = (topology: string) => evidence.arms.some((arm) => arm.topology === topology);
  return has(whole(1)) && has(part(1))
    ? COUNTS.slice(1).filter((count) => has(whole(count)) && has(part(count)))
    : [];
}

/** The name of the arm that has so many recommendations. */
export const armWith = ({ arms }: Evidence, count: number): string =>
  arms.find(({ topology }) => topology === part(count))?.name ?? '';

/** Where recommendations are no longer what the services lack. */
export interface Stop {
  /** So many instances suffice. */
  readonly count: number;
  readonly limitedBy: readonly string[];
  /** In how many of the rounds it was so. */
  readonly rounds: number;
  readonly of: number;
}

/**
 * The least number of recommendations with which, in most rounds, others alone were at their quota. One more of them then goes where
 * it is not needed: what it gains says nothing of scaling the part that is. Undefined when there is none.
 */
export function stopOf(evidence: Evidence, counts: readonly number[]): Stop | undefined {
  return counts
    .map((count) => {
      const limits = limitsIn(evidence, armWith(evidence, count));
      const elsewhere = limits.filter((parts) => parts.length > 0 && !parts.includes(HOT));
      return {
        count,
        limitedBy: [...new Set(elsewhere.flat())],
        rounds: elsewhere.length,
        of: limits.length,
      };
    })
    .find(({ rounds, of }) => rounds > of / 2);
}

export const inWords = ({ count, limitedBy, rounds, of }: Stop): Text => ({
  en: `with ${count} of them ${limitedBy.join(' or ')} is what limits (in ${rounds} of ${of} rounds)`,
  ko: `${count}개일 때 한계는 ${limitedBy.join(' 또는 ')}(라운드 ${of}번 중 ${rounds}번)`,
});
