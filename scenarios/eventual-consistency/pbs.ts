import { OFFSETS_MS } from '@lab/lab/experiments/probe/visibility';
import type { Random } from '@lab/lab/stats/random';

/**
 * The prediction of probabilistically bounded staleness for one replica (Bailis et al., "Probabilistically Bounded Staleness for Practical
 * Partial Quorums", PVLDB 5(8), 2012): of a change that was answered at time 0, a read that starts at t is stale when the change reaches the
 * replica later than the read does. With the delays from the commit on, drawn independently of each other:
 *
 *     stale  ⇔  published + applied > answer + t + request
 *
 * The paper's W is `published + applied`, its A the answer's way back, its R the read's way to the replica.
 */
export interface Delays {
  /** From the commit to the publication of its event, and from there until the replica has it. ms. */
  readonly published: Histogram;
  readonly applied: Histogram;
  /** From the commit until its client knows, and from a read's start until it is at the replica. ms. */
  readonly answer: readonly number[];
  readonly request: readonly number[];
}

/** Counts by the upper ends of buckets, ascending, milliseconds. Each bucket begins where the one before ends, the first at 0. */
export type Histogram = readonly (readonly [upTo: number, count: number])[];

const DRAWS = 4_000;

/** @returns P(fresh | t) at each of the offsets; undefined where one of the delays was never seen */
export function predictedFresh(delays: Delays, random: Random): [t: number, share: number][] | undefined {
  const { published, applied, answer, request } = delays;
  if (countOf(published) === 0 || countOf(applied) === 0 || answer.length === 0 || request.length === 0)
    return undefined;
  const one = (values: readonly number[]) => values[Math.floor(random() * values.length)] ?? 0;
  // By how much a read that starts with the answer comes too early; below zero for one that does not.
  const early = Array.from(
    { length: DRAWS },
    () => draw(published, random) + draw(applied, random) - one(answer) - one(request),
  );
  return OFFSETS_MS.map((t) => [t, early.filter((ms) => ms <= t).length / DRAWS]);
}

/** The mean distance of two curves over the offsets that both have. */
export function meanDistance(
  one: readonly (readonly [number, number])[],
  other: readonly (readonly [number, number])[],
): number | undefined {
  const at = new Map(other.map(([t, share]) => [t, share]));
  const gaps = one.flatMap(([t, share]) => {
    const beside = at.get(t);
    return beside === undefined ? [] : [Math.abs(share - beside)];
  });
  return gaps.length === 0 ? undefined : gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
}

const countOf = (histogram: Histogram): number => histogram.reduce((sum, [, count]) => sum + count, 0);

/** A delay: of a bucket as often as there are in it, and anywhere in it. */
function draw(histogram: Histogram, random: Random): number {
  let left = random() * countOf(histogram);
  let from = 0;
  for (const [upTo, count] of histogram) {
    if (left < count) return from + (upTo - from) * (left / count);
    left -= count;
    from = upTo;
  }
  return from;
}

/**
 * The delays of one stage and type of event that a process has counted so far.
 *
 * @param text its metrics, in Prometheus' text format
 */
export function delaysIn(text: string, stage: string, type: string): Histogram {
  const buckets = text.split('\n').flatMap((line) => {
    const [, labels = '', value = ''] = /^shop_event_delay_seconds_bucket\{(.*)\} (\S+)$/.exec(line) ?? [];
    const label = (name: string) => new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(labels)?.[1];
    const upTo = Number(label('le') ?? Number.NaN) * 1000;
    // Beyond the last bucket is nothing that could be drawn.
    return label('stage') === stage && label('type') === type && Number.isFinite(upTo)
      ? [[upTo, Number(value)] as const]
      : [];
  });
  const ascending = buckets.toSorted(([a], [b]) => a - b);
  return ascending.map(([upTo, upToHere], index) => [upTo, upToHere - (ascending[index - 1]?.[1] ?? 0)]);
}

/** What was counted since an earlier reading. */
export const since = (before: Histogram, now: Histogram): Histogram => {
  const then = new Map(before.map(([upTo, count]) => [upTo, count]));
  return now.map(([upTo, count]) => [upTo, count - (then.get(upTo) ?? 0)]);
};
