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
  /** The one in which a process dies. Undefined where orders of the first one stay open: it would begin with a backlog. */
  readonly second: { readonly peak: Peak; readonly repeated: number } | undefined;
}

/**
 * A peak, and once all of it is decided another one, in the middle of which the process is killed that takes the messages.
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
  const first = await peakOf(floor, desk, { perSecond, seconds: peakSeconds });
  requireOnTime(first);
  if (!(await desk.settled())) return { first, second: undefined };
  const victim = victimOf(floor.processes);
  const before = await desk.repeated();
  const peak = await peakOf(floor, desk, { perSecond, seconds: struckSeconds }, async () => {
    await floor.kill(victim);
    await delay(downMs, undefined, { signal: floor.signal });
    await floor.restart(victim);
  });
  requireOnTime(peak);
  // What stays open now is found in the books.
  await desk.settled();
  return { first, second: { peak, repeated: repeatedSince(before, await desk.repeated(), victim) } };
}

/** @param killed a process that was started again in between, and counts from nothing since */
const repeatedSince = (
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  killed: string,
): number =>
  [...after].reduce((sum, [name, count]) => sum + count - (name === killed ? 0 : (before.get(name) ?? 0)), 0);
