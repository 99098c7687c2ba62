import type { ArmLook } from './arm-looks.ts';
import { logAxis, logAxisOption, plainAxisOption, plainNumber } from './axes.ts';
import type { Said } from './said.ts';
import type { Drawing } from './svg.ts';

export interface Curve extends ArmLook {
  readonly points: readonly { readonly percentile: number; readonly ms: number }[];
}

const TICKS = [0, 50, 90, 99, 99.9, 99.99];

/** Position of a percentile: every nine takes the same width, as in HdrHistogram's plots. */
const position = (percentile: number): number => -Math.log10(1 - percentile / 100);

/** Percentiles between which lines are drawn: ever closer, so that each nine has about as many. */
export const DRAWN: readonly number[] = [
  ...[0, 1, 5],
  ...Array.from({ length: 17 }, (_, index) => 10 + 5 * index),
  ...Array.from({ length: 8 }, (_, index) => 91 + index),
  ...[98.5, 99, 99.3, 99.5, 99.7, 99.8, 99.9],
];

const OF_REQUESTS = { en: 'percentile of requests', ko: '요청의 백분위' };

/** Times by percentile, a line for each arm. @param name of what the percentiles are */
export function percentileCurves(curves: readonly Curve[], width: number, name: Said = OF_REQUESTS): Drawing {
  const points = curves.flatMap((curve) => curve.points);
  const last = Math.max(90, ...points.map(({ percentile }) => percentile));
  const ticks = TICKS.filter((tick) => tick <= last);
  return {
    width,
    height: 230,
    option: {
      grid: { left: 50, right: 18, top: 10, bottom: 46 },
      xAxis: {
        ...plainAxisOption(name, 0, position(last)),
        nameGap: 28,
        axisTick: { show: false, customValues: ticks.map(position) },
        axisLabel: {
          color: 'var(--soft)',
          customValues: ticks.map(position),
          formatter: (value: number) => String(Number((100 * (1 - 10 ** -value)).toFixed(2))),
        },
        splitLine: { lineStyle: { color: 'var(--line)' } },
      },
      yAxis: { ...logAxisOption(logAxis(points.map(({ ms }) => ms)), 'ms', plainNumber), nameGap: 34 },
      series: curves.map(({ colour, dash, points: own }) => ({
        type: 'line',
        silent: true,
        showSymbol: false,
        data: own.map(({ percentile, ms }) => [position(percentile), Math.log10(ms)]),
        lineStyle: { color: colour, width: 2.2, type: dash },
      })),
    },
  };
}
