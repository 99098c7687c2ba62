import type { ArmLook } from './arm-looks.ts';
import { linearAxisOption } from './axes.ts';
import type { Said } from './said.ts';
import type { Drawing } from './svg.ts';

export interface GrowthLine {
  readonly look: Pick<ArmLook, 'name' | 'colour' | 'dash'>;
  /** From left to right. */
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Labels at the points, e.g. `×3`; undefined for no labels. */
  readonly labels?: readonly string[];
}

export interface GrowthAxes {
  readonly x: Said;
  readonly y: Said;
  /** Ends of the axes, so that panels can share them. Default: the greatest values of the lines. */
  readonly mostX?: number;
  readonly mostY?: number;
}

/** One quantity against another: a line through the points of each arm. Both axes start at zero. */
export function growthLines(lines: readonly GrowthLine[], axes: GrowthAxes, width: number): Drawing {
  const all = lines.flatMap(({ points }) => points);
  const mostX = axes.mostX ?? Math.max(0, ...all.map(([x]) => x));
  const mostY = axes.mostY ?? Math.max(0, ...all.map(([, y]) => y));
  return {
    width,
    height: 250,
    option: {
      grid: { left: 54, right: 24, top: 16, bottom: 46 },
      xAxis: { ...linearAxisOption(axes.x, mostX), nameGap: 28, splitLine: { show: false } },
      yAxis: { ...linearAxisOption(axes.y, mostY), nameGap: 38 },
      series: lines.map(({ look, points, labels }) => ({
        type: 'line' as const,
        silent: true,
        symbol: 'circle',
        symbolSize: labels ? 7 : 6,
        data: points.map(([x, y]) => [x, y]),
        lineStyle: { color: look.colour, width: 2.2, type: look.dash },
        itemStyle: { color: look.colour },
        label: {
          show: labels !== undefined,
          position: 'top' as const,
          color: 'var(--soft)',
          formatter: ({ dataIndex }: { dataIndex: number }) => labels?.[dataIndex] ?? '',
        },
      })),
    },
  };
}
