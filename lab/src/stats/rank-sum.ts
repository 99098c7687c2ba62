import { type Interval, median } from './order-statistics.ts';

/** The shift from one independent sample to another. */
export interface Shift {
  /**
   * Hodges–Lehmann estimate: the median of all differences (Hollander, Wolfe and Chicken, Nonparametric Statistical Methods,
   * 3rd ed., 4.2).
   *
   * @throws when a sample is empty
   */
  estimate(): number;
  /**
   * Interval that inverts the exact Wilcoxon rank-sum (Mann–Whitney) test: the k-th smallest and k-th greatest of the m·n differences
   * cover the shift with probability 1 - 2·P(U ≤ k-1) (Hollander, Wolfe and Chicken, 4.3). Assumes that the samples are independent and
   * differ by a shift; the shape of the noise does not matter.
   *
   * @param confidence e.g. 0.95
   * @returns undefined when even the widest interval does not reach the confidence: for 95 % below 4 and 4, or 3 and 5
   */
  intervalAt(confidence: number): Interval | undefined;
}

export function shiftBetween(from: readonly number[], to: readonly number[]): Shift {
  // Typed arrays sort by number, and much faster.
  const differences = Float64Array.from(to.flatMap((later) => from.map((earlier) => later - earlier))).sort();
  const possible = coveragesOf(from.length, to.length);
  return {
    estimate: () => median([...differences]),
    intervalAt(confidence) {
      const rank = possible.filter((coverage) => coverage >= confidence).length;
      if (rank === 0) return undefined;
      return {
        low: differences[rank - 1] as number,
        high: differences[differences.length - rank] as number,
        coverage: possible[rank - 1] as number,
      };
    },
  };
}

/** Runs have few different sizes, and many metrics. */
const known = new Map<string, readonly number[]>();

/** Coverage of the interval between the k-th smallest and the k-th greatest difference, for k = 1 first; decreasing. */
function coveragesOf(m: number, n: number): readonly number[] {
  const key = `${m} ${n}`;
  const found = known.get(key);
  if (found) return found;
  const counts = rankSumCounts(m, n);
  const all = choose(m + n, m);
  let below = 0;
  const coverages = Array.from({ length: Math.floor((m * n) / 2) }, (_, index) => {
    below += (counts[index] ?? 0) / all;
    return 1 - 2 * below;
  });
  known.set(key, coverages);
  return coverages;
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

function choose(of: number, some: number): number {
  let ways = 1;
  for (let i = 1; i <= some; i += 1) ways = (ways * (of - some + i)) / i;
  return ways;
}
