import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDatabase } from '../persistence/database.ts';
import { eventSourcedInventory } from '../persistence/event-sourced-inventory.ts';
import { createInventoryStore } from '../persistence/inventory-store.ts';
import { statements } from '../persistence/migrations/statements.ts';
import type { StoreTable } from '../persistence/store-table.ts';
import { UNGUARDED } from '../persistence/unguarded-stock-store.ts';
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
conformance('the inventory store on events', suite, {
  'in SQLite': () => openInSqlite({ inventory: eventSourcedInventory }),
});

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
      write: (work) => sql.write(work),
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

it('stock without a guard takes what the usual store refuses, and minds the tokens of holders alone', async () => {
  const { database, close } = await openInSqlite(UNGUARDED);
  const { inventory } = database.stores;
  await inventory.addAll(
    [
      { sku: 'a', onHand: 1, reserved: 0 },
      { sku: 'b', onHand: 1, reserved: 0 },
    ],
    [],
  );
  await inventory.adjust([{ sku: 'a', onHand: 0, reserved: 2 }]);
  const fenced = (token: number, ...skus: string[]) =>
    inventory.adjustFenced?.(skus.map((sku) => ({ sku, onHand: 0, reserved: 1, token })));
  await fenced(7, 'a');
  await fenced(7, 'a');
  await expect(fenced(6, 'a')).rejects.toThrow('a later holder of the lock has been at a');
  // All or none: b alone would have been taken.
  await expect(fenced(6, 'b', 'a')).rejects.toMatchObject({ kind: 'unavailable' });
  await fenced(6, 'b');
  // A token that was shown without a change counts as well.
  await inventory.adjustFenced?.([{ sku: 'b', onHand: 0, reserved: 0, token: 8 }]);
  await expect(fenced(7, 'b')).rejects.toMatchObject({ kind: 'unavailable' });
  const levels = await inventory.levels(['a', 'b']);
  expect(levels.map(({ reserved }) => reserved)).toEqual([4, 1]);
  await close();
});

it('a store that can decide reserves all lines or none, and once for an order', async () => {
  const { database, close } = await openInSqlite();
  const { inventory } = database.stores;
  await inventory.addAll(
    ['a', 'b'].map((sku) => ({ sku, onHand: 3, reserved: 1 })),
    [],
  );
  const reserve = (orderId: string, ...lines: [sku: string, quantity: number][]) =>
    inventory.reserveIfLeft?.(
      orderId,
      lines.map(([sku, quantity]) => ({ sku, quantity })),
    );
  expect(await reserve('o1', ['a', 2], ['b', 1])).toBe(true);
  expect(await reserve('o1', ['b', 1])).toBe(false);
  expect(await reserve('o2', ['b', 1], ['a', 1])).toBe(false);
  expect(await reserve('o3', ['b', 1], ['nonsense', 1])).toBe(false);
  await inventory.saveReservation({ orderId: 'o4', status: 'void', lines: [] });
  expect(await reserve('o4', ['b', 1])).toBe(false);
  expect(await reserve('o5', ['b', 1])).toBe(true);
  const levels = await inventory.levels(['a', 'b']);
  expect(levels.map(({ reserved }) => reserved)).toEqual([3, 3]);
  expect(await inventory.reservation('o1')).toEqual({
    ...{ orderId: 'o1', status: 'held' },
    lines: [
      { sku: 'a', quantity: 2 },
      { sku: 'b', quantity: 1 },
    ],
  });
  expect(await inventory.reservation('o2')).toBeUndefined();
  await close();
});

it('the stock that there was is taken along when the guard is taken away', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shop-'));
  const file = join(folder, 'shop.sqlite');
  const guarded = await openDatabase({ file, contexts: ['inventory'] });
  await guarded.stores.inventory.addAll([{ sku: 'a', onHand: 3, reserved: 1 }], []);
  await guarded.close();
  const stores = UNGUARDED;
  // Two processes may do so at once.
  const both = await Promise.all([0, 1].map(() => openDatabase({ file, contexts: ['inventory'], stores })));
  for (const { stores } of both)
    expect(await stores.inventory.levels(['a'])).toEqual([{ sku: 'a', onHand: 3, reserved: 1 }]);
  await Promise.all(both.map((database) => database.close()));
  await rm(folder, { recursive: true });
});
