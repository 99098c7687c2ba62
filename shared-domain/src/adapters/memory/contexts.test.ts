import { beforeEach, describe, expect, it } from 'vitest';
import { createInventory } from '../../inventory/inventory-service.ts';
import { euros } from '../../kernel/money.ts';
import { createPayments } from '../../payments/payments-service.ts';
import type { Persistence } from '../stores.ts';
import { createMemoryDatabase } from './memory-database.ts';

/** What the contexts promise to a saga: idempotent per order, and deaf to what comes too late. Over in-memory fakes. */
let database: Persistence;
beforeEach(() => {
  database = createMemoryDatabase();
});

describe('inventory', () => {
  const order = { orderId: 'o1' };
  async function withStock(onHand: number) {
    const { stores, unitOfWork } = database;
    await unitOfWork.write(() => stores.inventory.addAll([{ sku: 'tea', onHand, reserved: 0 }], []));
    const inventory = createInventory({ store: stores.inventory, unitOfWork });
    const reserve = (quantity: number) => inventory.reserve({ ...order, lines: [{ sku: 'tea', quantity }] });
    const level = async () => (await inventory.levels({ skus: ['tea'] }))[0];
    return { inventory, reserve, level };
  }

  it('holds, sells and takes back', async () => {
    const { inventory, reserve, level } = await withStock(5);
    await reserve(2);
    expect(await level()).toMatchObject({ onHand: 5, reserved: 2 });
    await inventory.commit(order);
    expect(await level()).toMatchObject({ onHand: 3, reserved: 0 });
    await inventory.release(order);
    expect(await level()).toMatchObject({ onHand: 5, reserved: 0 });
  });

  it('does each of them once, however often it is told', async () => {
    const { inventory, reserve, level } = await withStock(5);
    for (let i = 0; i < 3; i += 1) expect(await reserve(2)).toMatchObject({ ok: true });
    expect(await level()).toMatchObject({ onHand: 5, reserved: 2 });
    for (let i = 0; i < 3; i += 1) expect(await inventory.commit(order)).toMatchObject({ ok: true });
    expect(await level()).toMatchObject({ onHand: 3, reserved: 0 });
    for (let i = 0; i < 3; i += 1) await inventory.release(order);
    expect(await level()).toMatchObject({ onHand: 5, reserved: 0 });
  });

  it('refuses a reservation that comes after its release', async () => {
    const { inventory, reserve, level } = await withStock(5);
    await inventory.release(order);
    expect(await reserve(2)).toMatchObject({ ok: false, code: 'reservation-closed' });
    expect(await level()).toMatchObject({ onHand: 5, reserved: 0 });
  });

  it('sells nothing when a cancellation has overtaken the commit', async () => {
    const { inventory, reserve, level } = await withStock(5);
    await reserve(2);
    await inventory.release(order);
    expect(await inventory.commit(order)).toMatchObject({ ok: true });
    expect(await level()).toMatchObject({ onHand: 5, reserved: 0 });
  });

  it('refuses to sell what was never held', async () => {
    const { inventory } = await withStock(5);
    expect(await inventory.commit(order)).toMatchObject({ ok: false, code: 'reservation-closed' });
  });

  it('holds all lines or none, and adds up lines of the same product', async () => {
    const { inventory, level } = await withStock(5);
    const lines = [
      { sku: 'tea', quantity: 3 },
      { sku: 'tea', quantity: 3 },
    ];
    expect(await inventory.reserve({ ...order, lines })).toMatchObject({ ok: false, code: 'out-of-stock' });
    const unknown = [...lines.slice(1), { sku: 'mystery', quantity: 1 }];
    expect(await inventory.reserve({ ...order, lines: unknown })).toMatchObject({
      ok: false,
      code: 'unknown-product',
    });
    expect(await level()).toMatchObject({ onHand: 5, reserved: 0 });
  });
});

describe('payments', () => {
  const order = { orderId: 'o1', customerId: 'c1' };
  async function withBalance(amount: number) {
    const { stores, unitOfWork } = database;
    const wallets = [{ customerId: 'c1', balance: euros(amount) }];
    await unitOfWork.write(() => stores.payments.addAll({ wallets, payments: [], entries: [] }));
    const payments = createPayments({ store: stores.payments, unitOfWork });
    const charge = (cents: number) => payments.charge({ ...order, amount: euros(cents) });
    const balance = async () => {
      const wallet = await payments.wallet({ customerId: 'c1' });
      return wallet.ok ? wallet.value.balance.amount : wallet.code;
    };
    return { payments, charge, balance };
  }

  it('charges once and refunds once, however often it is told', async () => {
    const { payments, charge, balance } = await withBalance(100);
    for (let i = 0; i < 3; i += 1) expect(await charge(60)).toMatchObject({ ok: true });
    expect(await balance()).toBe(40);
    for (let i = 0; i < 3; i += 1) await payments.refund(order);
    expect(await balance()).toBe(100);
  });

  it('refuses a charge that comes after its refund', async () => {
    const { payments, charge, balance } = await withBalance(100);
    await payments.refund(order);
    expect(await charge(60)).toMatchObject({ ok: false, code: 'payment-closed' });
    expect(await balance()).toBe(100);
  });

  it('takes no more than there is', async () => {
    const { charge, balance } = await withBalance(100);
    expect(await charge(101)).toMatchObject({ ok: false, code: 'insufficient-funds' });
    expect(await charge(100)).toMatchObject({ ok: true });
    expect(await balance()).toBe(0);
  });

  it('knows its customers', async () => {
    const { payments } = await withBalance(100);
    expect(await payments.wallet({ customerId: 'nobody' })).toMatchObject({
      ok: false,
      code: 'unknown-customer',
    });
  });
});
