import { expect, it } from 'vitest';
import type { Basket } from '../../recommendations/recommendations.ts';
import { conformance } from './conformance.ts';

const basket = (orderId: string): Basket => ({ orderId, customerId: 'ada', skus: ['b', 'a'] });

conformance('the recommendations store', (database) => {
  const store = () => database().stores.recommendations;

  it('is a log with positions 1, 2, …', async () => {
    expect(await store().after(0)).toEqual([]);
    await store().addAll([basket('z'), basket('y')]);
    await store().append(basket('x'));
    expect(await store().after(0)).toEqual([
      { position: 1, basket: basket('z') },
      { position: 2, basket: basket('y') },
      { position: 3, basket: basket('x') },
    ]);
    expect(await store().after(2)).toEqual([{ position: 3, basket: basket('x') }]);
    expect(await store().after(3)).toEqual([]);
  });

  it('takes an order once, and repeats leave no gaps', async () => {
    for (const orderId of ['z', 'z', 'y', 'z', 'x']) await store().append(basket(orderId));
    expect((await store().after(0)).map(({ position }) => position)).toEqual([1, 2, 3]);
  });

  it("tells the orders of a customer's own", async () => {
    for (const orderId of ['z', 'z', 'y']) await store().append(basket(orderId));
    await store().append({ ...basket('x'), customerId: 'bob' });
    const all = await Promise.all(['ada', 'bob', 'eve'].map((id) => store().orderIds(id)));
    expect(all.map((own) => own.toSorted())).toEqual([['y', 'z'], ['x'], []]);
  });

  it('leaves no gap after a rollback', async () => {
    const failing = database().unitOfWork.write(async () => {
      await store().append(basket('z'));
      throw new Error('boom');
    });
    await expect(failing).rejects.toThrow('boom');
    await store().append(basket('y'));
    expect(await store().after(0)).toEqual([{ position: 1, basket: basket('y') }]);
  });
});
