import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openInSqlite } from '../src/adapters/conformance/conformance.ts';
import type { Database } from '../src/adapters/persistence/database.ts';
import { eventSourcedInventory } from '../src/adapters/persistence/event-sourced-inventory.ts';
import type { InventoryStore } from '../src/inventory/inventory.ts';
import { createInventory } from '../src/inventory/inventory-service.ts';
import { inventPast } from '../src/seed/invent-past.ts';
import { LevelsByOrders, StockLevels } from '../src/stock-history/projections.ts';
import { replay } from '../src/stock-history/replay.ts';

const SKUS = ['cup', 'pot', 'tea'] as const;
const ORDERS = ['a', 'b', 'c', 'd'] as const;

type Command =
  | { readonly what: 'reserve'; readonly orderId: string; readonly lines: readonly Line[] }
  | { readonly what: 'commit' | 'release'; readonly orderId: string }
  | { readonly what: 'past' };
type Line = { readonly sku: string; readonly quantity: number };

const orderId = fc.constantFrom(...ORDERS);
const lines = fc.array(
  fc.record({ sku: fc.constantFrom(...SKUS, 'unknown'), quantity: fc.integer({ min: 1, max: 4 }) }),
  { minLength: 1, maxLength: 3 },
);
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ what: fc.constant('reserve' as const), orderId, lines }) },
  {
    weight: 4,
    arbitrary: fc.record({ what: fc.constantFrom('commit' as const, 'release' as const), orderId }),
  },
  // Enough events for snapshots of every product.
  { weight: 1, arbitrary: fc.record({ what: fc.constant('past' as const) }) },
);

/** Few units, so that orders are refused too. */
const STOCK = SKUS.map((sku) => ({ sku, onHand: 6, reserved: 0 }));

async function openStore(stores: Parameters<typeof openInSqlite>[0]) {
  const { database, close } = await openInSqlite(stores);
  await database.stores.inventory.addAll(STOCK, []);
  return { database, close };
}

/** What the inventory answers to each command, and what it says of itself in the end. */
async function answersOf({ stores, unitOfWork }: Database, commands: readonly Command[]) {
  const inventory = createInventory({ store: stores.inventory, unitOfWork });
  const answers: unknown[] = [];
  for (const given of commands) {
    if (given.what === 'reserve') answers.push(await inventory.reserve(given));
    else if (given.what === 'commit') answers.push(await inventory.commit(given));
    else if (given.what === 'release') answers.push(await inventory.release(given));
    else await addSomePast(stores.inventory);
  }
  const levels = await inventory.levels({ skus: [...SKUS] });
  const reservations = await Promise.all(ORDERS.map((order) => stores.inventory.reservation(order)));
  return { answers, levels: levels.toSorted((a, b) => (a.sku < b.sku ? -1 : 1)), reservations };
}

/** Where the store has a past, and there is something to order. */
async function addSomePast({ history, levels }: InventoryStore) {
  const inStock = (await levels(SKUS)).some(({ onHand, reserved }) => onHand > reserved);
  if (history && inStock) await inventPast(history, (await history.head()) + 1);
}

it('answers as tables do, and every way to its state leads to the same one', async () => {
  const property = fc.asyncProperty(
    fc.array(command, { minLength: 1, maxLength: 25 }),
    fc.integer({ min: 1, max: 700 }),
    async (commands, batch) => {
      const tables = await openStore({});
      const events = await openStore({ inventory: eventSourcedInventory });
      try {
        const seen = await answersOf(events.database, commands);
        expect(seen).toEqual(await answersOf(tables.database, commands));

        const { history } = events.database.stores.inventory;
        if (!history) throw new Error('the store has no history');
        const [levels, byOrders] = [new StockLevels(), new LevelsByOrders()];
        await replay(history, [levels, byOrders], { batch });
        expect(levels.levels()).toEqual(seen.levels);
        expect(byOrders.levels()).toEqual(seen.levels);
        expect((await history.fromSnapshots()).levels).toEqual(levels.byStream);
      } finally {
        await Promise.all([tables.close(), events.close()]);
      }
    },
  );
  await fc.assert(property, { numRuns: 15 });
});

it('a replay to any position is the state that was there then', async () => {
  const property = fc.asyncProperty(
    fc.array(command, { minLength: 2, maxLength: 20 }),
    fc.nat({ max: 19 }),
    async (commands, index) => {
      const { database, close } = await openStore({ inventory: eventSourcedInventory });
      try {
        const { history } = database.stores.inventory;
        if (!history) throw new Error('the store has no history');
        const then = await answersOf(database, commands.slice(0, index));
        const position = await history.head();
        await answersOf(database, commands.slice(index));
        const levels = new StockLevels();
        expect((await replay(history, [levels], { until: { position } })).position).toBe(position);
        expect(levels.levels()).toEqual(then.levels);
      } finally {
        await close();
      }
    },
  );
  await fc.assert(property, { numRuns: 8 });
});
