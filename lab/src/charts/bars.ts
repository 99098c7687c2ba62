import { linearAxisOption } from './axes.ts';
import { drawn, type Said } from './said.ts';
import { shapes, text } from './shapes.ts';
import type { Drawing } from './svg.ts';

export interface BarRow {
  readonly label: Said;
  /** Parts of the bar in the order of the key. */
  readonly parts: readonly number[];
}

/** Height of a bar with its label above it. Beside the bar, a long label would take half of a phone's width. */
const STEP = 42;
const BAR = 16;
const LONGEST = 40;

export const partColour = (index: number): string => `var(--part${index % 10})`;

/**
 * A stacked bar for each row, with its sum at the end.
 *
 * @param greatest end of the axis, so that panels can share it
 */
export function stackedBars(
  rows: readonly BarRow[],
  { unit, greatest, show }: { unit: Said; greatest: number; show: (value: number) => string },
  width: number,
): Drawing {
  const parts = Math.max(0, ...rows.map((row) => row.parts.length));
  const sums = rows.map((row) => row.parts.reduce((sum, part) => sum + part, 0));
  return {
    width,
    height: rows.length * STEP + 50,
    option: {
      grid: { left: 10, right: 70, top: 4, bottom: 46 },
      xAxis: { ...linearAxisOption(unit, greatest), nameGap: 26 },
      yAxis: { type: 'category', inverse: true, show: false, data: rows.map((_, index) => String(index)) },
      series: [
        ...Array.from({ length: parts }, (_, part) => ({
          type: 'bar' as const,
          stack: 'all',
          silent: true,
          barWidth: BAR,
          data: rows.map((row) => row.parts[part] ?? 0),
          itemStyle: { color: partColour(part), borderColor: 'var(--ground)', borderWidth: 0.5 },
        })),
        {
          // An invisible part that carries the sum at the end of the bar.
          type: 'bar' as const,
          stack: 'all',
          silent: true,
          data: rows.map(() => 0),
          itemStyle: { color: 'none' },
          label: {
            show: true,
            position: 'right' as const,
            color: 'var(--ink)',
            formatter: ({ dataIndex }: { dataIndex: number }) => show(sums[dataIndex] ?? 0),
          },
        },
        shapes((at) =>
          rows.map(({ label }, index) => {
            const [left, middle] = at(0, index);
            return text(drawn(label, LONGEST), [left, middle - BAR - 1], 'var(--ink)');
          }),
        ),
      ],
    },
  };
}
