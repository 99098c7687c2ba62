import type { DomainEvent } from '@lab/shared-domain/kernel/events';
import { expect, it } from 'vitest';
import { keyOf, messageOf, Topics } from './topics.ts';

const event = (type: DomainEvent['type'], data: object, correlationId?: string): DomainEvent =>
  ({ id: '1', type, occurredAt: '2026-01-01T00:00:00.000Z', data, correlationId }) as DomainEvent;

it.each([
  ['order.confirmed', { orderId: 'o1' }, 'shop.order', 'o1'],
  ['order.cancelled', { orderId: 'o1' }, 'shop.order', 'o1'],
  ['product.price-changed', { sku: 'SKU-1' }, 'shop.product', 'SKU-1'],
  ['stock.changed', { levels: [{ sku: 'SKU-1' }, { sku: 'SKU-2' }] }, 'shop.stock', 'stock'],
] as const)('%s about %o goes to the topic %s under the key %s', (type, data, topic, key) => {
  expect(new Topics('trial.1.').of(type)).toBe(`trial.1.${topic}`);
  expect(keyOf(event(type, data))).toBe(key);
});

it('a message says what it is, of which request, and when it was published where somebody wants to know', () => {
  const topics = new Topics();
  const confirmed = event('order.confirmed', { orderId: 'o1' }, 'request-7');
  const { value, ...rest } = messageOf(topics, confirmed, 12.5);
  expect(JSON.parse(value.toString())).toEqual(confirmed);
  expect(rest).toEqual({
    ...{ topic: 'shop.order', key: 'o1' },
    headers: { type: 'order.confirmed', 'x-correlation-id': 'request-7', 'x-published': '12.5' },
  });
  expect(messageOf(topics, event('order.confirmed', { orderId: 'o1' })).headers).toEqual({
    type: 'order.confirmed',
  });
});

it('no two names of a subscriber are the same, nor those of two shops', () => {
  const namesOf = (prefix: string, subscriber: string) => {
    const topics = new Topics(prefix);
    return [topics.group, topics.dead, topics.again, topics.redrive].map((name) =>
      name.call(topics, subscriber),
    );
  };
  const all = [...namesOf('', 'notifications'), ...namesOf('a.', 'notifications'), ...namesOf('', 'orders')];
  expect(new Set(all).size).toBe(all.length);
});
