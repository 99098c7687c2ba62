import { expect, it } from 'vitest';
import type { OrderAccepted } from './events.ts';
import { countingOrder } from './out-of-order.ts';

const at = (second: number): OrderAccepted => ({
  id: `order.accepted:${second}`,
  type: 'order.accepted',
  occurredAt: new Date(1_000 * second).toISOString(),
  data: { orderId: String(second) },
});

it.each([
  [[1, 2, 2, 3], 0],
  // One that was left behind counts once, however many have passed it.
  [[1, 3, 4, 2, 5], 1],
  [[4, 1, 2, 3], 3],
])('of events that are taken up as %j, %i are out of order', async (seconds, many) => {
  const applied: string[] = [];
  const { subscription, counts } = countingOrder({
    subscriber: 'test',
    types: ['order.accepted'],
    apply: async ({ id }) => void applied.push(id),
  });
  for (const second of seconds) await subscription.apply(at(second));
  expect(counts.outOfOrder).toBe(many);
  expect(applied).toEqual(seconds.map((second) => `order.accepted:${second}`));
});

it('counts an event when it is applied, and not each time that it fails', async () => {
  const busy = new Error('the database is busy');
  let fails = false;
  const { subscription, counts } = countingOrder({
    subscriber: 'test',
    types: ['order.accepted'],
    apply: async () => {
      if (fails) throw busy;
    },
  });
  const take = async (second: number, failing: boolean) => {
    fails = failing;
    const applied = subscription.apply(at(second));
    if (failing) await expect(applied).rejects.toBe(busy);
    else await applied;
    return counts.outOfOrder;
  };
  expect(await take(3, false)).toBe(0);
  expect(await take(1, true)).toBe(0);
  expect(await take(1, true)).toBe(0);
  expect(await take(1, false)).toBe(1);
  // One that has failed has passed nobody.
  expect(await take(9, true)).toBe(1);
  expect(await take(4, false)).toBe(1);
  expect(await take(2, false)).toBe(2);
});

it('leaves what else a subscriber does as it is', async () => {
  const done: string[] = [];
  const { subscription } = countingOrder({
    subscriber: 'test',
    types: ['order.accepted'],
    apply: async () => undefined,
    after: async ({ id }) => void done.push(id),
  });
  await subscription.after?.(at(1));
  expect(done).toEqual(['order.accepted:1']);
  expect([subscription.subscriber, subscription.types]).toEqual(['test', ['order.accepted']]);
});
