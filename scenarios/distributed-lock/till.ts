import { setTimeout as delay } from 'node:timers/promises';
import type { Answered, ProbeBench } from '@lab/lab/scenario/probe';
import type { HttpResponse, PlannedRequest } from '@lab/lab/scenario/workload';
import { signInStaff } from '../shop/for-a-cent.ts';
import { get } from '../shop/http.ts';
import { priceChange } from '../shop/price-change.ts';

/** What a sale needs of the lab. Tests bring their own. */
export type Floor = Pick<
  ProbeBench,
  'ask' | 'cutOff' | 'inject' | 'now' | 'outage' | 'pause' | 'processes' | 'signal'
>;

/** What became of a buyer's order. */
export type Outcome = 'confirmed' | 'rejected' | 'unknown';

/** How the order of a buyer ended who wanted a unit. */
export interface Ended {
  readonly outcome: Outcome;
  /** Until an answer told the outcome. ms. */
  readonly tookMs: number;
  /** The longest that one answer took: an order that is not decided is asked for again. ms. */
  readonly slowestMs: number;
  /** Statuses of answers that told neither the outcome, nor that it is open, nor why there is none; 0 where no answer came. */
  readonly unclear: readonly number[];
}

const POLL_MS = 50;
/** Sagas try for ten seconds before they undo, and then undo. */
const QUIET_MS = 30_000;
const PAGE = 100;
/** The most that a line of an order takes, and lines that an order takes. */
const MOST_PER_LINE = 1_000;

/** The shop's till: puts products up for sale of which few are left, and sells them one at a time. */
export class Till {
  readonly #floor: Floor;
  readonly #tokens: readonly string[];
  readonly #staff: string;
  readonly #skus: string[];
  /** As orders tell the time at which they were placed. */
  readonly #openedAt: string;
  #orders = 0;
  /** Units that were bought so that few are left, by product. */
  readonly #setAside = new Map<string, number>();

  private constructor(floor: Floor, tokens: readonly string[], skus: readonly string[], staff: string) {
    this.#floor = floor;
    this.#openedAt = new Date(floor.now()).toISOString();
    this.#tokens = tokens;
    this.#skus = [...skus];
    this.#staff = staff;
  }

  /** @param shop customers' tokens, and products with plenty of stock that nobody else buys. @throws when staff cannot sign in */
  static async open(
    floor: Floor,
    shop: { readonly tokens: readonly string[]; readonly skus: readonly string[] },
  ): Promise<Till> {
    return new Till(floor, shop.tokens, shop.skus, await signInStaff(floor));
  }

  /**
   * A product that nobody has bought here, for a cent.
   *
   * @param left units of it that are left: the others are bought before; all of them without
   */
  async product(left?: number): Promise<string> {
    const sku = this.#skus.shift();
    if (sku === undefined) throw new Error('there is no further product to sell');
    answered(await this.#floor.ask(priceChange(this.#staff, sku, 1)), 200);
    if (left === undefined) return sku;
    const available = await this.available(sku);
    if (available < left) throw new Error(`only ${available} of ${sku} are left, not ${left}`);
    if (available > left) answered(await this.#floor.ask(this.#order(sku, available - left)), 201);
    this.#setAside.set(sku, available - left);
    return sku;
  }

  /** Units of a product that were bought so that few are left. */
  setAside(sku: string): number {
    return this.#setAside.get(sku) ?? 0;
  }

  /** @param patienceMs how long an order of which no answer tells is looked for; `unknown` then */
  buy(sku: string, patienceMs: number): Promise<Ended> {
    const request = this.#order(sku, 1);
    const ended = this.#endOf(request, this.#floor.now() + patienceMs);
    // Who sells may look at it later. Until then a failure is not unhandled.
    ended.catch(() => undefined);
    return ended;
  }

  /** Units of a product that can be ordered. @throws when the shop does not tell */
  async available(sku: string): Promise<number> {
    return answered<{ available: number }>(await this.#get(`/products/${sku}`), 200).available;
  }

  /** Waits until no customer's order is pending. @returns units in confirmed orders, by product. @throws when that takes too long */
  async settled(): Promise<ReadonlyMap<string, number>> {
    const giveUpAt = this.#floor.now() + QUIET_MS;
    for (;;) {
      const orders = (await Promise.all(this.#tokens.map((token) => this.#ordersOf(token)))).flat();
      const pending = orders.filter(({ status }) => status === 'pending').length;
      if (pending === 0) return unitsIn(orders.filter(({ status }) => status === 'confirmed'));
      if (this.#floor.now() >= giveUpAt)
        throw new Error(`${pending} orders are still pending after ${QUIET_MS / 1000} s`);
      await this.wait(POLL_MS);
    }
  }

  /** @throws when the trial is called off */
  wait(ms: number): Promise<void> {
    return delay(ms, undefined, { signal: this.#floor.signal });
  }

  async #endOf(request: PlannedRequest, giveUpAt: number): Promise<Ended> {
    const first = await this.#floor.ask(request);
    const unclear: number[] = [];
    let slowestMs = 0;
    for (let answer = first; ; ) {
      slowestMs = Math.max(slowestMs, answer.endedAt - answer.startedAt);
      if (!isClear(answer)) unclear.push(answer.status);
      const told = { tookMs: answer.endedAt - first.startedAt, slowestMs, unclear };
      if (answer.status === 201) return { outcome: 'confirmed', ...told };
      if (answer.status === 409) return { outcome: 'rejected', ...told };
      if (this.#floor.now() >= giveUpAt) return { outcome: 'unknown', ...told };
      await this.wait(POLL_MS);
      // Under its key the same order answers, and no second one is made.
      answer = await this.#floor.ask(request);
    }
  }

  #order(sku: string, units: number): PlannedRequest {
    this.#orders += 1;
    const lines = Array.from({ length: Math.ceil(units / MOST_PER_LINE) }, (_, line) => ({
      sku,
      quantity: Math.min(MOST_PER_LINE, units - line * MOST_PER_LINE),
    }));
    const token = this.#tokens[this.#orders % this.#tokens.length] ?? '';
    return {
      ...{ endpoint: 'place-order', method: 'POST', path: '/orders', expect: [201, 202, 409] },
      headers: { ...json(token), 'idempotency-key': `probe-${this.#orders}` },
      body: JSON.stringify({ lines }),
    };
  }

  /** Those that were placed since this till was opened, which are the newest. */
  async #ordersOf(token: string): Promise<ListedOrder[]> {
    const orders: ListedOrder[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const after = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: Page = answered<Page>(await this.#get(`/orders?limit=${PAGE}${after}`, token), 200);
      const own = page.items.filter(({ placedAt }) => placedAt >= this.#openedAt);
      orders.push(...own);
      cursor = own.length < page.items.length ? null : page.nextCursor;
    }
    return orders;
  }

  #get(path: string, token?: string): Promise<Answered> {
    return this.#floor.ask({ ...get(path, token), endpoint: 'look', expect: [200] });
  }
}

interface ListedOrder {
  readonly status: string;
  readonly placedAt: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
}

interface Page {
  readonly items: readonly ListedOrder[];
  readonly nextCursor: string | null;
}

const json = (token: string) => ({
  authorization: `Bearer ${token}`,
  'content-type': 'application/json',
});

function unitsIn(orders: readonly ListedOrder[]): ReadonlyMap<string, number> {
  const units = new Map<string, number>();
  for (const { sku, quantity } of orders.flatMap(({ lines }) => lines))
    units.set(sku, (units.get(sku) ?? 0) + quantity);
  return units;
}

/** Whether an answer tells the order, or why there is none. An error that the shop did not expect tells nobody why. */
function isClear({ status, body }: HttpResponse): boolean {
  if (status === 201 || status === 202) return true;
  const code = /"code":"([a-z-]+)"/.exec(body)?.[1];
  return code !== undefined && code !== 'internal-error';
}

/** The body of an answer. @throws when it has another status */
function answered<T>({ status, body }: HttpResponse, expected: number): T {
  if (status !== expected)
    throw new Error(`the shop answered ${status}, not ${expected}: ${body.slice(0, 300)}`);
  return JSON.parse(body) as T;
}
