import { expect, it } from 'vitest';
import { createInventoryStore } from '../persistence/inventory-store.ts';
import { statements } from '../persistence/migrations/statements.ts';
import type { StoreTable } from '../persistence/store-table.ts';
import type { Persistence } from '../stores.ts';
import { conformance, openInSqlite } from './conformance.ts';

const suite = (database: () => Persistence) => {
  const store = () => database().stores.inventory;
  const stock = (...skus: string[]) =>
    store().addAll(
      skus.map((sku) => ({ sku, onHand: 10, reserved: 2 })),
      [],
    );

  it('knows the levels of the products it has', async () => {
    await stock('a', 'b', 'c');
    const levels = await store().levels(['c', 'a', 'a', 'nonsense']);
    expect(levels.sort((x, y) => (x.sku < y.sku ? -1 : 1))).toEqual([
      { sku: 'a', onHand: 10, reserved: 2 },
      { sku: 'c', onHand: 10, reserved: 2 },
    ]);
  });

  it('adds to levels, and leaves those of other products', async () => {
    await stock('a', 'b', 'c');
    await store().adjust([
      { sku: 'c', onHand: -3, reserved: 1 },
      { sku: 'a', onHand: 5, reserved: 0 },
    ]);
    await store().adjust([{ sku: 'c', onHand: 1, reserved: -2 }]);
    await store().adjust([]);
    const levels = await store().levels(['a', 'b', 'c']);
    expect(levels.sort((x, y) => (x.sku < y.sku ? -1 : 1))).toEqual([
      { sku: 'a', onHand: 15, reserved: 2 },
      { sku: 'b', onHand: 10, reserved: 2 },
      { sku: 'c', onHand: 8, reserved: 1 },
    ]);
  });

  it('refuses to promise what is not there, and products it does not have', async () => {
    await stock('a');
    const adjust = (sku: string, onHand: number, reserved: number) =>
      store().adjust([{ sku, onHand, reserved }]);
    await expect(adjust('a', 0, 9)).rejects.toThrow('CHECK constraint');
    await expect(adjust('a', -9, 0)).rejects.toThrow('CHECK constraint');
    await expect(adjust('a', 0, -3)).rejects.toThrow('CHECK constraint');
    await expect(adjust('b', 1, 0)).rejects.toThrow('no stock level of one of b');
    expect(await store().levels(['a', 'b'])).toEqual([{ sku: 'a', onHand: 10, reserved: 2 }]);
  });

  it('adjusts all or none, in a transaction of others too', async () => {
    await stock('a', 'b');
    const fits = { sku: 'a', onHand: 1, reserved: 1 };
    const tooMuch = { sku: 'b', onHand: 0, reserved: 9 };
    const unknown = { sku: 'z', onHand: 1, reserved: 1 };
    await expect(store().adjust([fits, tooMuch])).rejects.toThrow('CHECK constraint');
    await expect(store().adjust([fits, unknown])).rejects.toThrow('no stock level');
    const swallowed = database().unitOfWork.write(() =>
      store()
        .adjust([fits, unknown])
        .catch(() => 'fine'),
    );
    await expect(swallowed).rejects.toThrow('joined write failed');
    expect(await store().levels(['a'])).toEqual([{ sku: 'a', onHand: 10, reserved: 2 }]);
  });

  it('keeps one reservation an order', async () => {
    const held = { orderId: 'o', status: 'held', lines: [{ sku: 'a', quantity: 2 }] } as const;
    expect(await store().reservation('o')).toBeUndefined();
    await store().saveReservation(held);
    expect(await store().reservation('o')).toEqual(held);
    await store().saveReservation({ ...held, status: 'void', lines: [] });
    expect(await store().reservation('o')).toEqual({ orderId: 'o', status: 'void', lines: [] });
  });

  it('takes reservations in bulk', async () => {
    const sold = { orderId: 'o', status: 'sold', lines: [{ sku: 'a', quantity: 2 }] } as const;
    await store().addAll([], [sold]);
    expect(await store().reservation('o')).toEqual(sold);
  });
};

conformance('the inventory store', suite);

/** The usual store, over a table of another name. */
const onShelves: StoreTable['inventory'] = {
  migrations: [
    statements(
      'shelves',
      1_767_225_600_100,
      [
        `CREATE TABLE shelves (
           sku TEXT PRIMARY KEY,
           on_hand INTEGER NOT NULL,
           reserved INTEGER NOT NULL,
           CHECK (reserved BETWEEN 0 AND on_hand)
         ) STRICT`,
        'CREATE TABLE reservations (order_id TEXT PRIMARY KEY, status TEXT NOT NULL, lines TEXT NOT NULL) STRICT',
      ],
      ['DROP TABLE reservations', 'DROP TABLE shelves'],
    ),
  ],
  create: (sql) =>
    createInventoryStore({
      query: (text, ...rest) => sql.query(elsewhere(text), ...rest),
      change: (text, ...rest) => sql.change(elsewhere(text), ...rest),
    }),
  rewrite: 'UPDATE shelves SET on_hand = on_hand',
};
const elsewhere = (text: string) => text.replaceAll(/\bstock\b/g, 'shelves');

conformance('a store in the place of the inventory store', suite, {
  'in SQLite': () => openInSqlite({ inventory: onShelves }),
});

it('a store in the place of another brings its own tables, and leaves the other contexts theirs', async () => {
  const { database, close } = await openInSqlite({ inventory: onShelves });
  await database.stores.inventory.addAll([{ sku: 'a', onHand: 1, reserved: 0 }], []);
  expect(await database.rewrite('inventory')).toBe(1);
  expect(await database.rewrite('catalog')).toBe(0);
  await close();
});
