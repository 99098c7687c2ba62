import { expect, it } from 'vitest';
import { conformance } from '../adapters/conformance/conformance.ts';
import { CONTEXT_NAMES } from '../adapters/stores.ts';
import { passwordMatches } from '../identity/password.ts';
import { SEEDED_PASSWORD } from './known.ts';
import { seedDatabase } from './seed-database.ts';
import { generateShop } from './shop-seed.ts';

const SMALL = { size: 'small' } as const;

conformance('seeding a database', (database) => {
  it('writes the whole shop', async () => {
    expect(await seedDatabase(database(), CONTEXT_NAMES, 7, SMALL)).toEqual(CONTEXT_NAMES);
    const shop = generateShop(7, SMALL);
    const { stores } = database();
    expect(await stores.catalog.list({ limit: 1_000 })).toEqual(shop.catalog.products);
    const levels = await stores.inventory.levels(shop.inventory.levels.map(({ sku }) => sku));
    expect(levels).toEqual(expect.arrayContaining([...shop.inventory.levels]));
    for (const reservation of shop.inventory.reservations) {
      expect(await stores.inventory.reservation(reservation.orderId)).toEqual(reservation);
    }
    for (const wallet of shop.payments.wallets)
      expect(await stores.payments.wallet(wallet.customerId)).toEqual(wallet);
    for (const payment of shop.payments.payments)
      expect(await stores.payments.payment(payment.orderId)).toEqual(payment);
    for (const { idempotency, ...order } of shop.orders.orders) {
      expect(await stores.orders.byId(order.id)).toEqual(order);
      expect(await stores.orders.byIdempotencyKey(order.customerId, idempotency.key)).toEqual({
        ...order,
        idempotency,
      });
    }
    const baskets = await stores.recommendations.after(0);
    expect(baskets.map(({ basket }) => basket)).toEqual(shop.recommendations.baskets);
    const customerId = shop.orders.orders[0]?.customerId ?? '';
    const notices = await stores.notifications.list({ customerId, limit: 1_000 });
    expect(notices).toEqual(
      shop.notifications.notices.filter((notice) => notice.customerId === customerId).reverse(),
    );
  });

  it('lets everybody in with the documented password', async () => {
    await seedDatabase(database(), ['identity'], 7, SMALL);
    const { identity } = database().stores;
    for (const email of ['customer-001@shop.example', 'customer-500@shop.example', 'staff@shop.example']) {
      expect(
        await passwordMatches(SEEDED_PASSWORD, (await identity.byEmail(email))?.passwordHash ?? ''),
      ).toBe(true);
    }
  });

  it('writes only the contexts asked for, each once', async () => {
    expect(await seedDatabase(database(), ['catalog'], 7, SMALL)).toEqual(['catalog']);
    expect(await database().stores.inventory.levels(['SKU-00001'])).toEqual([]);
    expect(await seedDatabase(database(), ['catalog', 'inventory'], 8, SMALL)).toEqual(['inventory']);
    expect(await seedDatabase(database(), ['catalog', 'inventory'], 8, SMALL)).toEqual([]);
    expect(await database().stores.catalog.list({ limit: 1 })).toEqual(
      generateShop(7, SMALL).catalog.products.slice(0, 1),
    );
  });

  it('writes once when several try at the same time', async () => {
    const filled = await Promise.all([1, 2, 3].map(() => seedDatabase(database(), ['catalog'], 7, SMALL)));
    expect(filled.flat()).toEqual(['catalog']);
  });
});
