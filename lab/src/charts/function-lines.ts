import type { ArmLook } from './arm-looks.ts';
import { linearAxisOption, logAxis, logAxisOption, plainNumber } from './axes.ts';
import type { Said } from './said.ts';
import type { Drawing } from './svg.ts';

export interface FunctionLine {
  readonly look: Pick<ArmLook, 'colour' | 'dash'>;
  /** From left to right. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface FunctionAxes {
  readonly x: Said;
  readonly y: Said;
  /** Whether x is logarithmic: what is at zero, or below, then stands at the left end. */
  readonly log: boolean;
  /** Whether y jumps at each point, as a distribution does, instead of going there in a straight line. */
  readonly steps: boolean;
  /** The end of the y axis, e.g. 100 for percent; the greatest value of the lines without. */
  readonly mostY?: number;
}

/** y over x, a line for each arm: many points, so that none is marked. */
export function functionLines(lines: readonly FunctionLine[], axes: FunctionAxes, width: number): Drawing {
  const all = lines.flatMap(({ points }) => points);
  const xs = all.map(([x]) => x);
  const mostY = axes.mostY ?? Math.max(0, ...all.map(([, y]) => y));
  const log = logAxis(xs);
  const at = (x: number) => (axes.log ? (x > 0 ? Math.log10(x) : log.min) : x);
  const xAxis = axes.log
    ? logAxisOption(log, axes.x, plainNumber)
    : linearAxisOption(axes.x, Math.max(0, ...xs));
  return {
    width,
    height: 250,
    option: {
      grid: { left: 54, right: 24, top: 16, bottom: 46 },
      xAxis: { ...xAxis, nameGap: 28 },
      yAxis: { ...linearAxisOption(axes.y, mostY), nameGap: 38 },
      series: lines.map(({ look, points }) => ({
        type: 'line' as const,
        silent: true,
        showSymbol: points.length === 1,
        symbol: 'circle',
        ...(axes.steps ? { step: 'end' as const } : {}),
        data: points.map(([x, y]) => [at(x), y]),
        lineStyle: { color: look.colour, width: 2.2, type: look.dash },
        itemStyle: { color: look.colour },
      })),
    },
  };
}
