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
