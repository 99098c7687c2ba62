import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { runSteps } from '@lab/lab/drivers/run-steps';
import type { Found, Probe, ProbeBench, ProbeReading, Series } from '@lab/lab/scenario/probe';
import type { CheckResult } from '@lab/lab/scenario/workload';
import { median } from '@lab/lab/stats/order-statistics';
import { type Books, type ListedOrder, readBooks } from '../shop/books.ts';
import type { Asked, ToldOrder } from '../shop/checkers/checker.ts';
import { judge } from '../shop/judge.ts';
import type { ShoppingData } from '../shop/shop-workload.ts';
import { type Totals, totalsOf } from '../shop/totals.ts';
import { ACCEPTED, answeredOf } from './arms.ts';
import { Desk } from './desk.ts';
import { answersOf, decidedPerSecond, isTaken, lostOf, type Peak, workedOffAfter } from './peak.ts';
import { type Peaks, peaksOf } from './peaks.ts';
import { LEAST, type Size, TIMES } from './settings.ts';

const SETTLE_MS = 30_000;
const LOOK_MS = 250;

/** See the scenario's README. */
export const probe: Probe = async (bench): Promise<ProbeReading> => {
  const data = bench.data as ShoppingData;
  const size = (bench.own as Readonly<Record<string, Size>>)[bench.profile];
  if (!size) throw new Error(`there are no sizes for ${bench.profile}`);
  await bench.load('light');
  const desk = await Desk.open(bench, data, bench.topology.includes(ACCEPTED));
  const readers = { tokens: data.tokens, skus: data.wellStocked, staff: data.staff };
  const read = () => runSteps(bench.url, readBooks(readers), bench.signal);
  const settled = await desk.settled();
  const before = await totalsAtRest(read);
  const measured = settled ? await measure(bench, desk, size) : nothing('orders of the load stay open');
  return judged(bench, desk, before, measured, read);
};

/** What was measured, as far as that went. */
interface Measured {
  readonly values: Record<string, number>;
  readonly peaks: Peaks | undefined;
  /** Why the trial does not count. */
  readonly invalidBecause: readonly string[];
}

const nothing = (why: string): Measured => ({ values: {}, peaks: undefined, invalidBecause: [why] });

/**
 * Where something goes wrong the trial does not count. Its books are read all the same, as an order that it has lost counts in any case.
 *
 * @throws when orders are still being decided then: nobody knows which of them are lost
 */
export async function measure(bench: ProbeBench, desk: Desk, size: Size): Promise<Measured> {
  const values: Record<string, number> = {};
  try {
    Object.assign(values, await follow(desk, size.followed));
    const found = await bench.gather('capacity', () => capacityOf(bench, desk, size));
    const capacity = found.find(({ arm }) => arm === bench.arm)?.value;
    if (capacity === undefined) return { values, peaks: undefined, invalidBecause: [] };
    values.capacity = capacity;
    const peaks = await peaksOf(bench, desk, Math.max(1, TIMES * usualOf(found, bench.topology)), size);
    return { values, peaks, invalidBecause: [] };
  } catch (error) {
    bench.signal.throwIfAborted();
    await desk.settled();
    return { ...nothing(error instanceof Error ? error.message : String(error)), values };
  }
}

/**
 * The capacity that a peak is a multiple of: of the arm of the same deployment that answers when an order is decided, so that the same peak comes
 * to all. Where the run does not have it, one's own.
 *
 * @throws where neither is known
 */
export function usualOf(found: readonly Found[], topology: string): number {
  const capacityOfArm = (wanted: string) => found.find((each) => each.topology === wanted)?.value;
  const usual = capacityOfArm(answeredOf(topology)) ?? capacityOfArm(topology);
  if (usual === undefined) throw new Error(`the capacity of ${answeredOf(topology)} is not known`);
  return usual;
}

/** The reading of a trial, once its books have been read. */
export async function judged(
  bench: Pick<ProbeBench, 'now'>,
  desk: Desk,
  before: Totals,
  { values, peaks, invalidBecause }: Measured,
  read: () => Promise<Books>,
): Promise<ProbeReading> {
  const { books, checks } = await inOrder(bench, before, desk, read);
  return {
    values: { ...values, ...inPeaks(desk, peaks, statusesIn(books)) },
    series: peaks ? seriesOf(peaks.first) : [],
    checks,
    leftOut: [],
    invalidBecause,
  };
}

/** The books once they say the same twice: events of the load's last orders may still be on their way. @throws when they go on changing */
async function totalsAtRest(read: () => Promise<Books>): Promise<Totals> {
  const giveUpAt = performance.now() + SETTLE_MS;
  let last = totalsOf(await read());
  while (performance.now() < giveUpAt) {
    await delay(2 * LOOK_MS);
    const now = totalsOf(await read());
    if (isDeepStrictEqual(now, last)) return now;
    last = now;
  }
  throw new Error(`the books go on changing after ${SETTLE_MS / 1000} s`);
}

/** Orders one after the other: what the client waits, and when the outcome is seen. */
async function follow(desk: Desk, many: number): Promise<Record<string, number>> {
  const waits: number[] = [];
  const outcomes: number[] = [];
  for (let order = 0; order < many; order += 1) {
    const placed = await desk.place();
    const decidedAt = await desk.decided(placed);
    if (decidedAt !== undefined) {
      waits.push(placed.endedAt - placed.dueAt);
      outcomes.push(decidedAt - placed.dueAt);
    }
    // It has been waited for long enough, and no other one would tell more.
    if (decidedAt === undefined && isTaken(placed)) break;
  }
  if (waits.length === 0) throw new Error('no order was decided');
  return { 'wait.p50': median(waits), 'outcome.p50': median(outcomes) };
}

/**
 * Buyers who order again as soon as they are answered, and all that they ordered.
 *
 * @returns orders per second, until the last one was decided; undefined where some stay open
 */
async function capacityOf(
  bench: ProbeBench,
  desk: Desk,
  { buyers, capacitySeconds }: Size,
): Promise<number | undefined> {
  const from = bench.now();
  const until = from + capacitySeconds * 1_000;
  let taken = 0;
  const buyer = async () => {
    while (bench.now() < until) {
      if (isTaken(await desk.place())) taken += 1;
    }
  };
  await Promise.all(Array.from({ length: buyers }, buyer));
  return (await desk.settled()) ? (1_000 * taken) / (bench.now() - from) : undefined;
}

type StatusOf = (id: string) => ListedOrder['status'] | undefined;

/** What is lost before the second peak counts with the first one, so that no lost order is missed. */
function inPeaks(desk: Desk, peaks: Peaks | undefined, statusOf: StatusOf): Record<string, number> {
  const struck = peaks?.second;
  const late = new Set(struck?.peak.orders);
  return {
    ...(peaks && valuesOf('peak', peaks.first)),
    ...(peaks?.outOfOrder !== undefined && { 'peak.out-of-order': peaks.outOfOrder }),
    'peak.lost': lostOf(
      desk.placed.filter((placed) => !late.has(placed)),
      statusOf,
    ),
    ...(struck && {
      ...valuesOf('struck', struck.peak),
      'struck.lost': lostOf(struck.peak.orders, statusOf),
      'struck.repeated': struck.repeated,
      ...(struck.outOfOrder !== undefined && { 'struck.out-of-order': struck.outOfOrder }),
    }),
  };
}

/** @param name of the peak, as its measures have it */
export function valuesOf(name: string, peak: Peak): Record<string, number> {
  const { soon, slow, refused } = answersOf(peak);
  const [decided, took] = [decidedPerSecond(peak), workedOffAfter(peak)];
  const atLeast = (percent: number) => Math.max(LEAST.percent, percent);
  return {
    [`${name}.soon`]: atLeast(soon),
    [`${name}.slow`]: atLeast(slow),
    [`${name}.refused`]: atLeast(refused),
    ...(decided !== undefined && { [`${name}.decided`]: Math.max(LEAST.perSecond, decided) }),
    ...(took !== undefined && { [`${name}.took`]: took }),
  };
}

const seriesOf = ({ orders, waiting }: Peak): Series[] => {
  const waits = orders.filter(isTaken).map(({ dueAt, endedAt }) => Math.max(0, endedAt - dueAt));
  return [
    // Looks of different trials are not at the same moments: the quarters of a second that they are nearest to are.
    { chart: 'waiting', points: atQuarters(waiting) },
    ...(waits.length > 0 ? [{ chart: 'answers', values: thinned(waits) }] : []),
  ];
};

/** The last look of each quarter of a second. */
export function atQuarters(points: Peak['waiting']): (readonly [number, number])[] {
  const found = new Map<number, number>();
  for (const [seconds, orders] of points) found.set(Math.round(seconds * 4) / 4, orders);
  return [...found];
}

const MOST_VALUES = 20_000;

const thinned = (values: readonly number[]): readonly number[] => {
  const every = Math.ceil(values.length / MOST_VALUES);
  return values.filter((_, index) => index % every === 0);
};

const statusesIn = ({ orders }: Books) => {
  const byId = new Map(orders.flat().map(({ id, status }) => [id, status]));
  return (id: string): ListedOrder['status'] | undefined => byId.get(id);
};

/** Reads the books until all is accounted for: the events of the last orders take their time. What is wrong then stays wrong. */
async function inOrder(
  bench: Pick<ProbeBench, 'now'>,
  before: Totals,
  desk: Desk,
  read: () => Promise<Books>,
): Promise<{ readonly books: Books; readonly checks: readonly CheckResult[] }> {
  const giveUpAt = bench.now() + SETTLE_MS;
  for (;;) {
    const books = await read();
    const checks = judge(before, books, askedFor(desk, statusesIn(books)));
    if (checks.every(({ result }) => result === 'pass') || bench.now() > giveUpAt) return { books, checks };
    await delay(LOOK_MS);
  }
}

/** What customers have been told: at once, or where they were sent to look. An accepted order that is not there was promised all the same. */
const askedFor = (desk: Desk, statusOf: (id: string) => ListedOrder['status'] | undefined): Asked[] =>
  desk.placed.map(({ key, id, status }) => ({
    key,
    told: id === undefined ? undefined : toldOf(id, status, statusOf),
  }));

function toldOf(
  id: string,
  status: number,
  statusOf: (id: string) => ListedOrder['status'] | undefined,
): ToldOrder | undefined {
  if (status !== 202) return { id, status: status === 201 ? 'confirmed' : 'rejected' };
  const now = statusOf(id) ?? 'confirmed';
  return now === 'pending' ? undefined : { id, status: now };
}
