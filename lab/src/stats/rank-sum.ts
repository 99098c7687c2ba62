import { type Interval, median } from './order-statistics.ts';

/**
 * Hodges–Lehmann estimate of the shift from one independent sample to another: the median of all differences
 * (Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 3rd ed., 4.2).
 *
 * @throws when a sample is empty
 */
export const shiftBetween = (from: readonly number[], to: readonly number[]): number =>
  median(differencesOf(from, to));

/**
 * Interval of that shift that inverts the exact Wilcoxon rank-sum (Mann–Whitney) test: the k-th smallest and k-th greatest
 * of the m·n differences cover the shift with probability 1 - 2·P(U ≤ k-1) (Hollander, Wolfe and Chicken, 4.3). Assumes
 * that the samples are independent and differ by a shift; the shape of the noise does not matter.
 *
 * @param confidence e.g. 0.95
 * @returns undefined when even the widest interval does not reach the confidence: for 95 % below 4 and 4, or 3 and 5
 */
export function shiftInterval(
  from: readonly number[],
  to: readonly number[],
  confidence: number,
): Interval | undefined {
  const sorted = differencesOf(from, to).toSorted((a, b) => a - b);
  const counts = rankSumCounts(from.length, to.length);
  const all = choose(from.length + to.length, from.length);
  let found: Interval | undefined;
  let below = 0;
  for (let k = 1; k <= sorted.length / 2; k += 1) {
    below += (counts[k - 1] ?? 0) / all;
    const coverage = 1 - 2 * below;
    if (coverage < confidence) break;
    found = { low: sorted[k - 1] as number, high: sorted[sorted.length - k] as number, coverage };
  }
  return found;
}

/**
 * In how many orders of m and n values the Mann–Whitney statistic is u, for each u: the coefficients of the Gaussian binomial
 * ∏ (1 - q^(n+i)) / (1 - q^i), i = 1…m. Whole numbers, exact wherever they matter: in the tails of up to 30 and 30 values.
 */
export function rankSumCounts(m: number, n: number): number[] {
  const counts = new Array<number>(m * n + 1).fill(0);
  counts[0] = 1;
  const at = (index: number) => counts[index] ?? 0;
  for (let i = 1; i <= m; i += 1) {
    for (let u = m * n; u >= n + i; u -= 1) counts[u] = at(u) - at(u - n - i);
    for (let u = i; u <= m * n; u += 1) counts[u] = at(u) + at(u - i);
  }
  return counts;
}

const differencesOf = (from: readonly number[], to: readonly number[]): number[] =>
  to.flatMap((later) => from.map((earlier) => later - earlier));

function choose(of: number, some: number): number {
  let ways = 1;
  for (let i = 1; i <= some; i += 1) ways = (ways * (of - some + i)) / i;
  return ways;
}
