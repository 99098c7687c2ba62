import { linearAxisOption } from './axes.ts';
import { drawn, type Said } from './said.ts';
import { box, line, shapes, text } from './shapes.ts';
import type { Drawing } from './svg.ts';

/** A whole that is shared out between a part and the rest. */
export interface ShareRow {
  readonly label: Said;
  /** At the end of the bar, e.g. what the whole is. */
  readonly note: Said;
  /** The part's, 0 to 1; null where it cannot be told. */
  readonly share: number | null;
  readonly interval: readonly [number, number] | null;
}

const BAR = 14;
/** Narrower, a label and its note have a line each. */
const NARROW = 500;
const LINE = 15;

const PERCENT = { en: '% of the gap', ko: '차이 중 %' };

/** A bar of the whole for each row, its part from the left, and the part's interval as a line over the border between the two. */
export function shareBars(
  rows: readonly ShareRow[],
  { part, rest }: { readonly part: string; readonly rest: string },
  width: number,
): Drawing {
  const lines = width < NARROW ? 2 : 1;
  const step = 25 + lines * LINE;
  return {
    width,
    height: rows.length * step + 56,
    option: {
      grid: { left: 12, right: 16, top: 4, bottom: 50 },
      xAxis: { ...linearAxisOption(PERCENT, 100), max: 100, interval: 25, nameGap: 28 },
      yAxis: { type: 'value', inverse: true, min: 0, max: Math.max(1, rows.length), show: false },
      series: [
        shapes((at) =>
          rows.flatMap(({ label, note, share, interval }, index) => {
            const [left, top] = at(0, index);
            const right = at(100, index)[0];
            const x = (value: number) => at(100 * Math.min(1, Math.max(0, value)), index)[0];
            const [over, under] = [top + 9, top + 4 + lines * LINE];
            const middle = under + BAR / 2;
            return [
              text(drawn(label), [left, over], 'var(--ink)'),
              lines === 1
                ? text(drawn(note), [right, over], 'var(--soft)', { align: 'right' })
                : text(drawn(note), [left, over + LINE], 'var(--soft)'),
              box(left, under, right - left, BAR, { fill: share === null ? 'var(--band)' : rest }),
              ...(share === null
                ? []
                : [box(left, under, Math.max(0, x(share) - left), BAR, { fill: part })]),
              ...(share === null || !interval
                ? []
                : [
                    line([x(interval[0]), middle], [x(interval[1]), middle], 'var(--ink)', 2),
                    ...interval.map((end) =>
                      line([x(end), under + 3], [x(end), under + BAR - 3], 'var(--ink)', 2),
                    ),
                  ]),
            ];
          }),
        ),
      ],
    },
  };
}
