/** An interval and the probability with which its procedure covers what it estimates. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly coverage: number;
}

/**
 * The middle value, or the mean of the two middle ones.
 *
 * @throws on an empty list, which has no median
 */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('an empty list has no median');
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] as number) + upper) / 2;
}

/**
 * Probability with which the k-th smallest and the k-th greatest of n values enclose the median, whatever the distribution:
 * 1 - 2·P(B ≤ k-1), where B is binomial(n, ½) (David and Nagaraja, Order Statistics, 3rd ed., 7.1). It has only a few
 * possible values for each n.
 *
 * @returns a list that holds it for rank 1 first; decreasing, empty below two values
 */
export function coverages(n: number): number[] {
  let term = 0.5 ** n;
  let below = term;
  return Array.from({ length: n >> 1 }, (_, index) => {
    const coverage = 1 - 2 * below;
    term = (term * (n - index)) / (index + 1);
    below += term;
    return coverage;
  });
}

/**
 * The shortest symmetric pair of order statistics that covers the median with at least the given confidence.
 *
 * @param confidence e.g. 0.95
 * @returns undefined when even the least and the greatest value do not reach the confidence: below 6 values for 95 %
 */
export function medianInterval(values: readonly number[], confidence: number): Interval | undefined {
  const n = values.length;
  const possible = coverages(n);
  const rank = possible.filter((coverage) => coverage >= confidence).length;
  if (rank === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  return {
    low: sorted[rank - 1] as number,
    high: sorted[n - rank] as number,
    coverage: possible[rank - 1] as number,
  };
}
