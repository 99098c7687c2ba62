import type { ArmLook } from './arm-looks.ts';
import { type LogAxis, logAxisOption, plainAxisOption, plainNumber } from './axes.ts';
import { drawn, type Said, textOf } from './said.ts';
import { line, shapes, text } from './shapes.ts';
import type { Drawing } from './svg.ts';

export interface TimeLine {
  /** Seconds from the end of the warm-up, and the median of that second in ms. */
  readonly points: readonly (readonly [number, number | null])[];
  readonly valid: boolean;
}

/** A stretch of a trial, on the axis of {@link TimeLine}. */
export interface Stretch {
  readonly name: Said;
  readonly from: number;
  readonly to: number;
}

/** With more lines than this they are drawn fainter, so that an outlier stands out. */
const CROWD = 8;

const SINCE = { en: 'seconds since the warm-up ended', ko: '워밍업이 끝난 뒤의 시간(초)' };

/** The median of each second, a line for each trial of one arm. Panels share their axes, so that arms can be compared. */
export function timeLines(
  lines: readonly TimeLine[],
  { colour }: ArmLook,
  { stretches, axis }: { readonly stretches: readonly Stretch[]; readonly axis: LogAxis },
  width: number,
): Drawing {
  const [min, max] = [stretches[0]?.from ?? 0, stretches.at(-1)?.to ?? 1];
  const [top, height] = [26, 220];
  const crowded = lines.length > CROWD;
  return {
    width,
    height,
    option: {
      grid: { left: 50, right: 18, top, bottom: 46 },
      xAxis: {
        ...plainAxisOption(SINCE, min, max),
        nameGap: 28,
        axisLabel: { color: 'var(--soft)', showMinLabel: false, showMaxLabel: false },
        splitNumber: 5,
      },
      yAxis: { ...logAxisOption(axis, 'ms', plainNumber), nameGap: 34 },
      series: [
        ...lines.map(({ points, valid }) => ({
          type: 'line' as const,
          silent: true,
          showSymbol: false,
          data: points.map(([second, ms]) => [second, ms === null ? null : Math.log10(ms)]),
          lineStyle: valid
            ? { color: colour, width: crowded ? 0.8 : 1.3, opacity: crowded ? 0.4 : 0.75 }
            : { color: 'var(--bad)', width: 1.3, type: 'dotted' as const },
        })),
        shapes((at) =>
          stretches.flatMap(({ name, from, to }, index) => {
            const bottom = at(from, axis.min)[1];
            const [left, right] = [at(from, 0)[0], at(to, 0)[0]];
            return [
              ...(index === 0 ? [] : [line([left, 8], [left, bottom], 'var(--soft)', 1, 'dotted')]),
              ...(right - left > textOf(name).en.length * 7.4 + 4
                ? [text(drawn(name), [(left + right) / 2, 13], 'var(--soft)', { align: 'center' })]
                : []),
            ];
          }),
        ),
      ],
    },
  };
}
