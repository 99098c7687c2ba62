import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InventoryHistory, Reservation } from '../../inventory/inventory.ts';
import { VersionConflict } from '../../kernel/recorded-event.ts';
import { inventPast } from '../../seed/invent-past.ts';
import { LevelsByOrders, StockLevels } from '../../stock-history/projections.ts';
import { replay } from '../../stock-history/replay.ts';
import { EFFECT, SNAPSHOT_EVERY, stockMoved } from '../../stock-history/stock-events.ts';
import { chosenStores } from './chosen-stores.ts';
import { type Database, openDatabase } from './database.ts';

const TEA = { sku: 'tea', onHand: 10, reserved: 0 };
const CUP = { sku: 'cup', onHand: 500, reserved: 0 };

let folder: string;
let file: string;
let database: Database<'inventory'>;
const opened: Database<'inventory'>[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shop-'));
  file = join(folder, 'inventory.sqlite');
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()));
  await rm(folder, { recursive: true });
});

async function open(INVENTORY_STORE: 'tables' | 'events' = 'events'): Promise<Database<'inventory'>> {
  database = await openDatabase({
    file,
    contexts: ['inventory'],
    stores: chosenStores({ INVENTORY_STORE }),
  });
  opened.push(database);
  return database;
}

const store = () => database.stores.inventory;

function history(): InventoryHistory {
  const { history } = store();
  if (!history) throw new Error('the store has no history');
  return history;
}

/** What the inventory does when an order of a product gets a status. */
const become = (status: Reservation['status'], orderId: string, sku: string, quantity: number) =>
  database.unitOfWork.write(async () => {
    const { onHand, reserved } = EFFECT[status];
    await store().adjust([{ sku, onHand: onHand * quantity, reserved: reserved * quantity }]);
    await store().saveReservation({ orderId, status, lines: [{ sku, quantity }] });
  });

async function replayed() {
  const [levels, byOrders] = [new StockLevels(), new LevelsByOrders()];
  const { events } = await replay(history(), [levels, byOrders], { batch: 100 });
  return { events, levels: levels.levels(), byOrders: byOrders.levels() };
}

/** A statement of somebody who has the file. */
async function foreign(sql: string): Promise<Record<string, unknown>[]> {
  const connection = new sqlite3.Database(file);
  await once(connection, 'open');
  try {
    return await new Promise((resolve, reject) =>
      connection.all(sql, (error, rows) =>
        error ? reject(error) : resolve(rows as Record<string, unknown>[]),
      ),
    );
  } finally {
    await new Promise((resolve) => connection.close(resolve));
  }
}

describe('an inventory that keeps events', () => {
  it('has its present state by a replay, whether snapshots are there or not', async () => {
    await open();
    await store().addAll([TEA, CUP], []);
    for (let order = 0; order < SNAPSHOT_EVERY; order += 1) {
      await become('held', `o${order}`, 'cup', 1);
      if (order % 2 === 0) await become('sold', `o${order}`, 'cup', 1);
    }
    const half = SNAPSHOT_EVERY / 2;
    const cups = { sku: 'cup', onHand: 500 - half, reserved: half };
    expect(await store().levels(['cup'])).toEqual([cups]);
    expect(await foreign('SELECT stream, version FROM inventory_snapshots')).toEqual([
      { stream: 'stock-cup', version: SNAPSHOT_EVERY },
    ]);
    const state = await replayed();
    expect(state.levels).toEqual([cups, TEA]);
    expect(state.byOrders).toEqual([cups, TEA]);

    await foreign('DELETE FROM inventory_snapshots');
    expect(await store().levels(['cup'])).toEqual([cups]);
  });

  it('reads no more of a stream than there is behind its snapshot, however long it is', async () => {
    await open();
    await store().addAll([TEA, CUP], []);
    const reads: number[] = [];
    for (let to = 2_000; to <= 8_000; to += 3_000) {
      await inventPast(history(), to);
      reads.push((await history().fromSnapshots()).read);
    }
    for (const read of reads) expect(read).toBeLessThanOrEqual(2 * (1 + SNAPSHOT_EVERY));
    expect((await replayed()).events).toBeGreaterThanOrEqual(8_000);
  });

  it('keeps nothing of a transaction that was overtaken', async () => {
    await open();
    await store().addAll([TEA], []);
    const outdated = stockMoved({ sku: 'tea', onHand: 5, reserved: 0 }, 2);
    await store().adjust([{ sku: 'tea', onHand: -1, reserved: 0 }]);
    const overtaken = database.unitOfWork.write(async () => {
      await store().saveReservation({ orderId: 'o', status: 'held', lines: [] });
      await history().record([outdated], new Map());
    });
    await expect(overtaken).rejects.toBeInstanceOf(VersionConflict);
    expect(await store().reservation('o')).toBeUndefined();
    expect(await store().levels(['tea'])).toEqual([{ ...TEA, onHand: 9 }]);
  });

  it('lets nobody change or remove what has happened', async () => {
    await open();
    await store().addAll([TEA], []);
    await expect(foreign("UPDATE inventory_events SET data = '{}'")).rejects.toThrow('never changes');
    await expect(foreign('DELETE FROM inventory_events')).rejects.toThrow('never removed');
  });

  it('is not disturbed by gaps in positions, and by streams that rest for long', async () => {
    await open();
    await store().addAll([TEA, CUP], []);
    await store().adjust([{ sku: 'tea', onHand: 1, reserved: 0 }]);
    await foreign(
      `INSERT INTO inventory_events (position, stream, version, type, schema, data, recorded_at)
       VALUES (1000000, 'order-far', 1, 'reservation.changed', 1, '{"status":"void","lines":[]}', 0)`,
    );
    await inventPast(history(), 1_003_000);
    await store().adjust([{ sku: 'tea', onHand: 1, reserved: 0 }]);
    const { events, levels } = await replayed();
    expect(levels).toEqual([CUP, { ...TEA, onHand: 12 }]);
    expect(await foreign('SELECT count(*) AS "many" FROM inventory_events')).toEqual([{ many: events }]);
  });

  it('reads events in older shapes beside those of today', async () => {
    await open();
    await store().addAll([TEA], []);
    await foreign(
      `INSERT INTO inventory_events (stream, version, type, schema, data, recorded_at)
       VALUES ('stock-tea', 2, 'stock.moved', 1, '{"change":-4}', 0)`,
    );
    await store().adjust([{ sku: 'tea', onHand: 0, reserved: 6 }]);
    const tea = { sku: 'tea', onHand: 6, reserved: 6 };
    expect(await store().levels(['tea'])).toEqual([tea]);
    expect((await replayed()).levels).toEqual([tea]);
  });
});

describe('a database with tables', () => {
  const sold = { orderId: 'o', status: 'sold', lines: [{ sku: 'tea', quantity: 2 }] } as const;

  it('goes on as a history that begins with what the tables knew', async () => {
    await (await open('tables')).stores.inventory.addAll([{ ...TEA, reserved: 3 }], [sold]);
    await open('events');
    expect(await store().levels(['tea'])).toEqual([{ ...TEA, reserved: 3 }]);
    expect(await store().reservation('o')).toEqual(sold);
    await become('returned', 'o', 'tea', 2);
    const { levels, byOrders } = await replayed();
    expect(levels).toEqual([{ sku: 'tea', onHand: 12, reserved: 3 }]);
    expect(byOrders).toEqual(levels);
  });

  it('is none any more after that, and is refused as one', async () => {
    await open('events');
    await expect(open('tables')).rejects.toThrow('written with other stores');
    await store().addAll([TEA], []);
  });
});

describe('a past that is added', () => {
  it('leaves all levels as they are, and comes behind what was there', async () => {
    await open();
    await store().addAll([TEA, CUP, { sku: 'none', onHand: 0, reserved: 0 }], []);
    const first = await inventPast(history(), 1_000);
    expect(first.position).toBeGreaterThanOrEqual(1_000);
    expect(await inventPast(history(), 1_000)).toEqual({ added: 0, position: first.position });
    const { levels, byOrders, events } = await replayed();
    expect(levels).toEqual([CUP, { sku: 'none', onHand: 0, reserved: 0 }, TEA]);
    expect(byOrders).toEqual(levels);
    expect(events).toBe(first.added + 3);
  });

  it('is refused where nothing can be ordered', async () => {
    await open();
    await store().addAll([{ sku: 'none', onHand: 1, reserved: 1 }], []);
    await expect(inventPast(history(), 10)).rejects.toThrow('no product is in stock');
  });
});
