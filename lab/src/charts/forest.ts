import { logAxis, logAxisOption, ratioTick } from './axes.ts';
import { alike, drawn, type Said } from './said.ts';
import { box, dot, line, type Shape, shapes, text } from './shapes.ts';
import type { Drawing } from './svg.ts';
import type { Tone } from './tone.ts';
import { times } from './words.ts';

export const TONE_COLOURS: Readonly<Record<Tone, string>> = {
  good: 'var(--good)',
  bad: 'var(--bad)',
  same: 'var(--soft)',
  open: 'var(--open)',
};

export interface ForestRow {
  readonly label: Said;
  readonly ratio: number;
  readonly interval: readonly [number, number] | null;
  /** The least relative difference that counts. */
  readonly delta: number;
  /** How far from 1 the ratio of an arm to itself reaches; undefined where no arm ran twice. */
  readonly floor: number | undefined;
  readonly verdict: Said;
  readonly tone: Tone;
}

const NARROW = 500;

const TO_BASELINE = { en: 'ratio to the baseline', ko: '기준 대비 배율' };
const LOGARITHMIC = { en: 'logarithmic', ko: '로그 축' };

/**
 * Ratios with their intervals on a logarithmic axis, each with its band of differences that do not count.
 *
 * @param ratio what the axis shows
 */
export function forestPlot(rows: readonly ForestRow[], width: number, ratio: Said = TO_BASELINE): Drawing {
  const narrow = width < NARROW;
  const step = narrow ? 42 : 27;
  const [left, right, bottom] = narrow ? [14, 14, 46] : [230, 178, 46];
  const height = rows.length * step + bottom + 8;
  const axis = logAxis(rows.flatMap(reachOf), narrow ? 5 : 8);
  return {
    width,
    height,
    option: {
      grid: { left, right, top: 8, bottom },
      xAxis: { ...logAxisOption(axis, alike`${ratio} (${LOGARITHMIC})`, ratioTick), nameGap: 28 },
      yAxis: { type: 'value', inverse: true, min: 0, max: rows.length, show: false },
      series: [
        shapes((at) =>
          rows.flatMap((row, index) => {
            const top = at(0, index)[1];
            const x = (ratio: number) => at(Math.log10(ratio), 0)[0];
            return narrow
              ? [...marks(row, x, top + 29), ...words(row, left, width - right, top + 10, 22)]
              : [...marks(row, x, top + step / 2), ...words(row, 2, width - 2, top + step / 2, 32)];
          }),
        ),
      ],
    },
  };
}

/** Everything of a row that needs room on the axis. */
function reachOf({ ratio, interval, delta, floor = 0 }: ForestRow): number[] {
  const band = 1 + Math.max(delta, floor);
  return [ratio, ...(interval ?? []), band, 1 / band];
}

function marks(row: ForestRow, x: (ratio: number) => number, y: number): Shape[] {
  const { ratio, interval, delta, floor, tone } = row;
  const colour = TONE_COLOURS[tone];
  const from = x(1 / (1 + delta));
  return [
    box(from, y - 11, x(1 + delta) - from, 22, { fill: 'var(--band)' }),
    line([x(1), y - 13], [x(1), y + 13], 'var(--soft)'),
    ...(floor === undefined ? [] : bracket(x(1 / (1 + floor)), x(1 + floor), y + 9)),
    ...(interval ? [line([x(interval[0]), y], [x(interval[1]), y], colour, 3)] : []),
    dot([x(ratio), y], 4.5, colour, tone === 'open'),
  ];
}

const bracket = (from: number, to: number, y: number): Shape[] => [
  line([from, y], [to, y], 'var(--noise)', 1.5),
  line([from, y - 3], [from, y], 'var(--noise)', 1.5),
  line([to, y - 3], [to, y], 'var(--noise)', 1.5),
];

const words = (row: ForestRow, left: number, right: number, y: number, characters: number): Shape[] => [
  text(drawn(row.label, characters), [left, y], 'var(--ink)'),
  text(`${times(row.ratio)}×`, [right - 94, y], 'var(--ink)', { align: 'right' }),
  text(drawn(row.verdict), [right, y], TONE_COLOURS[row.tone], { align: 'right', strong: true }),
];
