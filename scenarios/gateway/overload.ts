import { setTimeout as delay } from 'node:timers/promises';
import type { ProbeBench, Series } from '@lab/lab/scenario/probe';
import type { PlannedRequest } from '@lab/lab/scenario/workload';
import { sellForACent } from '../shop/for-a-cent.ts';
import { get } from '../shop/http.ts';
import { lateOf, paced, quantile, requireOnTime, type Sent, soonOf, tookOf } from '../shop/paced.ts';
import type { ShoppingData } from '../shop/shop-workload.ts';
import { type Size, TIMES } from './sizes.ts';

/** So many products are sold, for a cent each: no wallet empties. */
export const PRODUCTS = 16;
/** Of so many requests one is an order. */
const ORDER_EVERY = 5;
/** A client who waits longer has gone. ms */
const PATIENCE_MS = 3_000;
/** So few under way that no limit refuses one: not even the least limit of ADR 70, with what it leaves to browsing. */
const CLIENTS = 4;
/**
 * Of a flood, at most so much is answered before it is over, or the shop could do one and a half times what was taken for its capacity: then it was no
 * flood. At the capacity it is half of it.
 */
const MOST_ANSWERED = 0.75;
const CALM_MS = 100;
const CALM_WITHIN_MS = 20_000;

type Bench = Pick<ProbeBench, 'arm' | 'ask' | 'now' | 'signal'>;
type Data = Pick<ShoppingData, 'tokens' | 'wellStocked' | 'skus'>;

interface Told {
  readonly values: Record<string, number>;
  readonly series: readonly Series[];
  /** Floods that were none. */
  readonly leftOut: readonly string[];
}

/** Twice as many requests as the shop can answer: of a crowd, and then of one customer who buys nothing and browses without measure. */
export async function overload(bench: Bench, data: Data, size: Size): Promise<Told> {
  await sellForACent(bench, data.wellStocked.slice(0, PRODUCTS));
  const requests = shopper(data);
  const capacity = await capacityOf(bench, () => requests(), size.capacitySeconds);
  if (capacity === undefined)
    return {
      ...{ values: {}, series: [] },
      leftOut: [`${bench.arm}, floods: its limit refuses even ${CLIENTS} clients`],
    };
  const values: Record<string, number> = { capacity };
  const series: Series[] = [];
  const leftOut: string[] = [];
  const flood = async (name: string, next: () => PlannedRequest, seconds: number) => {
    const perSecond = Math.max(1, TIMES * capacity);
    const many = Math.round(perSecond * seconds);
    const sent = await paced(
      bench,
      { perSecond, deadlineMs: PATIENCE_MS, goesOn: (index) => index < many },
      next,
    );
    requireOnTime(sent);
    if (answeredMeanwhile(sent, seconds) > MOST_ANSWERED)
      leftOut.push(`${bench.arm}, ${name}: it answered nearly all of the flood, so there was no overload`);
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
 * The share of a flood that was answered as it should be before the flood was over: the capacity over its rate, however long it lasts.
 *
 * @param sent in the order in which they were due
 * @param seconds for which requests were sent
 */
export function answeredMeanwhile(sent: readonly Sent[], seconds: number): number {
  const overAt = (sent[0]?.dueAt ?? 0) + 1_000 * seconds;
  return sent.filter(({ ok, endedAt }) => ok && endedAt <= overAt).length / Math.max(1, sent.length);
}

const ordersIn = (sent: readonly Sent[]): Sent[] => sent.filter(({ endpoint }) => endpoint === 'place-order');

/** @param seconds for which requests were sent */
export function valuesOf(name: string, sent: readonly Sent[], seconds: number): Record<string, number> {
  const orders = ordersIn(sent);
  return {
    // What is nothing has no ratio: a percent, and a request in ten seconds.
    [`${name}.orders`]: Math.max(1, (100 * soonOf(orders)) / Math.max(1, orders.length)),
    [`${name}.order-time`]: Math.min(PATIENCE_MS, quantile(orders.map(tookOf), 0.5)),
    [`${name}.goodput`]: Math.max(0.1, soonOf(sent) / seconds),
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
 * Clients who ask again as soon as they are answered. A process that has never had so much to do grows faster at first, so the second half of the time counts.
 *
 * @returns requests per second that were answered as they should be; undefined where one was sent too often for its client's limit
 */
async function capacityOf(
  bench: Bench,
  next: () => PlannedRequest,
  seconds: number,
): Promise<number | undefined> {
  const half = bench.now() + 500 * seconds;
  const until = half + 500 * seconds;
  let good = 0;
  let isLimited = false;
  const client = async () => {
    while (bench.now() < until) {
      const { outcome, status, endedAt } = await bench.ask(next());
      isLimited ||= status === 429;
      if (outcome === 'ok' && endedAt > half) good += 1;
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return isLimited ? undefined : (1_000 * good) / (bench.now() - half);
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
