import { setTimeout as delay } from 'node:timers/promises';
import type { ProbeBench } from '@lab/lab/scenario/probe';
import type { PlannedRequest } from '@lab/lab/scenario/workload';
import { sellForACent } from '../shop/for-a-cent.ts';
import { answered, get } from '../shop/http.ts';
import type { ShoppingData } from '../shop/shop-workload.ts';

/** What placing orders needs of the lab. Tests bring their own. */
export type Floor = Pick<ProbeBench, 'ask' | 'now' | 'signal' | 'processes' | 'metrics'>;

/** One order that was asked for, and what its customer was told at first. */
export interface Placed {
  readonly key: string;
  /** When it was due, when it was sent, and when it was answered or given up: epoch ms. */
  readonly dueAt: number;
  readonly startedAt: number;
  readonly endedAt: number;
  /** 201: decided. 202: it will be. 0: no answer. */
  readonly status: number;
  /** Of the order, where the answer names it. */
  readonly id: string | undefined;
  readonly token: string;
}

/** So many products are sold, for a cent each: no wallet empties in a peak. */
const PRODUCTS = 16;
const LOOK_MS = 10;
/** Seldom enough to cost the shop little. ms. */
const COUNT_MS = 50;
const DECIDED_MS = 30_000;
/** Twice what it takes to miss a process that was killed, and to take over its orders. ms. */
const STUCK_MS = 30_000;
const SETTLED_MS = 120_000;
const OPEN = /^shop_open_sagas(?:\{[^}]*\})? (\d+)/m;
/** What processes count of the events that they take. */
const COUNTERS = {
  /** They had been applied before. */
  repeated: /^shop_events_repeated_total(?:\{[^}]*\})? (\d+)/m,
  /** They were taken up after one that had happened later. */
  outOfOrder: /^shop_events_out_of_order_total(?:\{[^}]*\})? (\d+)/m,
} as const;

/** Where the probe places orders, and learns what becomes of them. */
export class Desk {
  readonly placed: Placed[] = [];
  readonly #floor: Floor;
  readonly #tokens: readonly string[];
  readonly #skus: readonly string[];
  #orders = 0;
  #underWay = 0;
  /** Names of the processes that count open orders: one in each deployment, or none. */
  #counting: readonly string[] | undefined;

  private constructor(
    floor: Floor,
    tokens: readonly string[],
    skus: readonly string[],
    private readonly accepts: boolean,
  ) {
    this.#floor = floor;
    this.#tokens = tokens;
    this.#skus = skus;
  }

  /** @param accepts whether orders are answered before they are decided. @throws when the shop does not change a price */
  static async open(
    floor: Floor,
    { tokens, wellStocked }: Pick<ShoppingData, 'tokens' | 'wellStocked'>,
    accepts: boolean,
  ): Promise<Desk> {
    const skus = wellStocked.slice(0, PRODUCTS);
    await sellForACent(floor, skus);
    return new Desk(floor, tokens, skus, accepts);
  }

  /** Requests for orders that have not been answered. */
  get underWay(): number {
    return this.#underWay;
  }

  /** Asks for an order now. @param dueAt when it should have been asked for, if that is earlier; epoch ms */
  async place(dueAt = this.#floor.now()): Promise<Placed> {
    const { request, key, token } = this.#next();
    this.#underWay += 1;
    try {
      const { status, body, startedAt, endedAt } = await this.#floor.ask(request);
      const placed = { key, token, dueAt, startedAt, endedAt, status, id: idIn(status, body) };
      this.placed.push(placed);
      return placed;
    } finally {
      this.#underWay -= 1;
    }
  }

  /** Looks at the location of an order until it is decided. @returns when that was seen, epoch ms; undefined where nobody knows of it in time */
  async decided({ status, id, token, endedAt }: Placed): Promise<number | undefined> {
    if (status === 201) return endedAt;
    if (id === undefined) return undefined;
    const giveUpAt = this.#floor.now() + DECIDED_MS;
    while (this.#floor.now() < giveUpAt) {
      const seen = await this.#floor.ask({ ...get(`/orders/${id}`, token), endpoint: 'look', expect: [200] });
      if (seen.status === 200 && answered<{ status: string }>(seen, 200).status !== 'pending')
        return seen.endedAt;
      await delay(LOOK_MS, undefined, { signal: this.#floor.signal });
    }
    return undefined;
  }

  /** Orders of which no customer knows the outcome. Where he waits for it, the shop's own count has them as well. @throws when a process does not tell */
  async undecided(): Promise<number> {
    const open = await this.#open();
    return this.accepts ? this.#underWay + open : Math.max(this.#underWay, open);
  }

  /**
   * Waits until every order is decided.
   *
   * @returns whether they are: false where none has been decided for half a minute, so what is open stays so
   * @throws when they are still being decided after two minutes: the next part of the trial would begin with a backlog
   */
  async settled(): Promise<boolean> {
    const giveUpAt = this.#floor.now() + SETTLED_MS;
    let least = Number.POSITIVE_INFINITY;
    for (let fellAt = this.#floor.now(); this.#floor.now() < fellAt + STUCK_MS; ) {
      // A process that tells nothing may be on its way up again.
      const open = await this.undecided().catch(() => Number.POSITIVE_INFINITY);
      if (open === 0) return true;
      if (this.#floor.now() > giveUpAt)
        throw new Error(`${open} orders are open after ${SETTLED_MS / 1000} s`);
      if (open < least) fellAt = this.#floor.now();
      least = Math.min(least, open);
      await delay(COUNT_MS, undefined, { signal: this.#floor.signal });
    }
    return false;
  }

  /** Events that each process has counted since it was started, of those that count them. @throws when a process does not tell */
  async counted(what: keyof typeof COUNTERS): Promise<ReadonlyMap<string, number>> {
    const told = this.#floor.processes.map(async (name) => {
      const count = COUNTERS[what].exec(await this.#floor.metrics(name))?.[1];
      return count === undefined ? [] : [[name, Number(count)] as const];
    });
    return new Map((await Promise.all(told)).flat());
  }

  /** As the shop itself counts them. */
  async #open(): Promise<number> {
    const names = this.#counting ?? this.#floor.processes;
    const texts = await Promise.all(names.map((name) => this.#floor.metrics(name)));
    const counts = texts.map((text) => OPEN.exec(text)?.[1]);
    this.#counting ??= names.filter((_, index) => counts[index] !== undefined);
    return counts.reduce((sum, count) => sum + Number(count ?? 0), 0);
  }

  #next(): { readonly request: PlannedRequest; readonly key: string; readonly token: string } {
    this.#orders += 1;
    const key = `probe-${this.#orders}`;
    const token = this.#tokens[this.#orders % this.#tokens.length] ?? '';
    const sku = this.#skus[this.#orders % this.#skus.length];
    const request: PlannedRequest = {
      endpoint: 'place-order',
      method: 'POST',
      path: '/orders',
      expect: [201, 202],
      headers: { ...json(token), 'idempotency-key': key },
      body: JSON.stringify({ lines: [{ sku, quantity: 1 }] }),
    };
    return { request, key, token };
  }
}

const json = (token: string) => ({
  authorization: `Bearer ${token}`,
  'content-type': 'application/json',
});

/** Of an order, or of a problem that names a rejected one. */
function idIn(status: number, body: string): string | undefined {
  if (status === 0 || status >= 500) return undefined;
  const { id, orderId } = JSON.parse(body) as { id?: string; orderId?: string };
  return id ?? orderId;
}
