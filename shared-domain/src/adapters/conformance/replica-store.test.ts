import { describe, expect, it } from 'vitest';
import type { Product } from '../../catalog/catalog.ts';
import { euros } from '../../kernel/money.ts';
import { conformance } from './conformance.ts';

const tea = (price: number): Product => ({
  ...{ sku: 'tea', name: 'Tea', description: 'green', category: 'kitchen', price: euros(price) },
});
const level = (onHand: number, reserved = 0) => ({ sku: 'tea', onHand, reserved });

conformance('the store of replicas', (database) => {
  const store = () => database().replicas;
  const price = async () => (await store().products(['tea']))[0]?.price.amount;
  const onHand = async () => (await store().levels(['tea']))[0]?.onHand;

  describe('of products', () => {
    it('has those that were put, whole', async () => {
      await store().putProducts([tea(3), { ...tea(4), sku: 'pot' }], 0);
      expect(await store().products(['tea', 'cup', 'tea'])).toEqual([tea(3)]);
      expect(await store().products([])).toEqual([]);
    });

    it('takes the newer price, whichever comes last', async () => {
      await store().putProducts([tea(3)], 5);
      await store().putPrice('tea', euros(7), 7);
      await store().putPrice('tea', euros(6), 6);
      await store().putPrice('tea', euros(8), 7);
      expect(await price()).toBe(7);
      await store().putProducts([{ ...tea(4), name: 'Green tea' }], 6);
      expect(await store().products(['tea'])).toEqual([{ ...tea(7), name: 'Green tea' }]);
      await store().putProducts([tea(9)], 8);
      expect(await price()).toBe(9);
    });

    it('keeps a price that comes before its product', async () => {
      await store().putPrice('tea', euros(7), 2);
      expect(await store().products(['tea'])).toEqual([]);
      await store().putProducts([tea(3)], 1);
      expect(await price()).toBe(7);
    });
  });

  it('takes the newer stock, whichever comes last', async () => {
    await store().putLevels([level(5, 1), { ...level(9), sku: 'pot' }], 3);
    await store().putLevels([level(4)], 2);
    await store().putLevels([level(3)], 3);
    expect(await store().levels(['tea', 'cup', 'tea'])).toEqual([level(5, 1)]);
    await store().putLevels([level(2, 2)], 4);
    expect(await store().levels(['tea'])).toEqual([level(2, 2)]);
    await store().putLevels([], 9);
    expect(await onHand()).toBe(2);
  });

  it('knows which parts have been complete', async () => {
    expect(await store().complete()).toEqual([]);
    await store().setComplete('stock');
    await store().setComplete('stock');
    expect(await store().complete()).toEqual(['stock']);
    await store().setComplete('products');
    expect((await store().complete()).toSorted()).toEqual(['products', 'stock']);
  });

  it('forgets what was rolled back', async () => {
    const failing = database().unitOfWork.write(async () => {
      await store().putProducts([tea(3)], 1);
      await store().putLevels([level(5)], 1);
      throw new Error('boom');
    });
    await expect(failing).rejects.toThrow('boom');
    expect([await store().products(['tea']), await store().levels(['tea'])]).toEqual([[], []]);
  });
});
