import type { ArmLook } from './arm-looks.ts';
import { logAxis, logAxisOption, plainAxisOption, ratioTick } from './axes.ts';
import { drawn } from './said.ts';
import { box, dot, line, shapes, text } from './shapes.ts';
import type { Drawing } from './svg.ts';

export interface OrderedTrial {
  readonly round: number;
  /** From 0, within the round. */
  readonly position: number;
  readonly colour: string;
  readonly valid: boolean;
}

const LEFT = 62;
const RIGHT = 14;
/** Greatest width of a round, so that a chart of two rounds is not mostly empty. */
const WIDEST_ROUND = 84;

const roomFor = (rounds: number, width: number) =>
  Math.min(width - LEFT - RIGHT, Math.max(4, rounds) * WIDEST_ROUND);

/** A column for each round, with its trials from top to bottom in the order in which they ran. */
export function trialOrder(trials: readonly OrderedTrial[], rounds: number, width: number): Drawing {
  const deepest = Math.max(1, ...trials.map(({ position }) => position + 1));
  const room = roomFor(rounds, width);
  const cell = Math.min(64, room / Math.max(1, rounds));
  const tall = Math.min(22, Math.max(14, cell));
  return {
    width,
    height: deepest * tall + 54,
    option: {
      grid: { left: LEFT, right: width - LEFT - room, top: 6, bottom: 48 },
      xAxis: roundAxis(rounds),
      yAxis: { type: 'value', inverse: true, min: 0, max: deepest, show: false },
      series: [
        shapes((at) => [
          text(drawn({ en: 'first', ko: '처음' }), [LEFT - 8, at(0, 0.5)[1]], 'var(--soft)', {
            align: 'right',
          }),
          ...(deepest > 1
            ? [
                text(
                  drawn({ en: 'last', ko: '마지막' }),
                  [LEFT - 8, at(0, deepest - 0.5)[1]],
                  'var(--soft)',
                  { align: 'right' },
                ),
              ]
            : []),
          ...trials.flatMap(({ round, position, colour, valid }) => {
            const [middle, top] = at(round, position);
            const size = Math.max(4, cell - 3);
            const left = middle - size / 2;
            const square = box(
              left,
              top + 1,
              size,
              tall - 2,
              valid ? { fill: colour } : { fill: 'var(--ground)', stroke: colour },
              2,
            );
            if (valid) return [square];
            const [low, high] = [top + 4, top + tall - 4];
            const half = Math.min(size, tall) / 2 - 3;
            const [from, to] = [middle - half, middle + half];
            return [
              square,
              line([from, low], [to, high], 'var(--bad)', 1.5),
              line([from, high], [to, low], 'var(--bad)', 1.5),
            ];
          }),
        ]),
      ],
    },
  };
}

export interface RoundRatios extends ArmLook {
  readonly ratios: readonly { readonly round: number; readonly ratio: number }[];
  readonly median: number;
}

const TO_BASELINE = { en: 'ratio to the baseline', ko: '기준 대비 배율' };

/** The paired ratio of each round as a dot, and the median of all as a line. */
export function ratiosByRound(arms: readonly RoundRatios[], rounds: number, width: number): Drawing {
  const values = arms.flatMap(({ ratios }) => ratios.map(({ ratio }) => ratio));
  const axis = logAxis([1, 1.1, 1 / 1.1, ...values]);
  return {
    width,
    height: 230,
    option: {
      grid: { left: LEFT, right: width - LEFT - roomFor(rounds, width), top: 10, bottom: 48 },
      xAxis: roundAxis(rounds),
      yAxis: { ...logAxisOption(axis, TO_BASELINE, ratioTick), nameGap: 42 },
      series: [
        shapes((at) => {
          const [left, right] = [at(0.5, 0)[0], at(rounds + 0.5, 0)[0]];
          const level = (ratio: number) => at(0, Math.log10(ratio))[1];
          return [
            line([left, level(1)], [right, level(1)], 'var(--soft)'),
            ...arms.flatMap(({ colour, ratios, median, dash }) => [
              line([left, level(median)], [right, level(median)], colour, 1, 'dashed'),
              ...ratios.map(({ round, ratio }) =>
                dot(at(round, Math.log10(ratio)), 4, colour, dash === 'dashed'),
              ),
            ]),
          ];
        }),
      ],
    },
  };
}

const roundAxis = (rounds: number) => ({
  ...plainAxisOption({ en: 'round', ko: '라운드' }, 0.5, rounds + 0.5),
  nameGap: 28,
  axisLabel: {
    color: 'var(--soft)',
    hideOverlap: true,
    customValues: Array.from({ length: rounds }, (_, index) => index + 1).filter(
      (round) => rounds <= 12 || round === 1 || round % 5 === 0,
    ),
  },
});
