import type { ArmLook } from './arm-looks.ts';
import { logAxis, logAxisOption, plainNumber } from './axes.ts';
import { drawn, type Said } from './said.ts';
import { dot, line, shapes, text } from './shapes.ts';
import type { Drawing } from './svg.ts';

/** Two percentiles of each arm, e.g. p50 and p95, in ms; null where there are too few values. */
export interface DotRow {
  readonly label: Said;
  readonly arms: readonly {
    readonly look: Pick<ArmLook, 'colour' | 'dash'>;
    readonly low: number | null;
    readonly high: number | null;
  }[];
}

const LANE = 15;
const LABEL = 20;
const GAP = 8;
const LONGEST = 46;

const MS = { en: 'ms (logarithmic)', ko: 'ms(로그 축)' };

/** A lane for each arm of each row: a full dot at the lower percentile, a hollow one at the higher, and a line between them. */
export function dotPlot(rows: readonly DotRow[], width: number): Drawing {
  const values = rows.flatMap(({ arms }) => arms.flatMap(({ low, high }) => [low, high]));
  const axis = logAxis(values.filter((value) => value !== null));
  const heights = rows.map(({ arms }) => LABEL + arms.length * LANE + GAP);
  const all = heights.reduce((sum, height) => sum + height, 0);
  return {
    width,
    height: all + 54,
    option: {
      grid: { left: 14, right: 18, top: 4, bottom: 50 },
      xAxis: { ...logAxisOption(axis, MS, plainNumber), nameGap: 28 },
      yAxis: { type: 'value', inverse: true, min: 0, max: all, show: false },
      series: [
        shapes((at) => {
          const x = (ms: number) => at(Math.log10(ms), 0)[0];
          const y = (units: number) => at(axis.min, units)[1];
          return rows.flatMap(({ label, arms }, index) => {
            const top = heights.slice(0, index).reduce((sum, height) => sum + height, 0);
            return [
              text(drawn(label, LONGEST), [14, y(top + LABEL / 2)], 'var(--ink)', { strong: true }),
              ...arms.flatMap(({ look, low, high }, lane) => {
                const middle = y(top + LABEL + (lane + 0.5) * LANE);
                return [
                  ...(low !== null && high !== null
                    ? [line([x(low), middle], [x(high), middle], look.colour, 2, look.dash)]
                    : []),
                  ...(low === null ? [] : [dot([x(low), middle], 4.5, look.colour)]),
                  ...(high === null ? [] : [dot([x(high), middle], 4, look.colour, true)]),
                ];
              }),
            ];
          });
        }),
      ],
    },
  };
}
