import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EFFECT } from '../../stock-history/stock-events.ts';
import { chosenStores } from '../persistence/chosen-stores.ts';
import { type Database, openDatabase } from '../persistence/database.ts';
import { ConfigError } from './config.ts';
import { stockOperations } from './stock-operations.ts';

const TEA = { sku: 'tea', onHand: 10, reserved: 0 };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shop-'));
});
afterEach(() => rm(folder, { recursive: true }));

interface Settings {
  readonly INVENTORY_STORE: 'tables' | 'events';
}
const EVENTS: Settings = { INVENTORY_STORE: 'events' };

const open = (settings: Settings): Promise<Database<'inventory'>> =>
  openDatabase({
    file: join(folder, 'inventory.sqlite'),
    contexts: ['inventory'],
    stores: chosenStores(settings),
  });

const run = (command: string, args: string, settings = EVENTS) => {
  const operation = stockOperations(open)[command];
  if (!operation) throw new Error(`there is no command ${command}`);
  return (async () => operation(settings, args.split(' ').filter(Boolean)))();
};

/** Ten teas, of which an order takes two. @returns the position before the order */
async function sellTea(): Promise<number> {
  const { stores, unitOfWork, close } = await open(EVENTS);
  await stores.inventory.addAll([TEA], []);
  const before = (await stores.inventory.history?.head()) ?? 0;
  for (const status of ['held', 'sold'] as const)
    await unitOfWork.write(async () => {
      const { onHand, reserved } = EFFECT[status];
      await stores.inventory.adjust([{ sku: 'tea', onHand: 2 * onHand, reserved: 2 * reserved }]);
      const lines = [{ sku: 'tea', quantity: 2 }];
      await stores.inventory.saveReservation({ orderId: 'o', status, lines });
    });
  await close();
  return before;
}

it('rebuilds the stock from all events, from snapshots, and up to a position or a time', async () => {
  const before = await sellTea();
  const all = await run('rebuild', '--levels --check --movements');
  expect(all).toMatchObject({
    events: 5,
    position: 5,
    products: 1,
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    levels: [{ ...TEA, onHand: 8 }],
    disagreements: 0,
    movements: [{ sku: 'tea', in: 0, out: 2 }],
  });
  const { digest } = all as { digest: string };
  expect(await run('rebuild', '')).toMatchObject({ digest });
  expect(await run('rebuild', '--snapshots')).toMatchObject({ digest, read: 3 });
  expect(await run('rebuild', `--levels --until ${before}`)).toMatchObject({ events: 1, levels: [TEA] });
  expect(await run('rebuild', '--until 2020-01-01T00:00:00Z')).toMatchObject({ events: 0, products: 0 });
  expect(await run('rebuild', `--until ${new Date(Date.now() + 1_000).toISOString()}`)).toMatchObject({
    digest,
  });
});

it('tells of a product of which orders say something else', async () => {
  await sellTea();
  const { stores, close } = await open(EVENTS);
  await stores.inventory.adjust([{ sku: 'tea', onHand: -1, reserved: 0 }]);
  await close();
  expect(await run('rebuild', '--check')).toMatchObject({ disagreements: 1 });
});

it('gives the history a past of a length', async () => {
  await sellTea();
  expect(await run('invent-past', '--to 3000')).toMatchObject({ position: expect.any(Number) });
  expect(await run('rebuild', '--levels --check')).toMatchObject({
    levels: [{ ...TEA, onHand: 8 }],
    disagreements: 0,
  });
});

it.each([
  ['rebuild', '--untill 7'],
  ['rebuild', '--until yesterday'],
  ['rebuild', '--snapshots --until 7'],
  ['rebuild', 'all'],
  ['invent-past', ''],
  ['invent-past', '--to many'],
])('refuses %s %s, and says how it is used', async (command, args) => {
  await expect(run(command, args)).rejects.toThrow(ConfigError);
  await expect(run(command, args)).rejects.toThrow(`sage: ${command} `);
});

it('has nothing to rebuild from where tables are kept', async () => {
  await expect(run('rebuild', '', { INVENTORY_STORE: 'tables' })).rejects.toThrow('INVENTORY_STORE=tables');
});
