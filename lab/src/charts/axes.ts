import { drawn, type Said } from './said.ts';
import { times } from './words.ts';

/** A logarithmic axis. ECharts' own has ticks only at powers of ten. Most of our charts would have one or none. */
export interface LogAxis {
  /** Common logarithms of the ends. */
  readonly min: number;
  readonly max: number;
  /** In the quantity's own unit. */
  readonly ticks: readonly number[];
}

/** Leading digits of ticks, from many to few. */
const DIGITS = [[1, 1.5, 2, 3, 4, 5, 7], [1, 2, 3, 5], [1, 2, 5], [1, 3], [1]];

/**
 * An axis that holds all values.
 *
 * @param values those that are not positive are left out
 * @param most ticks at most
 */
export function logAxis(values: readonly number[], most = 6): LogAxis {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  const least = Math.min(...(positive.length > 0 ? positive : [1]));
  const greatest = Math.max(...(positive.length > 0 ? positive : [1]));
  const margin = Math.max(0.02, Math.log10(greatest / least) * 0.05);
  const [min, max] = [Math.log10(least) - margin, Math.log10(greatest) + margin];
  return { min, max, ticks: ticksOf(10 ** min, 10 ** max, most) };
}

function ticksOf(low: number, high: number, most: number): number[] {
  if (high / low < 2.5) return evenTicks(low, high, most);
  const lowest = Math.floor(Math.log10(low));
  const powers = Array.from({ length: Math.ceil(Math.log10(high)) - lowest + 1 }, (_, i) => lowest + i);
  const choices = DIGITS.map((digits) =>
    powers
      .flatMap((power) => digits.map((digit) => Number((digit * 10 ** power).toPrecision(6))))
      .filter((tick) => tick >= low && tick <= high),
  );
  return choices.find((ticks) => ticks.length <= most) ?? choices.at(-1) ?? [];
}

/** Over a short stretch, evenly spaced ticks read better than leading digits. */
function evenTicks(low: number, high: number, most: number): number[] {
  const step = stepOf((high - low) / (most - 1));
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => Number(((first + i) * step).toPrecision(6)));
}

const LINES = { lineStyle: { color: 'var(--line)' } } as const;

/** The parts of an ECharts axis for a {@link LogAxis}; data on it are common logarithms. */
export const logAxisOption = ({ min, max, ticks }: LogAxis, name: Said, show: (tick: number) => string) => ({
  type: 'value' as const,
  min,
  max,
  ...named(name),
  axisLine: { show: false },
  axisTick: { show: false, customValues: ticks.map(Math.log10) },
  axisLabel: {
    color: 'var(--soft)',
    customValues: ticks.map(Math.log10),
    formatter: (value: number) => show(Number((10 ** value).toPrecision(6))),
  },
  splitLine: LINES,
});

/** The parts of an ECharts axis from zero to a round number above `greatest`. */
export function linearAxisOption(name: Said, greatest: number) {
  const interval = stepOf(greatest > 0 ? greatest / 4 : 0.25);
  return {
    type: 'value' as const,
    min: 0,
    max: Math.max(1, Math.ceil(greatest / interval)) * interval,
    interval,
    ...named(name),
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: 'var(--soft)' },
    splitLine: LINES,
  };
}

/** The parts of an ECharts axis that ends where it is told to, without lines across: of seconds, rounds, percentiles. */
export const plainAxisOption = (name: Said, min: number, max: number) => ({
  type: 'value' as const,
  min,
  max,
  ...named(name),
  axisLine: { show: false },
  axisTick: { show: false },
  axisLabel: { color: 'var(--soft)' },
  splitLine: { show: false },
});

/** The next of 1, 2, 5, 10, 20, … */
function stepOf(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
}

const named = (name: Said) => ({
  name: drawn(name),
  nameLocation: 'middle' as const,
  nameTextStyle: { color: 'var(--soft)' },
});

export const plainNumber = (value: number): string => String(value);
export const ratioTick = (value: number): string =>
  `${times(value)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '')}×`;
