import type { ArmLook } from './arm-looks.ts';
import { linearAxisOption, plainAxisOption } from './axes.ts';
import { box, line, shapes } from './shapes.ts';
import type { Drawing } from './svg.ts';

export interface HitLine {
  readonly look: ArmLook;
  /** Seconds from the first bite of the fault, and the share of the requests of that moment that were hit. */
  readonly points: readonly (readonly [number, number])[];
}

const HIT = { en: '% of requests hit', ko: '영향을 받은 요청 %' };
const SINCE = { en: 'seconds since the fault first bit', ko: '장애가 처음 나타난 뒤의 시간(초)' };

/** Whole seconds from the earliest point to the latest one: an axis of which charts can have the same. */
export function spanOf(lines: readonly HitLine[]): readonly [from: number, to: number] {
  const seconds = lines.flatMap(({ points }) => points.map(([second]) => second));
  return [Math.floor(Math.min(...seconds, -1)), Math.ceil(Math.max(...seconds, 1))];
}

/**
 * The share of requests that failed or were slow around a fault, a line for each arm; the time of the fault is shaded.
 *
 * @param lasted seconds for which the fault was there
 * @param span of the axis of time, in seconds
 */
export function hitLines(
  lines: readonly HitLine[],
  lasted: number,
  [min, max]: readonly [from: number, to: number],
  width: number,
): Drawing {
  return {
    width,
    height: 210,
    option: {
      grid: { left: 54, right: 18, top: 12, bottom: 46 },
      xAxis: { ...plainAxisOption(SINCE, min, max), nameGap: 28, splitNumber: 5 },
      yAxis: { ...linearAxisOption(HIT, 100), max: 100, interval: 25, nameGap: 36 },
      series: [
        {
          ...shapes((at) => {
            const [left, top] = at(0, 100);
            const [right, bottom] = at(Math.min(max, lasted), 0);
            return [
              box(left, top, Math.max(0, right - left), bottom - top, { fill: 'var(--band)' }),
              line([left, top], [left, bottom], 'var(--soft)', 1, 'dotted'),
            ];
          }),
          z: 0,
        },
        ...lines.map(({ look, points }) => ({
          type: 'line' as const,
          silent: true,
          showSymbol: false,
          step: 'middle' as const,
          data: points.map(([second, share]) => [second, 100 * share]),
          lineStyle: { color: look.colour, width: 2, type: look.dash },
        })),
      ],
    },
  };
}
