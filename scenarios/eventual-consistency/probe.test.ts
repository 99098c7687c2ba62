import { type Read, visibilityOf } from '@lab/lab/experiments/probe/visibility';
import { waitUntil } from '@lab/lab/host/processes/wait-until';
import { describe, expect, it } from 'vitest';
import { data, MadeUpShop } from './made-up-shop.ts';
import { Shopper } from './shopper.ts';
import { lagValues, watchChanges } from './watch.ts';

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
