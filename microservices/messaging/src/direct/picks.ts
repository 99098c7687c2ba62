import { Random } from '@lab/shared-domain/seed/random';

/** How much one address has to do, as far as this process has caused it. */
export interface Busy {
  /** Requests that it was sent, and that have not ended. Those that have failed weigh for a while as if they had not. */
  readonly underWay: number;
}

/**
 * Chooses the address of a request out of those that may be asked.
 *
 * @param candidates one at least, in the order of their turns
 */
export type Picker = <A extends Busy>(candidates: readonly [A, ...A[]]) => A;

/** Each in its turn. */
export const inTurns: Picker = ([first]) => first;

/** The one with the fewest requests under way; among equals, the one whose turn it is. */
export const leastOutstanding: Picker = ([first, ...others]) => {
  let least = first;
  for (const each of others) if (each.underWay < least.underWay) least = each;
  return least;
};

/**
 * Of two that are drawn, the one with fewer requests under way (Mitzenmacher, "The power of two choices in randomized load balancing", IEEE TPDS
 * 12(10), 2001). Many callers that each see little of the whole do not all run to the same address so.
 */
export const twoChoices =
  (random: Random): Picker =>
  (candidates) => {
    const [only] = candidates;
    const many = candidates.length;
    if (many === 1) return only;
    const first = random.integer(0, many - 1);
    // Another one: each pair is drawn as often.
    const second = (first + random.integer(1, many - 1)) % many;
    const [one = only, other = only] = [candidates[first], candidates[second]];
    return other.underWay < one.underWay ? other : one;
  };

/** How requests are shared out among the instances of a service. */
export const BALANCINGS = ['round-robin', 'least-outstanding', 'two-choices'] as const;
export type Balancing = (typeof BALANCINGS)[number];

/**
 * @param seed no two processes should draw the same
 * @returns undefined for `round-robin`, which a wire may have by itself
 */
export function pickOf(balancing: Balancing, seed: number): (() => Picker) | undefined {
  switch (balancing) {
    case 'round-robin':
      return undefined;
    case 'least-outstanding':
      return () => leastOutstanding;
    case 'two-choices':
      return () => twoChoices(new Random(seed, 'balancing'));
  }
}
