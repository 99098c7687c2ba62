import { setTimeout as delay } from 'node:timers/promises';
import type { ProbeBench } from '@lab/lab/scenario/probe';
import { victimOf } from './arms.ts';
import type { Desk } from './desk.ts';
import { type Peak, peakOf, requireOnTime } from './peak.ts';
import type { Size } from './settings.ts';

type Strikable = Pick<ProbeBench, 'now' | 'signal' | 'processes' | 'kill' | 'restart'>;

/** What came of a trial's peaks. */
export interface Peaks {
  readonly first: Peak;
  /** Accepted orders that were taken up out of order in the first one. Undefined where nobody counts them, or orders of it stay open. */
  readonly outOfOrder: number | undefined;
  /** The one in which a process dies. Undefined where the profile has none, or orders of the first one stay open: it would begin with a backlog. */
  readonly second:
    | {
        readonly peak: Peak;
        readonly repeated: number;
        /** The same, by the process that has taken the place of the killed one. */
        readonly outOfOrder: number | undefined;
      }
    | undefined;
}

/**
 * A peak, and once all of it is decided another one, in the middle of which the process is killed that takes the messages. Without seconds for that one
 * there is the first alone.
 *
 * @param perSecond orders that are asked for in both
 * @throws when orders were sent too late, see `requireOnTime`
 */
export async function peaksOf(
  floor: Strikable,
  desk: Desk,
  perSecond: number,
  { peakSeconds, struckSeconds, downMs }: Pick<Size, 'peakSeconds' | 'struckSeconds' | 'downMs'>,
): Promise<Peaks> {
  const orderBefore = await desk.counted('outOfOrder');
  const first = await peakOf(floor, desk, { perSecond, seconds: peakSeconds });
  requireOnTime(first);
  if (!(await desk.settled())) return { first, outOfOrder: undefined, second: undefined };
  const victim = victimOf(floor.processes);
  const before = { repeated: await desk.counted('repeated'), outOfOrder: await desk.counted('outOfOrder') };
  const outOfOrder = since(orderBefore, before.outOfOrder);
  if (struckSeconds === 0) return { first, outOfOrder, second: undefined };
  const peak = await peakOf(floor, desk, { perSecond, seconds: struckSeconds }, async () => {
    await floor.kill(victim);
    await delay(downMs, undefined, { signal: floor.signal });
    await floor.restart(victim);
  });
  requireOnTime(peak);
  // What stays open now is found in the books.
  await desk.settled();
  const repeated = since(before.repeated, await desk.counted('repeated'), victim) ?? 0;
  const late = since(before.outOfOrder, await desk.counted('outOfOrder'), victim);
  return { first, outOfOrder, second: { peak, repeated, outOfOrder: late } };
}

/**
 * @param killed a process that was started again in between, and counts from nothing since
 * @returns undefined where no process counts
 */
const since = (
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  killed?: string,
): number | undefined =>
  after.size === 0
    ? undefined
    : [...after].reduce(
        (sum, [name, count]) => sum + count - (name === killed ? 0 : (before.get(name) ?? 0)),
        0,
      );
