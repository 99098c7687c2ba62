import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { createInventory } from '../../inventory/inventory-service.ts';
import { applyOnce } from '../../kernel/exactly-once.ts';
import { begunNow } from '../../kernel/saga-log.ts';
import { createPayments } from '../../payments/payments-service.ts';
import { createMemoryDatabase } from '../memory/memory-database.ts';
import { offerWith } from '../offer.ts';
import type { Database } from '../persistence/database.ts';
import { ConfigError } from '../process/config.ts';
import { type Flaw, SOUND } from './flaw.ts';
import { noCommit } from './no-commit.ts';
import { noIdempotency } from './no-idempotency.ts';
import { noLog } from './no-log.ts';
import { noTombstone } from './no-tombstone.ts';
import { openFlaw } from './open-flaw.ts';
import { publishBeforeCommit } from './publish-before-commit.ts';

const logger = pino({ enabled: false });

/** A flaw's contexts over a database in memory, with ten of a product and 1,000 cents of a customer in it. */
async function shopWith(flaw: Flaw) {
  const sound = createMemoryDatabase();
  await sound.stores.inventory.addAll([{ sku: 'A', onHand: 10, reserved: 0 }], []);
  const balance = { amount: 1_000, currency: 'EUR' };
  await sound.stores.payments.addAll({ wallets: [{ customerId: 'c', balance }], payments: [], entries: [] });
  // What a flaw changes of a database is there in memory, too.
  const database = flaw.database(sound as unknown as Database);
  const { stores, unitOfWork } = database;
  const offer = offerWith(...flaw.interceptors);
  return {
    sound,
    database,
    inventory: offer('inventory', createInventory({ store: stores.inventory, unitOfWork }), [
      'reserve',
      'commit',
      'release',
    ]),
    payments: offer('payments', createPayments({ store: stores.payments, unitOfWork }), ['charge', 'refund']),
    reserved: async () => (await sound.stores.inventory.levels(['A']))[0]?.reserved,
    left: async () => (await sound.stores.payments.wallet('c'))?.balance.amount,
  };
}

const lines = [{ sku: 'A', quantity: 2 }];
const charge = { orderId: 'o', customerId: 'c', amount: { amount: 100, currency: 'EUR' } };

describe.each([
  ['none', SOUND, { reserved: 2, left: 900, applied: 1 }],
  ['no-idempotency', noIdempotency, { reserved: 4, left: 800, applied: 2 }],
] as const)('with the flaw %s', (_id, flaw, expected) => {
  it('a command that comes twice has that effect', async () => {
    const { inventory, payments, reserved, left } = await shopWith(flaw);
    for (const _time of [1, 2]) {
      expect(await inventory.reserve({ orderId: 'o', lines })).toMatchObject({ ok: true });
      expect(await payments.charge(charge)).toMatchObject({ ok: true });
    }
    expect([await reserved(), await left()]).toEqual([expected.reserved, expected.left]);
  });

  it('an event that comes twice has that effect', async () => {
    const { database } = await shopWith(flaw);
    const { unitOfWork, inbox, stores } = database;
    const subscription = {
      subscriber: 'recommendations',
      types: [],
      apply: () => stores.recommendations.append({ orderId: 'o', customerId: 'c', skus: ['A'] }),
    };
    const event = {
      ...({ id: 'order.confirmed:o', type: 'order.confirmed', occurredAt: '' } as const),
      data: { orderId: 'o', customerId: 'c', lines, total: charge.amount },
    };
    for (const _time of [1, 2]) await applyOnce(unitOfWork, inbox, subscription, event);
    expect(await stores.recommendations.orderIds('c')).toHaveLength(expected.applied);
  });

  it('a key that comes twice has so many orders', async () => {
    const { database } = await shopWith(flaw);
    const order = (id: string) => ({
      ...{ id, customerId: 'c', reason: null, lines: [], total: charge.amount, placedAt: '' },
      status: 'pending' as const,
      idempotency: { key: 'k', requestHash: 'h' },
    });
    const inserted = [
      await database.stores.orders.insert(order('1')),
      await database.stores.orders.insert(order('2')),
    ];
    expect(inserted.filter(Boolean)).toHaveLength(expected.applied);
  });
});

it.each([
  ['none', SOUND, { code: 'reservation-closed', reserved: 0, left: 1_000 }],
  ['no-tombstone', noTombstone, { code: undefined, reserved: 2, left: 900 }],
] as const)('with the flaw %s a late command has this effect', async (_id, flaw, expected) => {
  const { inventory, payments, reserved, left } = await shopWith(flaw);
  await inventory.release({ orderId: 'o' });
  await payments.refund({ orderId: 'o', customerId: 'c' });
  const late = await inventory.reserve({ orderId: 'o', lines });
  expect(late.ok ? undefined : late.code).toBe(expected.code);
  await payments.charge(charge);
  expect([await reserved(), await left()]).toEqual([expected.reserved, expected.left]);
});

it.each([
  ['none', SOUND, 0],
  ['no-commit', noCommit, 2],
] as const)('with the flaw %s so much is held of what is sold', async (_id, flaw, held) => {
  const { inventory, reserved } = await shopWith(flaw);
  await inventory.reserve({ orderId: 'o', lines });
  expect(await inventory.commit({ orderId: 'o' })).toMatchObject({ ok: true });
  expect(await reserved()).toBe(held);
});

it.each([
  ['none', SOUND, 0],
  ['publish-before-commit', publishBeforeCommit, 1],
] as const)('with the flaw %s a rollback leaves so many events: %#', async (_id, flaw, events) => {
  const { database } = await shopWith(flaw);
  const wake = vi.fn();
  const rolledBack = database.unitOfWork.write(async () => {
    await database.outbox.add({
      ...({ id: 'e', type: 'product.price-changed', occurredAt: '' } as const),
      data: { sku: 'A', price: charge.amount, version: 1 },
    });
    database.unitOfWork.afterCommit(wake);
    throw new Error('the disk is full');
  });
  await expect(rolledBack).rejects.toThrow('the disk is full');
  expect(await database.outbox.count()).toEqual({ pending: events, parked: 0 });
  expect(wake).toHaveBeenCalledTimes(events);
});

it.each([
  ['none', SOUND, 1],
  ['no-log', noLog, 0],
] as const)('with the flaw %s the next life of a process finds so many sagas', async (_id, flaw, known) => {
  const kept = createMemoryDatabase() as unknown as Database;
  const { sagaLog } = flaw.database(kept);
  await sagaLog.begin(begunNow('place-order', 'o', {}), { owner: 'orders', until: Number.MAX_SAFE_INTEGER });
  expect(await sagaLog.open()).toBe(1);
  expect(await flaw.database(kept).sagaLog.open()).toBe(known);
});

describe('a flaw', () => {
  it('is opened by its name, and there is none without', () => {
    expect(openFlaw({ FLAW: 'none', NODE_ENV: 'production' }, logger)).toBe(SOUND);
    expect(openFlaw({ FLAW: 'no-tombstone', NODE_ENV: 'test' }, logger)).toBe(noTombstone);
  });

  it('is told aloud, and refused in production', () => {
    const warn = vi.fn();
    openFlaw({ FLAW: 'no-idempotency', NODE_ENV: 'development' }, { warn } as unknown as typeof logger);
    expect(warn).toHaveBeenCalledWith({ flaw: 'no-idempotency' }, expect.stringContaining('on purpose'));
    expect(() => openFlaw({ FLAW: 'no-idempotency', NODE_ENV: 'production' }, logger)).toThrow(ConfigError);
  });
});
