import { expect, it } from 'vitest';
import { conformance } from './conformance.ts';

conformance('the inventory store', (database) => {
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

  it('adds to a level', async () => {
    await stock('a');
    await store().adjust('a', { onHand: -3, reserved: 1 });
    await store().adjust('a', { onHand: 1, reserved: -2 });
    expect(await store().levels(['a'])).toEqual([{ sku: 'a', onHand: 8, reserved: 1 }]);
  });

  it('refuses to promise what is not there, and products it does not have', async () => {
    await stock('a');
    await expect(store().adjust('a', { onHand: 0, reserved: 9 })).rejects.toThrow('CHECK constraint');
    await expect(store().adjust('a', { onHand: -9, reserved: 0 })).rejects.toThrow('CHECK constraint');
    await expect(store().adjust('a', { onHand: 0, reserved: -3 })).rejects.toThrow('CHECK constraint');
    await expect(store().adjust('b', { onHand: 1, reserved: 0 })).rejects.toThrow('no stock level of b');
    expect(await store().levels(['a', 'b'])).toEqual([{ sku: 'a', onHand: 10, reserved: 2 }]);
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
});
