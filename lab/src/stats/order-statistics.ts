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
  if (values.length === 0) throw new Error('the median of nothing was asked for');
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] as number) + upper) / 2;
}

/**
 * The shortest symmetric pair of order statistics that covers the median with at least the given confidence, whatever
 * the distribution. The k-th smallest and k-th greatest of n values cover it with probability 1 - 2·P(B ≤ k-1), where B is
 * binomial(n, ½) (David and Nagaraja, Order Statistics, 3rd ed., 7.1).
 *
 * @param confidence e.g. 0.95
 * @returns undefined when even the least and the greatest value do not reach the confidence: below 6 values for 95 %
 */
export function medianInterval(values: readonly number[], confidence: number): Interval | undefined {
  const n = values.length;
  const sorted = values.toSorted((a, b) => a - b);
  let found: Interval | undefined;
  let term = 0.5 ** n;
  let below = term;
  for (let k = 1; k <= n / 2; k += 1) {
    const coverage = 1 - 2 * below;
    if (coverage < confidence) break;
    found = { low: sorted[k - 1] as number, high: sorted[n - k] as number, coverage };
    term = (term * (n - k + 1)) / k;
    below += term;
  }
  return found;
}
