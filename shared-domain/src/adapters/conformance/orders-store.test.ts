import { expect, it } from 'vitest';
import { euros } from '../../kernel/money.ts';
import type { StoredOrder } from '../../orders/orders.ts';
import { conformance } from './conformance.ts';

const stored = (id: string, customerId = 'ada', key = `key-${id}`): StoredOrder => ({
  id,
  customerId,
  status: 'pending',
  reason: null,
  lines: [{ sku: 'a', name: 'Tea', unitPrice: euros(499), quantity: 2 }],
  total: euros(998),
  placedAt: '2026-01-01T00:00:00.000Z',
  idempotency: { key, requestHash: 'hash' },
});

const { idempotency: _, ...order } = stored('1');

conformance('the orders store', (database) => {
  const store = () => database().stores.orders;
  const ids = async (query: { customerId: string; before?: string; limit: number }) =>
    (await store().list(query)).map(({ id }) => id);

  it('gives back an order, with its idempotency only to those who ask by key', async () => {
    expect(await store().insert(stored('1'))).toBe(true);
    expect(await store().byId('1')).toEqual(order);
    expect(await store().byIdempotencyKey('ada', 'key-1')).toEqual(stored('1'));
    expect(await store().list({ customerId: 'ada', limit: 1 })).toEqual([order]);
    expect(await store().byId('2')).toBeUndefined();
    expect(await store().byIdempotencyKey('bob', 'key-1')).toBeUndefined();
  });

  it('takes an id once, and a key once per customer', async () => {
    expect(await store().insert(stored('1'))).toBe(true);
    expect(await store().insert(stored('1', 'bob', 'other'))).toBe(false);
    expect(await store().insert(stored('2', 'ada', 'key-1'))).toBe(false);
    expect(await store().insert(stored('3', 'bob', 'key-1'))).toBe(true);
    expect(await store().byId('1')).toEqual(order);
    expect(await store().byId('2')).toBeUndefined();
  });

  it('lets one of many inserts with the same key win', async () => {
    const inserted = await Promise.all(
      ['1', '2', '3', '4'].map((id) => store().insert(stored(id, 'ada', 'same'))),
    );
    expect(inserted.filter(Boolean)).toHaveLength(1);
    expect(await ids({ customerId: 'ada', limit: 10 })).toHaveLength(1);
  });

  it('lists the orders of one customer, greatest id first, page by page', async () => {
    for (const id of ['2', '4', '1', '3']) await store().insert(stored(id));
    await store().insert(stored('5', 'bob'));
    expect(await ids({ customerId: 'ada', limit: 2 })).toEqual(['4', '3']);
    expect(await ids({ customerId: 'ada', limit: 2, before: '3' })).toEqual(['2', '1']);
    expect(await ids({ customerId: 'ada', limit: 2, before: '1' })).toEqual([]);
    expect(await ids({ customerId: 'nobody', limit: 2 })).toEqual([]);
  });

  it('changes the status only from the expected one', async () => {
    await store().insert(stored('1'));
    expect(await store().transition('1', 'confirmed', 'cancelled')).toBe(false);
    expect(await store().transition('2', 'pending', 'confirmed')).toBe(false);
    expect(await store().transition('1', 'pending', 'rejected', 'out-of-stock')).toBe(true);
    expect(await store().byId('1')).toEqual({ ...order, status: 'rejected', reason: 'out-of-stock' });
    expect(await store().transition('1', 'pending', 'confirmed')).toBe(false);
  });

  it('takes orders in bulk', async () => {
    await store().addAll([stored('1'), { ...stored('2'), status: 'rejected', reason: 'out-of-stock' }]);
    expect(await store().byId('1')).toEqual(order);
    expect(await store().byId('2')).toMatchObject({ status: 'rejected', reason: 'out-of-stock' });
    await expect(store().addAll([stored('1')])).rejects.toThrow();
  });
});
