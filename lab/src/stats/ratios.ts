import { studentTQuantile } from './student-t.ts';

/**
 * Geometric mean of ratios with its t interval on their logarithms: right for log-normal ratios, and a cross-check of the
 * order-statistic interval for others.
 *
 * @returns undefined below two ratios
 */
export function tInterval(
  ratios: readonly number[],
  confidence: number,
): { low: number; high: number } | undefined {
  const n = ratios.length;
  if (n < 2) return undefined;
  const { mean, deviation } = logMoments(ratios);
  const half = studentTQuantile((1 + confidence) / 2, n - 1) * (deviation / Math.sqrt(n));
  return { low: Math.exp(mean - half), high: Math.exp(mean + half) };
}

/**
 * How many rounds would probably move the interval of the median ratio off the threshold that it now crosses. Intervals narrow
 * with the root of the number of rounds. So an interval that reaches r times as far as the threshold needs r² times as many
 * rounds, if the ratio and the spread stay the same. Distances are those of logarithms.
 *
 * @param interval of the ratio, from `rounds` rounds
 * @param delta the threshold's relative difference, e.g. 0.1
 * @returns more than `rounds`; Infinity when the ratio sits on the threshold
 */
export function roundsToSettle(
  rounds: number,
  ratio: number,
  interval: { readonly low: number; readonly high: number },
  delta: number,
): number {
  const [low, middle, high] = [interval.low, ratio, interval.high].map(Math.log) as [number, number, number];
  const threshold = Math.log(1 + delta);
  // A ratio beyond a threshold has to stay clear of that one; one between the two, of both.
  const reaches =
    Math.abs(middle) > threshold
      ? [(middle > 0 ? middle - low : high - middle) / (Math.abs(middle) - threshold)]
      : [(high - middle) / (threshold - middle), (middle - low) / (middle + threshold)];
  return Math.max(rounds + 1, Math.ceil(rounds * Math.max(...reaches) ** 2));
}

function logMoments(ratios: readonly number[]): { mean: number; deviation: number } {
  const logs = ratios.map(Math.log);
  const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
  const squares = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (logs.length - 1)) };
}
