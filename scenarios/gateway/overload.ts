import { setTimeout as delay } from 'node:timers/promises';
import type { Found, ProbeBench, Series } from '@lab/lab/scenario/probe';
import type { PlannedRequest } from '@lab/lab/scenario/workload';
import { sellForACent } from '../shop/for-a-cent.ts';
import { get } from '../shop/http.ts';
import { lateOf, paced, quantile, requireOnTime, type Sent, soonOf, tookOf } from '../shop/paced.ts';
import type { ShoppingData } from '../shop/shop-workload.ts';
import { isLimited, WITHOUT_LIMIT } from './arms.ts';
import { LEAST_VALUE, type Size, TIMES } from './sizes.ts';

/** So many products are sold, for a cent each: no wallet empties. */
export const PRODUCTS = 16;
/** Of so many requests one is an order. */
const ORDER_EVERY = 5;
/** A client who waits longer has gone. ms */
const PATIENCE_MS = 3_000;
/** Enough under way that a shop has always something to do. */
const CLIENTS = 16;
/** So few that no limit refuses one: not even the least limit of ADR 70, with what it leaves to browsing. */
const CLIENTS_OF_A_LIMIT = 4;
/**
 * A flood is at least so many times what the shop bore of it: {@link TIMES} where it bore just its capacity. With less there was no overload, see
 * {@link judgesItself}.
 */
const LEAST_TIMES = 1.5;
const CALM_MS = 100;
const CALM_WITHIN_MS = 20_000;

type Bench = Pick<ProbeBench, 'arm' | 'topology' | 'ask' | 'gather' | 'now' | 'signal'>;
type Data = Pick<ShoppingData, 'tokens' | 'wellStocked' | 'skus'>;

interface Told {
  readonly values: Record<string, number>;
  readonly series: readonly Series[];
  /** Floods that were none. */
  readonly leftOut: readonly string[];
}

/**
 * Twice as many requests as the shop can answer: of a crowd, and then of one customer who buys nothing and browses without measure. The arms of a
 * round meet before: all are warmed up by the same requests then, and the same floods come to all arms of a deployment.
 */
export async function overload(bench: Bench, data: Data, size: Size): Promise<Told> {
  await sellForACent(bench, data.wellStocked.slice(0, PRODUCTS));
  const requests = shopper(data);
  const found = await bench.gather('capacity', () => capacityOf(bench, () => requests(), size));
  const capacity = capacityFor(found, bench);
  if (capacity === undefined)
    return {
      ...{ values: {}, series: [] },
      leftOut: [`${bench.arm}, floods: its limit refuses even ${CLIENTS_OF_A_LIMIT} clients`],
    };
  const values: Record<string, number> = { capacity };
  const series: Series[] = [];
  const leftOut: string[] = [];
  const isJudged = judgesItself(found, bench);
  const flood = async (name: string, next: () => PlannedRequest, seconds: number) => {
    const perSecond = Math.max(1, TIMES * capacity);
    const many = Math.round(perSecond * seconds);
    const sent = await paced(
      bench,
      { perSecond, deadlineMs: PATIENCE_MS, goesOn: (index) => index < many },
      next,
    );
    requireOnTime(sent);
    const times = timesOf(sent, seconds);
    values[`${name}.times`] = times;
    if (isJudged && times < LEAST_TIMES)
      leftOut.push(
        `${bench.arm}, ${name}: the flood was ${times.toFixed(2)} times what the arm bore of it, so there was no overload`,
      );
    else {
      Object.assign(values, valuesOf(name, sent, seconds));
      if (name === 'crowd') series.push({ chart: 'orders', values: ordersIn(sent).map(tookOf) });
    }
  };
  await flood('crowd', () => requests(), size.crowdSeconds);
  if (size.greedySeconds > 0) {
    await calm(bench);
    await flood('greedy', () => requests(data.tokens.at(-1)), size.greedySeconds);
  }
  return { values, series, leftOut };
}

/**
 * A flood as a multiple of what the shop bore of it: of the requests that it answered as it should before the flood was over. Where it bears its
 * capacity that is the rate over the capacity, however long the flood lasts.
 *
 * @param sent in the order in which they were due
 * @param seconds for which requests were sent
 */
export function timesOf(sent: readonly Sent[], seconds: number): number {
  const overAt = (sent[0]?.dueAt ?? 0) + 1_000 * seconds;
  return sent.length / Math.max(1, sent.filter(({ ok, endedAt }) => ok && endedAt <= overAt).length);
}

const ordersIn = (sent: readonly Sent[]): Sent[] => sent.filter(({ endpoint }) => endpoint === 'place-order');

/** @param seconds for which requests were sent */
export function valuesOf(name: string, sent: readonly Sent[], seconds: number): Record<string, number> {
  const orders = ordersIn(sent);
  return {
    [`${name}.orders`]: Math.max(LEAST_VALUE.percent, (100 * soonOf(orders)) / Math.max(1, orders.length)),
    [`${name}.order-time`]: Math.min(PATIENCE_MS, quantile(orders.map(tookOf), 0.5)),
    [`${name}.goodput`]: Math.max(LEAST_VALUE.perSecond, soonOf(sent) / seconds),
    [`${name}.sent-late`]: lateOf(sent),
  };
}

/** What customers ask for: an order in five, and pages. */
function shopper({ tokens, wellStocked, skus }: Data) {
  const stocked = wellStocked.slice(0, PRODUCTS);
  let made = 0;
  /** @param browser token of the one who looks at all pages; customers take turns without */
  return (browser?: string): PlannedRequest => {
    made += 1;
    const orders = Math.floor(made / ORDER_EVERY);
    if (made % ORDER_EVERY === 0)
      return order(inTurn(tokens.slice(0, -1), orders), inTurn(stocked, orders), `probe-${orders}`);
    const sku = inTurn(skus, made * 7);
    const path = made % 2 === 0 ? `/products/${sku}` : `/products/${sku}/recommendations`;
    return { ...get(path, browser ?? inTurn(tokens, made)), endpoint: 'browse', expect: [200] };
  };
}

const inTurn = (values: readonly string[], turn: number): string => values[turn % values.length] ?? '';

const order = (token: string, sku: string, key: string): PlannedRequest => ({
  ...{ endpoint: 'place-order', method: 'POST', path: '/orders', expect: [201] },
  headers: { ...json(token), 'idempotency-key': key },
  body: JSON.stringify({ lines: [{ sku, quantity: 1 }] }),
});

const json = (token: string) => ({
  authorization: `Bearer ${token}`,
  'content-type': 'application/json',
});

/**
 * The capacity that floods are a multiple of: of the arm of the same deployment without a limit, so that the same flood comes to all. Where the
 * run does not have it, one's own.
 *
 * @returns undefined where neither is known
 */
export function capacityFor(
  found: readonly Found[],
  { arm, topology }: Pick<Found, 'arm' | 'topology'>,
): number | undefined {
  return withoutLimit(found, topology)?.value ?? found.find((each) => each.arm === arm)?.value;
}

/**
 * Whether an arm's own answers say that a flood was none. The arm without a limit says it by what it bore. One with a limit that gets the same flood does
 * not: what it refuses is not borne, however idle it is, and where it bears most of the flood, the limit has done its work. An arm that has only its own
 * capacity has no other judge.
 */
export const judgesItself = (found: readonly Found[], { topology }: Pick<Found, 'topology'>): boolean =>
  withoutLimit(found, topology) === undefined;

/** The arm of the same deployment without a limit, for an arm that has one. */
const withoutLimit = (found: readonly Found[], topology: string): Found | undefined =>
  found.find((each) => each.topology === WITHOUT_LIMIT[topology] && each.value !== undefined);

/**
 * Clients who ask again as soon as they are answered. A process that has never had so much to do grows faster at first, so what comes after a warm-up
 * of the same requests counts.
 *
 * @returns requests per second that were answered as they should be; undefined where one was sent too often for its client's limit
 */
async function capacityOf(
  bench: Bench,
  next: () => PlannedRequest,
  { warmSeconds, capacitySeconds }: Size,
): Promise<number | undefined> {
  const from = bench.now() + 1_000 * warmSeconds;
  const until = from + 1_000 * capacitySeconds;
  let good = 0;
  let isRefused = false;
  const client = async () => {
    while (bench.now() < until) {
      const { outcome, status, endedAt } = await bench.ask(next());
      isRefused ||= status === 429;
      if (outcome === 'ok' && endedAt > from) good += 1;
    }
  };
  const clients = isLimited(bench.topology) ? CLIENTS_OF_A_LIMIT : CLIENTS;
  await Promise.all(Array.from({ length: clients }, client));
  return isRefused ? undefined : (1_000 * good) / (bench.now() - from);
}

/** Waits until the shop answers as fast as a quiet one. @throws when it does not in time */
async function calm(bench: Bench): Promise<void> {
  const giveUpAt = bench.now() + CALM_WITHIN_MS;
  for (let quick = 0; quick < 3; ) {
    const page = await bench.ask({ ...get('/products?limit=1'), endpoint: 'look', expect: [200] });
    quick = page.outcome === 'ok' && page.endedAt - page.startedAt < CALM_MS ? quick + 1 : 0;
    if (bench.now() > giveUpAt)
      throw new Error(`the shop is not calm ${CALM_WITHIN_MS / 1_000} s after a flood`);
    await delay(CALM_MS, undefined, { signal: bench.signal });
  }
}
