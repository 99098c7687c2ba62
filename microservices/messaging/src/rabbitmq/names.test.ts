import { expect, it } from 'vitest';
import { Names } from './names.ts';

it('are plain, and their queues lasting, without a prefix', () => {
  const names = new Names();
  expect(names.eventExchange).toBe('shop.events');
  expect(names.rpcQueue('inventory')).toBe('rpc.inventory');
  expect(names.retryQueue('notifications.events', 200)).toBe('notifications.events.retry.200');
  expect(names.deadQueue('notifications.events')).toBe('notifications.events.dead');
  expect(names.queueOptions()).toEqual({ durable: true });
  expect(names.exchangeOptions()).toEqual({ durable: true, autoDelete: false });
  expect(names.notes).toBeUndefined();
});

it('are set apart, and their queues temporary, with one', () => {
  const names = new Names('trial-7.');
  expect(names.eventExchange).toBe('trial-7.shop.events');
  expect(names.rpcQueue('inventory')).toBe('trial-7.rpc.inventory');
  expect(names.retryQueue('notifications.events', 200)).toBe('trial-7.notifications.events.retry.200');
  expect(names.queueOptions({ messageTtl: 200 })).toEqual({
    durable: true,
    messageTtl: 200,
    expires: 1_800_000,
  });
  expect(names.exchangeOptions()).toEqual({ durable: true, autoDelete: true });
  expect(names.notes).toBe('trial-7.declared');
});
