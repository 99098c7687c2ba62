import { type Read, visibilityOf } from '@lab/lab/experiments/probe/visibility';
import { waitUntil } from '@lab/lab/host/processes/wait-until';
import type { Answered, AskOptions, ProbeBench } from '@lab/lab/scenario/probe';
import type { PlannedRequest } from '@lab/lab/scenario/workload';
import { chanceOf } from '@lab/lab/stats/random';
import { describe, expect, it } from 'vitest';
import { catchUp, hasConverged, withoutOwner } from './downtime.ts';
import { Shopper } from './shopper.ts';
import { lagValues, watchChanges } from './watch.ts';

const { signal } = new AbortController();
const now = () => performance.timeOrigin + performance.now();
const watched = Array.from({ length: 12 }, (_, index) => ({
  sku: `sku-${index}`,
  amount: 100,
  available: 500,
}));
const data = { staff: 'staff', buyer: 'buyer', watched };

/**
 * A shop in this process. What is changed can be read on pages after `pageMs`, and in orders after `orderMs`; and a part that is down hears of
 * nothing until it is back.
 */
class MadeUpShop {
  pageMs = 0;
  orderMs = 0;
  down = new Set<string>();
  readonly did: string[] = [];
  /** Reads that no replica answers: one for each change of a load. */
  turns = 0;
  readonly #prices = new Map<string, { amount: number; at: number }[]>();
  readonly #sold = new Map<string, number[]>();
  #ordersHeardUntil = Number.POSITIVE_INFINITY;

  readonly bench: Pick<
    ProbeBench,
    'ask' | 'now' | 'signal' | 'chance' | 'processes' | 'pause' | 'kill' | 'restart'
  > = {
    ...{ now, signal, chance: chanceOf(7), processes: ['gateway', 'catalog', 'orders'] },
    ask: async (request, options) => this.#answer(request, options),
    pause: async (name) => {
      this.#goDown(name);
      return async () => this.#comeBack(name);
    },
    kill: async (name) => this.#goDown(name),
    restart: async (name) => this.#comeBack(name),
  };

  #goDown(name: string): void {
    this.did.push(`-${name}`);
    this.down.add(name);
    if (name === 'orders') this.#ordersHeardUntil = now();
  }

  #comeBack(name: string): void {
    this.did.push(`+${name}`);
    this.down.delete(name);
    const at = now();
    if (name !== 'orders') return;
    // What it has not heard of reaches it from now on.
    for (const changes of this.#prices.values())
      for (const change of changes) if (change.at > this.#ordersHeardUntil) change.at = at;
    this.#ordersHeardUntil = Number.POSITIVE_INFINITY;
  }

  /** What is to be read of a product at a time, so long after it was changed. */
  #read(sku: string, lagMs: number, readAt: number) {
    const at = readAt - lagMs;
    const seen = (this.#prices.get(sku) ?? []).filter((change) => change.at <= at);
    const sold = (this.#sold.get(sku) ?? []).filter((each) => each <= at).length;
    return { amount: seen.at(-1)?.amount ?? 100, available: 500 - sold };
  }

  #answer({ method, path, body = '' }: PlannedRequest, _options?: AskOptions): Answered {
    const at = now();
    const [sku = ''] = /sku-\d+/.exec(path) ?? /sku-\d+/.exec(body) ?? [];
    const answered = (status: number, content: object): Answered => ({
      ...{ status, body: JSON.stringify(content), startedAt: at, endedAt: at },
      outcome: status < 300 ? 'ok' : 'indeterminate',
    });
    if (path === '/products?limit=1') this.turns += 1;
    if (method === 'PUT') {
      const { amount } = JSON.parse(body) as { amount: number };
      this.#prices.set(sku, [...(this.#prices.get(sku) ?? []), { amount, at }]);
      return answered(200, {});
    }
    if (method === 'POST') {
      if (this.down.has('orders')) return answered(503, {});
      this.#sold.set(sku, [...(this.#sold.get(sku) ?? []), at]);
      return answered(201, { total: { amount: this.#read(sku, this.orderMs, at).amount } });
    }
    if (this.down.has('catalog') && this.pageMs === 0) return answered(504, {});
    const { amount, available } = this.#read(sku, this.pageMs, at);
    return answered(200, { price: { amount }, available });
  }
}

const skus = { price: ['sku-0', 'sku-1'], 'order-price': ['sku-2', 'sku-3'], stock: ['sku-4', 'sku-5'] };
/** A load that is over when each kind of change had its turn twice. */
const load = (shop: MadeUpShop) =>
  waitUntil('changes of each kind', () => shop.turns >= 8 || `${shop.turns} turns`, { deadlineMs: 30_000 });

describe('changes that are watched', () => {
  it('are seen at once where nothing lags', async () => {
    const shop = new MadeUpShop();
    const { seen, failed } = await watchChanges(shop.bench, new Shopper(shop.bench, data), skus, load(shop));
    expect(failed).toBe(0);
    for (const kind of [seen.price, seen['order-price'], seen.stock]) {
      expect(kind.length).toBeGreaterThan(0);
      for (const { freshAfterMs } of kind) expect(freshAfterMs).toBe(0);
    }
  });

  it('are seen when pages and orders have them, each at its own time', async () => {
    const shop = new MadeUpShop();
    [shop.pageMs, shop.orderMs] = [200, 100];
    const { seen } = await watchChanges(shop.bench, new Shopper(shop.bench, data), skus, load(shop));
    const within = (
      lags: readonly {
        readonly freshAfterMs: number | undefined;
        readonly reads: readonly { readonly atMs: number; readonly fresh: boolean }[];
      }[],
      lagMs: number,
    ) => {
      expect(lags.length).toBeGreaterThan(0);
      for (const { reads, freshAfterMs } of lags) {
        for (const { atMs, fresh } of reads) expect(fresh, `at ${atMs} ms`).toBe(atMs >= lagMs);
        expect(freshAfterMs).toBeGreaterThan(0);
      }
    };
    within(seen.price, 200);
    within(seen.stock, 200);
    within(seen['order-price'], 100);
  });
});

describe('a consumer that was down', () => {
  it.concurrent.each(['killed', 'paused'] as const)(
    'is watched from when it is back until it has caught up: %s',
    async (how) => {
      const shop = new MadeUpShop();
      shop.orderMs = 600;
      const lag = await catchUp(shop.bench, new Shopper(shop.bench, data), ['sku-9', 'sku-10'], how);
      expect(shop.did).toEqual(['-orders', '+orders']);
      // To a step of the reads: those at 512 ms miss it, and those at 1,024 ms do not.
      expect(lag).toBeGreaterThan(362);
      expect(lag).toBeLessThan(5_000);
    },
  );

  it('is no process of its own in every shop', async () => {
    const shop = new MadeUpShop();
    const bench = { ...shop.bench, processes: ['monolith'] };
    const shopper = new Shopper(bench, data);
    expect(await catchUp(bench, shopper, ['sku-9'], 'killed')).toBeUndefined();
    expect(await withoutOwner(bench, shopper, ['sku-9'])).toBeUndefined();
    expect(shop.did).toEqual([]);
  });
});

it.each([
  [0, 0],
  [5, 1],
])('while the owner is down, readers that keep a replica (%s) are answered', async (pageMs, share) => {
  const shop = new MadeUpShop();
  shop.pageMs = pageMs;
  expect(await withoutOwner(shop.bench, new Shopper(shop.bench, data), ['sku-9', 'sku-10'])).toBe(share);
  expect(shop.did).toEqual(['-catalog', '+catalog']);
});

it('readers have converged when each page shows the last of all changes', async () => {
  const shop = new MadeUpShop();
  shop.pageMs = 30;
  const shopper = new Shopper(shop.bench, data);
  await shopper.changePrice('sku-1');
  await shopper.changePrice('sku-1');
  await shopper.buy('sku-2');
  expect(await hasConverged(shop.bench, shopper)).toEqual({ wrong: [], looked: 12 });
  let time = now();
  // A clock that is soon at the deadline, and pages that never show anything new.
  const hurried = {
    signal,
    now: () => {
      time += 4_000;
      return time;
    },
  };
  shop.pageMs = 1_000_000;
  const { wrong } = await hasConverged(hurried, shopper);
  expect(wrong.map(({ en }) => en)).toEqual([
    'sku-1 shows 100 and 500, not 102 and 500',
    'sku-2 shows 100 and 500, not 100 and 499',
  ]);
});

describe('the values of changes that were watched', () => {
  const read = (dueMs: number, fresh: boolean): Read => ({ dueMs, atMs: dueMs, endedMs: dueMs + 1, fresh });
  const of = (...reads: Read[]) => visibilityOf(reads);

  it('have a bound where most changes were never seen, and their share', () => {
    const price = [of(read(0, true)), of(read(0, false)), of(read(0, false), read(2, false))];
    expect(lagValues({ seen: { price, 'order-price': [], stock: [] } })).toEqual({
      'price-lag': 3_000,
      'never-seen': 200 / 3,
      'stale-at-once': 200 / 3,
    });
  });

  it('count as right after a change what was read then, and nothing later', () => {
    // The first read of the second change was not answered.
    const price = [of(read(0, true)), of(read(2, false), read(4, true))];
    expect(lagValues({ seen: { price, 'order-price': [], stock: [] } })).toMatchObject({
      'stale-at-once': 1,
      'never-seen': 1,
    });
  });
});
