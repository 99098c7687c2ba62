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
 * How many rounds would put the interval of the median ratio clear of the threshold nearest to it, if the spread seen so far
 * is the true one. The standard error of a median of normal values is √(π/2)·σ/√n; half the interval is the normal quantile
 * of the confidence times that, 1.96 for 95 %.
 *
 * @returns undefined when it cannot be told (under three ratios), Infinity when the ratio sits on the threshold
 */
export function roundsToSettle(
  ratios: readonly number[],
  ratio: number,
  delta: number,
  confidence: number,
): number | undefined {
  if (ratios.length < 3) return undefined;
  const { deviation } = logMoments(ratios);
  const threshold = Math.log(1 + delta);
  const distance = Math.abs(Math.abs(Math.log(ratio)) - threshold);
  const half = normalQuantile((1 + confidence) / 2) * Math.sqrt(Math.PI / 2) * deviation;
  return Math.max(ratios.length + 1, Math.ceil((half / distance) ** 2));
}

/** To three digits: with a thousand degrees of freedom a t distribution is as good as normal. */
const normalQuantile = (probability: number): number => studentTQuantile(probability, 1_000);

function logMoments(ratios: readonly number[]): { mean: number; deviation: number } {
  const logs = ratios.map(Math.log);
  const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
  const squares = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (logs.length - 1)) };
}
