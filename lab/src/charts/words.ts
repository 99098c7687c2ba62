import type { Comparison } from '../records/comparison.ts';
import type { MetricKind } from '../records/metric-kinds.ts';

/** More of a quantity, and less of it, in a reader's words. */
const WORDS = {
  p50: ['slower', 'faster'],
  p95: ['slower', 'faster'],
  p99: ['slower', 'faster'],
  startup: ['slower', 'faster'],
  throughput: ['more throughput', 'less throughput'],
  cpu: ['more CPU', 'less CPU'],
  memory: ['more memory', 'less memory'],
  duration: ['longer', 'shorter'],
  amount: ['more', 'less'],
} as const satisfies Record<MetricKind, readonly [string, string]>;

/** A ratio in words: `2.9× slower`. A ratio below 1 is inverted; one that rounds to 1 is `about the same`. */
export function ratioInWords(kind: MetricKind, ratio: number): string {
  const shown = times(Math.max(ratio, 1 / ratio));
  const [more, less] = WORDS[kind];
  return shown === '1.00' ? 'about the same' : `${shown}× ${ratio < 1 ? less : more}`;
}

/** A comparison with its interval: `2.9× slower [2.7, 3.2]`, inverted like its ratio. */
export function inWords(
  kind: MetricKind,
  { ratio, ci95, pairs }: Pick<Comparison, 'ratio' | 'ci95' | 'pairs'>,
): string {
  const words = ratioInWords(kind, ratio);
  if (!ci95) return `${words} (${pairs} ${pairs === 1 ? 'round' : 'rounds'}: no interval)`;
  const turned = ratio < 1 && words !== 'about the same';
  const [low, high] = turned ? [1 / ci95[1], 1 / ci95[0]] : ci95;
  return `${words} [${times(low)}, ${times(high)}]`;
}

/** A difference with its interval, in the metric's unit: `+1.21 [1.10, 1.32] ms`. Of percentages it is one in points. */
export const differenceInWords = (difference: Comparison['difference'], unit: string): string =>
  withUnit(signed(difference, unit), unit === '%' ? 'points' : unit);

/** The same without its unit, which says only whether it is a count. */
export function signed({ value, ci95 }: Comparison['difference'], unit: string): string {
  const all = [value, ...(ci95 ?? [])];
  const digits = isCount(all, unit) ? 0 : digitsOf(Math.max(...all.map(Math.abs)));
  const shown = (number: number) => number.toFixed(digits).replace('-', '−');
  const interval = ci95 ? ` [${ci95.map(shown).join(', ')}]` : '';
  return `${value < 0 ? '' : '+'}${shown(value)}${interval}`;
}

/** Two or three significant digits, e.g. 0.52, 1.04, 2.9, 12, 140. */
export function times(ratio: number): string {
  if (ratio < 2) return ratio.toFixed(2);
  return ratio < 10 ? ratio.toFixed(1) : ratio.toFixed(0);
}

/** A value with its unit, e.g. `4.21 ms`, `312 MB`, `59.8/s`, `3 files`. */
export const quantity = (value: number, unit: string): string =>
  withUnit(
    unit === '1/s' ? value.toFixed(1) : value.toFixed(isCount([value], unit) ? 0 : digitsOf(value)),
    unit,
  );

/** Units in which things are counted. */
const COUNTED = new Set(['contexts', 'packages', 'files', 'tests']);

/** Whether these are counts, and not what lies between two of them: a count has no digits after the point. */
const isCount = (values: readonly number[], unit: string): boolean =>
  COUNTED.has(unit) && values.every(Number.isInteger);

const withUnit = (figure: string, unit: string): string =>
  unit === '1/s' ? `${figure}/s` : `${figure} ${unit}`;

/** Digits after the point that show three or so in all. */
function digitsOf(value: number): number {
  if (Math.abs(value) >= 100) return 0;
  return Math.abs(value) >= 10 ? 1 : 2;
}

/** e.g. `45 s`, `3 min 05 s`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}
