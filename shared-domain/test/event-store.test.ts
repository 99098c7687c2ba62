import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chosenStores } from '../src/adapters/persistence/chosen-stores.ts';
import { type Database, openDatabase } from '../src/adapters/persistence/database.ts';
import type { InventoryHistory } from '../src/inventory/inventory.ts';
import { createInventory } from '../src/inventory/inventory-service.ts';
import { inventPast } from '../src/seed/invent-past.ts';
import { Random } from '../src/seed/random.ts';
import { LevelsByOrders, StockLevels } from '../src/stock-history/projections.ts';
import { replay } from '../src/stock-history/replay.ts';

const WRITER = join(import.meta.dirname, 'event-store-writer.mjs');
const DEADLINE_MS = 60_000;
const STOCK = ['cup', 'pot', 'tea'].map((sku) => ({ sku, onHand: 100_000, reserved: 0 }));
const SKUS = STOCK.map(({ sku }) => sku);

interface Sale {
  readonly orderId: string;
  readonly status: 'held' | 'sold' | 'returned';
}

let folder: string;
let file: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'events-'));
  file = join(folder, 'inventory.sqlite');
});
afterEach(async () => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

const open = (path = file): Promise<Database<'inventory'>> =>
  openDatabase({
    file: path,
    contexts: ['inventory'],
    stores: chosenStores({ INVENTORY_STORE: 'events' }),
  });

async function withDatabase<T>(
  work: (database: Database<'inventory'>) => Promise<T>,
  path = file,
): Promise<T> {
  const database = await open(path);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

function historyOf({ stores }: Database<'inventory'>): InventoryHistory {
  const { history } = stores.inventory;
  if (!history) throw new Error('the store has no history');
  return history;
}

/** Every way to the state must lead to the same one. @returns the levels, ordered by sku, and the number of events */
async function stateOf(database: Database<'inventory'>) {
  const [levels, byOrders] = [new StockLevels(), new LevelsByOrders()];
  const { events } = await replay(historyOf(database), [levels, byOrders]);
  const live = await database.stores.inventory.levels(SKUS);
  expect(live.toSorted((a, b) => (a.sku < b.sku ? -1 : 1))).toEqual(levels.levels());
  expect(byOrders.levels()).toEqual(levels.levels());
  expect((await historyOf(database).fromSnapshots()).levels).toEqual(levels.byStream);
  return { events, levels: levels.levels() };
}

/** Runs on the built package, as a deployment would. */
function startWriter(name: string): ChildProcess {
  const child = fork(WRITER, [file, name], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  children.push(child);
  return child;
}

describe('an inventory of events', () => {
  it('has lost nothing that it promised, and replays to its live state, after SIGKILL at any moment', async () => {
    await withDatabase(({ stores }) => stores.inventory.addAll(STOCK, []));
    const random = new Random(1, 'kills');
    const told = new Map<string, Sale['status']>();
    for (let life = 0; life < 5; life += 1) {
      const writer = startWriter(`life-${life}`);
      const exited = once(writer, 'exit', { signal: AbortSignal.timeout(DEADLINE_MS) });
      let patience = random.integer(1, 60);
      writer.on('message', (message) => {
        const { orderId, status } = message as Sale;
        told.set(orderId, status);
        patience -= 1;
        if (patience === 0) writer.kill('SIGKILL');
      });
      expect((await exited)[1]).toBe('SIGKILL');
      await withDatabase(async (database) => {
        await stateOf(database);
        for (const [orderId, status] of told) {
          const found = (await database.stores.inventory.reservation(orderId))?.status;
          // It may have gone further than it had time to tell.
          const later = {
            held: ['held', 'sold', 'returned'],
            sold: ['sold', 'returned'],
            returned: ['returned'],
          };
          expect(later[status], orderId).toContain(found);
        }
      });
    }
    expect(told.size).toBeGreaterThan(5);
  });

  it('is the state of some whole transactions, however much of the write-ahead log a power cut takes', async () => {
    const running = await open();
    const { stores, unitOfWork } = running;
    try {
      await stores.inventory.addAll(STOCK, []);
      const inventory = createInventory({ store: stores.inventory, unitOfWork });
      const lines = [
        { sku: 'cup', quantity: 1 },
        { sku: 'tea', quantity: 1 },
      ];
      for (let order = 0; order < 40; order += 1) {
        await inventory.reserve({ orderId: String(order), lines });
        await inventory.commit({ orderId: String(order) });
      }
      const { size } = await stat(`${file}-wal`);
      const seen = new Set<number>();
      for (let cut = 0; cut <= 40; cut += 1) {
        const copy = join(folder, `cut-${cut}.sqlite`);
        await copyFile(file, copy);
        const log = (await readFile(`${file}-wal`)).subarray(0, Math.round((size * cut) / 40));
        await writeFile(`${copy}-wal`, log);
        await withDatabase(async (database) => {
          if ((await historyOf(database).head()) > 0) seen.add((await stateOf(database)).events);
        }, copy);
      }
      expect(seen.size, 'the cuts fall between different transactions').toBeGreaterThan(10);
      expect(Math.max(...seen)).toBe((await stateOf(running)).events);
    } finally {
      await running.close();
    }
  });

  it('is replayed while others write: no event is lost, and none comes twice', async () => {
    await withDatabase(async (database) => {
      await database.stores.inventory.addAll(STOCK, []);
      const history = historyOf(database);
      await inventPast(history, 20_000);
      const writer = startWriter('busy');
      await once(writer, 'message', { signal: AbortSignal.timeout(DEADLINE_MS) });
      for (const batch of [50, 1_000, 20_000]) {
        const before = await history.head();
        const levels = new StockLevels();
        // A stream of which an event is missing, or came already, would be noticed.
        const { events, position } = await replay(history, [levels], { batch });
        expect(position).toBeGreaterThanOrEqual(before);
        const again = new StockLevels();
        expect(await replay(history, [again], { until: { position } })).toEqual({ events, position });
        expect(again.byStream).toEqual(levels.byStream);
        expect(events, 'positions without gaps here').toBe(position);
      }
      const exited = once(writer, 'exit', { signal: AbortSignal.timeout(DEADLINE_MS) });
      writer.kill('SIGKILL');
      await exited;
      await stateOf(database);
    });
  });
});
