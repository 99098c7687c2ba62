import type { ArmLook } from './arm-looks.ts';
import { logAxis, logAxisOption, plainNumber } from './axes.ts';
import { drawn } from './said.ts';
import type { Drawing } from './svg.ts';

export interface Curve extends ArmLook {
  readonly points: readonly { readonly percentile: number; readonly ms: number }[];
}

const TICKS = [0, 50, 90, 99, 99.9, 99.99];

/** Position of a percentile: every nine takes the same width, as in HdrHistogram's plots. */
const position = (percentile: number): number => -Math.log10(1 - percentile / 100);

/** Latency by percentile, a line for each arm. */
export function percentileCurves(curves: readonly Curve[], width: number): Drawing {
  const points = curves.flatMap((curve) => curve.points);
  const last = Math.max(90, ...points.map(({ percentile }) => percentile));
  const ticks = TICKS.filter((tick) => tick <= last);
  return {
    width,
    height: 230,
    option: {
      grid: { left: 50, right: 18, top: 10, bottom: 46 },
      xAxis: {
        type: 'value',
        min: 0,
        max: position(last),
        name: drawn({ en: 'percentile of requests', ko: '요청의 백분위' }),
        nameLocation: 'middle',
        nameGap: 28,
        nameTextStyle: { color: 'var(--soft)' },
        axisLine: { show: false },
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
