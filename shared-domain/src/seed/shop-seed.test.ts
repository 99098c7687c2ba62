import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Notice } from '../notifications/notifications.ts';
import { notificationsSubscription } from '../notifications/notifications-service.ts';
import { DEPARTMENTS } from './products.ts';
import { generateShop, type ShopSeed } from './shop-seed.ts';

const shop = generateShop(42);
const small = generateShop(42, { size: 'small' });

const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');
const total = (amounts: readonly number[]): number => amounts.reduce((a, b) => a + b, 0);

function sumBy<T>(
  rows: readonly T[],
  key: (row: T) => string,
  amount: (row: T) => number,
): Map<string, number> {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(key(row), (sums.get(key(row)) ?? 0) + amount(row));
  return sums;
}

describe('the example shop', () => {
  it('is the same for the same number and another for another', () => {
    expect(digest(generateShop(42))).toBe(digest(shop));
    expect(digest(generateShop(43))).not.toBe(digest(shop));
  });

  it('has at least 1,000 products in 20 categories, 500 customers and 3,000 orders', () => {
    expect(shop.catalog.products.length).toBeGreaterThanOrEqual(1_000);
    expect(new Set(shop.catalog.products.map(({ category }) => category)).size).toBe(20);
    expect(shop.identity.accounts.filter(({ role }) => role === 'customer')).toHaveLength(500);
    expect(shop.orders.orders.length).toBeGreaterThanOrEqual(3_000);
  });

  it('sells what its departments go with', () => {
    const categories = DEPARTMENTS.map(({ category }) => category);
    for (const { goesWith } of DEPARTMENTS) expect(categories).toEqual(expect.arrayContaining([...goesWith]));
  });

  it.each(['sku', 'name'] as const)('gives every product a %s of its own', (field) => {
    expect(new Set(shop.catalog.products.map((product) => product[field])).size).toBe(
      shop.catalog.products.length,
    );
  });

  it('gives every customer a name of their own', () => {
    expect(new Set(shop.identity.accounts.map(({ name }) => name)).size).toBe(shop.identity.accounts.length);
  });

  it('has the same products and customers when it is small', () => {
    const { products } = shop.catalog;
    expect(
      products.filter(({ sku }) => small.catalog.products.some((product) => product.sku === sku)),
    ).toEqual(small.catalog.products);
    expect(shop.identity.accounts).toEqual(expect.arrayContaining([...small.identity.accounts]));
  });

  it('knows companions: what was bought together comes together again and again', () => {
    const pairs = shop.recommendations.baskets.flatMap(({ skus }) =>
      skus.flatMap((a) => skus.filter((b) => a < b).map((b) => ({ pair: `${a} ${b}` }))),
    );
    const repeats = [
      ...sumBy(
        pairs,
        ({ pair }) => pair,
        () => 1,
      ).values(),
    ].filter((count) => count >= 3);
    expect(repeats.length).toBeGreaterThan(100);
  });
});

describe.each<[string, ShopSeed, string]>([
  ['full', shop, 'SKU-01200'],
  ['small', small, 'SKU-00060'],
])(
  'a %s example shop',
  (_, { catalog, inventory, payments, orders, notifications, recommendations, identity }, lastOrdinary) => {
    const onHand = new Map(inventory.levels.map((level) => [level.sku, level.onHand]));
    const products = new Map(catalog.products.map((product) => [product.sku, product]));

    it('has the documented products and customers', () => {
      expect(onHand.get('SKU-00901')).toBe(1);
      expect(onHand.get('SKU-00902')).toBe(0);
      expect(onHand.get(lastOrdinary)).toBeGreaterThanOrEqual(5_000);
      const poor = payments.wallets.find(({ customerId }) => customerId === 'cus-500');
      expect(poor?.balance.amount).toBe(100);
      expect(Math.min(...catalog.products.map(({ price }) => price.amount))).toBeGreaterThan(100);
      expect(orders.orders.some(({ customerId }) => customerId === 'cus-500')).toBe(false);
      expect(identity.accounts.at(-1)).toMatchObject({
        id: 'staff-001',
        email: 'staff@shop.example',
        role: 'staff',
      });
    });

    it('has stock for every product, and holds nothing back', () => {
      expect([...onHand.keys()]).toEqual([...products.keys()]);
      expect(inventory.levels.every(({ reserved }) => reserved === 0)).toBe(true);
    });

    it('has a ledger that sums to zero, in all and for every transfer', () => {
      const transfers = sumBy(
        payments.entries,
        ({ transfer }) => transfer,
        ({ amount }) => amount,
      );
      expect(new Set(transfers.values())).toEqual(new Set([0]));
      expect(payments.entries).toHaveLength(2 * transfers.size);
    });

    it('has in every wallet what the ledger says', () => {
      const accounts = sumBy(
        payments.entries,
        ({ account }) => account,
        ({ amount }) => amount,
      );
      for (const { customerId, balance } of payments.wallets)
        expect(accounts.get(`wallet:${customerId}`)).toBe(balance.amount);
      expect(payments.wallets).toHaveLength(identity.accounts.length - 1);
      expect(accounts.get('shop:revenue')).toBe(total(orders.orders.map((order) => order.total.amount)));
    });

    it('has orders of known products at their price, by known customers, sorted by id and by time', () => {
      const customers = new Set(identity.accounts.map(({ id }) => id));
      for (const { customerId, lines, total: sum } of orders.orders) {
        expect(customers.has(customerId)).toBe(true);
        for (const { sku, name, unitPrice } of lines)
          expect({ name, price: unitPrice }).toMatchObject({
            name: products.get(sku)?.name,
            price: products.get(sku)?.price,
          });
        expect(sum.amount).toBe(total(lines.map(({ unitPrice, quantity }) => unitPrice.amount * quantity)));
        expect(new Set(lines.map(({ sku }) => sku)).size).toBe(lines.length);
      }
      const ids = orders.orders.map(({ id }) => id);
      expect(ids).toEqual([...new Set(ids)].sort());
      const times = orders.orders.map(({ placedAt }) => placedAt);
      expect(times).toEqual([...times].sort());
      expect(Date.parse(times.at(-1) ?? '')).toBeLessThan(Date.UTC(2026, 0, 1));
    });

    it('has ids that are version 7 UUIDs of the time of the order', () => {
      for (const { id, placedAt } of orders.orders) {
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(Date.parse(placedAt));
      }
    });

    it('has, for every order, its sold stock, its payment and its basket', () => {
      for (const [i, { id, customerId, lines, total: amount }] of orders.orders.entries()) {
        const sold = lines.map(({ sku, quantity }) => ({ sku, quantity }));
        expect(inventory.reservations[i]).toEqual({ orderId: id, status: 'sold', lines: sold });
        expect(payments.payments[i]).toEqual({ orderId: id, customerId, amount, status: 'charged' });
        expect(recommendations.baskets[i]).toEqual({
          orderId: id,
          customerId,
          skus: lines.map(({ sku }) => sku),
        });
      }
    });

    it('has the notices that notifications would have written', async () => {
      const notices: Notice[] = [];
      const store = {
        add: async (notice: Notice) => void notices.push(notice),
        list: async () => [],
        ids: async () => [],
        addAll: async () => undefined,
      };
      const { apply } = notificationsSubscription({ store });
      for (const { id, customerId, lines, total: amount, placedAt } of orders.orders) {
        const data = { orderId: id, customerId, lines, total: amount };
        await apply({ id: `order.confirmed:${id}`, type: 'order.confirmed', occurredAt: placedAt, data });
      }
      expect(notifications.notices).toEqual(notices);
    });
  },
);
