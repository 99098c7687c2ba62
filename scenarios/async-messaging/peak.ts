import { setTimeout as delay } from 'node:timers/promises';
import { isMachineShared } from '@lab/lab/host/shared-machine';
import type { Desk, Floor, Placed } from './desk.ts';

/** What came of a peak. */
export interface Peak {
  readonly orders: readonly Placed[];
  /** From the peak's beginning until nobody waited for an answer and no order was open, ms; undefined where that was not in time. */
  readonly tookMs: number | undefined;
  /** Orders of which the outcome was not known, by seconds since the peak began. */
  readonly waiting: readonly (readonly [seconds: number, orders: number])[];
}

export interface PeakSize {
  readonly perSecond: number;
  readonly seconds: number;
}

/**
 * A peak of five times the capacity leaves four times its length of work, and up to twice that in an arm that decides half as many. It may take that,
 * and some seconds.
 */
const patienceMs = ({ seconds }: PeakSize): number => 8_000 * seconds + 30_000;
const LOOK_MS = 250;

/**
 * Asks for orders at a constant rate, whether or not earlier ones have been answered, and watches until all of them are decided.
 *
 * @param strike begins in the middle of the peak
 */
export async function peakOf(
  floor: Pick<Floor, 'now' | 'signal'>,
  desk: Desk,
  size: PeakSize,
  strike?: () => Promise<void>,
): Promise<Peak> {
  const { perSecond, seconds } = size;
  const from = floor.now();
  const many = Math.max(1, Math.round(perSecond * seconds));
  const wait = (ms: number) => delay(ms, undefined, { signal: floor.signal });
  const waiting: (readonly [number, number])[] = [];
  let sent = 0;
  const look = async () => {
    // A process that was killed tells nothing, and the watch goes on.
    const unknown = await desk.undecided().catch(() => undefined);
    if (unknown === undefined) return false;
    waiting.push([(floor.now() - from) / 1_000, unknown]);
    return sent === many && unknown === 0;
  };
  const asking: Promise<Placed>[] = [];
  const send = async () => {
    for (; sent < many; sent += 1) {
      const dueAt = from + (sent * 1_000) / perSecond;
      const ahead = dueAt - floor.now();
      if (ahead > 1) await wait(ahead);
      const placing = desk.place(dueAt);
      // Awaited at the end. Until then a failure is not unhandled.
      placing.catch(() => undefined);
      asking.push(placing);
    }
  };
  const striking = strike && wait((seconds * 1_000) / 2).then(strike);
  const sending = send();
  for (const work of [sending, striking]) work?.catch(() => undefined);
  const endsAt = from + seconds * 1_000;
  let drained = false;
  while (!drained && floor.now() < endsAt + patienceMs(size)) {
    await wait(LOOK_MS);
    drained = await look();
  }
  const tookMs = drained ? floor.now() - from : undefined;
  await sending;
  await striking;
  return { orders: await Promise.all(asking), tookMs, waiting };
}

/** Longer, and a customer notices that he waits. ms. */
const SOON_MS = 1_000;
/** An order that is sent so much later than it was due would count as answered late, whatever the shop does. ms. */
const LATE_MS = 100;
/** Share of orders that may be sent so late. */
const MOST_LATE = 0.01;

/**
 * @param shared whether others may use the machine, so that nobody uses the numbers
 * @throws when too many orders were sent late: the shop was not asked for what was planned
 */
export function requireOnTime({ orders }: Pick<Peak, 'orders'>, shared = isMachineShared()): void {
  const late = orders.filter(({ dueAt, startedAt }) => startedAt - dueAt > LATE_MS).length;
  if (!shared && late > MOST_LATE * orders.length)
    throw new Error(`${late} of ${orders.length} orders of a peak were sent more than ${LATE_MS} ms late`);
}

/** Whether the shop has taken the order: decided it, or promised to. */
export const isTaken = ({ status }: Pick<Placed, 'status'>): boolean => status === 201 || status === 202;

/** How many of a peak's orders were answered soon, late, and not at all; each a share in percent. */
export function answersOf({ orders }: Pick<Peak, 'orders'>): {
  readonly soon: number;
  readonly slow: number;
  readonly refused: number;
} {
  const isSoon = ({ dueAt, endedAt }: Placed) => endedAt - dueAt <= SOON_MS;
  const share = (which: (placed: Placed) => boolean) =>
    (100 * orders.filter(which).length) / Math.max(1, orders.length);
  return {
    soon: share((each) => isTaken(each) && isSoon(each)),
    slow: share((each) => isTaken(each) && !isSoon(each)),
    refused: share((each) => !isTaken(each)),
  };
}

/**
 * How many orders a second were decided of those that were taken, from the peak's beginning on. What is refused is no work, so the time alone would
 * tell for him who refuses most.
 *
 * @returns undefined where some were not decided in time
 */
export const decidedPerSecond = ({ orders, tookMs }: Pick<Peak, 'orders' | 'tookMs'>): number | undefined =>
  tookMs === undefined ? undefined : (1_000 * orders.filter(isTaken).length) / tookMs;

/** Seconds from the peak's beginning until nobody waited and no order was open; undefined where that was not in time. */
export const workedOffAfter = ({ tookMs }: Pick<Peak, 'tookMs'>): number | undefined =>
  tookMs === undefined ? undefined : tookMs / 1_000;

/** How many customers were told that their order will be decided, and the shop knows nothing of it, or nothing final. */
export const lostOf = (orders: readonly Placed[], statusOf: (id: string) => string | undefined): number =>
  orders.filter(({ status, id }) => {
    const known = id === undefined ? undefined : statusOf(id);
    return status === 202 && (known === undefined || known === 'pending');
  }).length;
