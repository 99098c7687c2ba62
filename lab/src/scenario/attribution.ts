import type { Attribution } from '../records/comparison.ts';
import { ends } from '../stats/compare-arms.ts';
import { jackknife, meanOf, tInterval } from '../stats/estimate.ts';
import type { Evidence, Insight, Text } from './scenario.ts';

/** A gap between two topologies, and one between them that takes one step of the way. */
export interface Steps {
  /** The topologies. */
  readonly from: string;
  readonly via: string;
  readonly to: string;
  /** What lies between `from` and `via`, and between `via` and `to`. */
  readonly part: Text;
  readonly rest: Text;
}

/** A metric of which the gap is shared out, and what it is called. */
export interface Gap {
  readonly metric: string;
  readonly of: Text;
}

/** Which share of the gap between two arms the part explains; 1 is all of it. Undefined: the gap itself cannot be told. */
export interface Share {
  readonly share: number;
  /** Null where there are too few rounds for one. */
  readonly interval: readonly [number, number] | null;
}

type ByRound = ReadonlyMap<number, number>;

/**
 * The mean of (via - from) over the rounds, divided by that of (to - from), each within a round, as the trials of one share the
 * machine's state. Its t interval is that of the jackknife: a ratio of two means bears a round without a gap, a mean of ratios
 * would not. Assumes that steps add up: that the part costs in the one arm what it costs in the other.
 *
 * @param confidence of the interval, e.g. 0.95; null where the run has not come to a look
 * @returns undefined when the arms share no round, or when the gap is not clearly greater than nothing
 */
export function shareOf(
  from: ByRound,
  via: ByRound,
  to: ByRound,
  confidence: number | null,
): Share | undefined {
  const rounds = [...from].flatMap(([round, start]) => {
    const middle = via.get(round);
    const end = to.get(round);
    return middle === undefined || end === undefined ? [] : [{ part: middle - start, gap: end - start }];
  });
  if (rounds.length === 0) return undefined;
  const gaps = rounds.map(({ gap }) => gap);
  if ((tInterval(meanOf(gaps), confidence)?.low ?? Math.min(...gaps)) <= 0) return undefined;
  const share = jackknife(
    rounds,
    (some) => sum(some.map(({ part }) => part)) / sum(some.map(({ gap }) => gap)),
  );
  return { share: share.value, interval: ends(tInterval(share, confidence)) };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** A sentence for each gap on what it is made of. None when the run lacks one of the three arms, or the metric. */
export function attribute(evidence: Evidence, steps: Steps, gaps: readonly Gap[]): Insight[] {
  const armOf = (topology: string) => evidence.arms.find((arm) => arm.topology === topology)?.name;
  const names = [armOf(steps.from), armOf(steps.via), armOf(steps.to)];
  const [from, via, to] = names;
  if (from === undefined || via === undefined || to === undefined) return [];
  return gaps.flatMap((gap) => {
    const record = evidence.metrics.find(({ id }) => id === gap.metric);
    const medians = [from, via, to].flatMap((name) => record?.arms[name]?.median ?? []);
    if (!record) return [];
    const valuesOf = (name: string) => evidence.values(gap.metric, name);
    const share = shareOf(valuesOf(from), valuesOf(via), valuesOf(to), evidence.confidence);
    const [start, middle, end] = medians;
    if (start === undefined || middle === undefined || end === undefined) return [];
    const way = `${medians.map((value) => value.toFixed(2)).join(' → ')} ${record.unit}`;
    const text = share ? explained(share, way, gap.of, steps) : untold(way, gap.of);
    const attribution: Attribution = {
      ...{ of: gap.of, part: steps.part, rest: steps.rest, unit: record.unit, way: [start, middle, end] },
      share: share?.share ?? null,
      interval: share?.interval ? [...share.interval] : null,
    };
    return [{ id: `attribution.${gap.metric}`, text, attribution, metrics: [gap.metric] }];
  });
}

function explained({ share, interval }: Share, way: string, of: Text, { part, rest }: Steps): Text {
  if (!interval)
    return {
      en: `The gap in ${of.en} (${way}): too few rounds to say which share of it is due to ${part.en}.`,
      ko: `${of.ko} 차이(${way}): ${part.ko}의 몫을 말하기에는 라운드가 너무 적다.`,
    };
  const figure = `${percent(share)} % [${interval.map(percent).join(', ')}]`;
  const most = Math.max(0, interval[1]);
  // What cannot be told from nothing is still bounded: that is the answer to what the gap is made of.
  if (interval[0] <= 0)
    return {
      en: `Of the gap in ${of.en} (${way}), at most ${percent(most)} % is due to ${part.en}, possibly none: ${figure}. The rest, at least ${percent(1 - most)} %, is due to ${rest.en}.`,
      ko: `${of.ko} 차이(${way}) 중 ${part.ko}의 몫은 있다 해도 최대 ${percent(most)} %이다: ${figure}. 나머지, 최소 ${percent(1 - most)} %는 ${rest.ko}의 몫이다.`,
    };
  return {
    en: `Of the gap in ${of.en} (${way}), about ${figure} is due to ${part.en}. The rest, about ${percent(1 - share)} %, is due to ${rest.en}.`,
    ko: `${of.ko} 차이(${way}) 중 ${part.ko}의 몫은 약 ${figure}이다. 나머지, 약 ${percent(1 - share)} %는 ${rest.ko}의 몫이다.`,
  };
}

const untold = (way: string, of: Text): Text => ({
  en: `The gap in ${of.en} (${way}) is within the noise: there is nothing to share out.`,
  ko: `${of.ko} 차이(${way})는 잡음 범위 안이므로 나눌 것이 없다.`,
});

/** A share as a number of percent, e.g. `6.2`, `49`, `−3.1`. */
export const percent = (share: number): string => {
  const value = share * 100;
  return value.toFixed(Math.abs(value) < 10 ? 1 : 0).replace('-', '−');
};
