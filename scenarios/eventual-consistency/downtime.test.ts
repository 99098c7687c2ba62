import { describe, expect, it } from 'vitest';
import { catchUp, freshMeanwhile, hasConverged, withoutOwner } from './downtime.ts';
import { data, MadeUpShop, now, signal } from './made-up-shop.ts';
import { Shopper } from './shopper.ts';

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
    expect(await freshMeanwhile(bench, shopper, ['sku-9'])).toBeUndefined();
    expect(await withoutOwner(bench, shopper, ['sku-9'])).toBeUndefined();
    expect(shop.did).toEqual([]);
  });
});

describe.concurrent('orders that stand still while prices change', () => {
  const seenIn = async (shop: MadeUpShop) => {
    const told = await freshMeanwhile(shop.bench, new Shopper(shop.bench, data), ['sku-9', 'sku-10']);
    expect(shop.did).toEqual(['-orders', '+orders']);
    return told ?? { curve: [], whileDown: undefined, failed: Number.NaN };
  };

  it('charge all who waited the new price where they hear of it first', async () => {
    const { curve, whileDown, failed } = await seenIn(new MadeUpShop());
    expect([whileDown, failed]).toEqual([1, 0]);
    expect(curve).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 1_000].map((t) => [t, 1]));
  });

  it('charge those who waited the old price where they hear of it last, and nobody later', async () => {
    const shop = new MadeUpShop();
    shop.standing = 'charged-as-placed';
    const { curve, whileDown, failed } = await seenIn(shop);
    expect([whileDown, failed]).toEqual([0, 0]);
    expect([curve[0], curve.at(-1)]).toEqual([
      [0, 0],
      [1_000, 1],
    ]);
  });

  it('are told of all products together, of which one may never be charged anew', async () => {
    const shop = new MadeUpShop();
    shop.orderMsOf.set('sku-10', 1_000_000);
    const { curve, whileDown, failed } = await seenIn(shop);
    expect(failed).toBe(0);
    for (const [t, share] of curve) expect(share, `at ${t} ms`).toBe(0.5);
    // Of one product an order more may have been placed before they went on.
    expect(whileDown).toBeGreaterThan(0.4);
    expect(whileDown).toBeLessThan(0.6);
  });

  it('say nothing of a time in which nobody was answered', async () => {
    const shop = new MadeUpShop();
    shop.standing = 'refused';
    const { curve, whileDown, failed } = await seenIn(shop);
    expect([whileDown, failed]).toEqual([undefined, 0]);
    expect(curve[0]?.[0]).toBeGreaterThan(0);
    expect(curve.at(-1)).toEqual([1_000, 1]);
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
