import type { ComparisonFile } from '../src/records/comparison.ts';

/**
 * To six digits, twice as many as reports show: the quantiles of a library differ in the eighth, and with the metrics in one order. Without the day on
 * which its claims were decided again.
 */
export function told(comparison: ComparisonFile | undefined): unknown {
  const metrics = comparison?.metrics.toSorted((a, b) => a.id.localeCompare(b.id));
  const rounded = (_key: string, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(6)) : value;
  return JSON.parse(JSON.stringify({ ...comparison, metrics, decidedAgain: undefined }, rounded));
}
