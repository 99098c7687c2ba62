import { describe, expect, it } from 'vitest';
import { subscribe } from '../src/rabbitmq/subscriber.ts';
import { orders, publishing } from './publishing.ts';
import { eventually, orderConfirmed } from './support.ts';

const { broker, publisher, applied } = publishing();

describe('when the broker is lost', () => {
  it('events wait in the outbox, and are applied once each when it is back', async () => {
    const { publish, left, prefix, proxy, connection } = await publisher('loss.');
    const ids = await applied(prefix);
    await publish(...orders(0, 10));
    await eventually('the first are applied', () => ids.length === 10);
    // The broker's confirms may come after that, and what is not confirmed stays in the outbox.
    await eventually('the outbox is empty', async () => (await left()) === 0);
    proxy.cut();
    await eventually('the loss is noticed', () => connection.state === 'disconnected');
    await publish(...orders(10, 20));
    expect(await left()).toBe(10);
    await proxy.restore();
    await eventually('the outbox is empty', async () => (await left()) === 0);
    await eventually('all are applied', () => ids.length === 20);
    expect(ids).toEqual(orders(0, 20).map((event) => event.id));
  });

  it('in the middle of a stream, none is lost and none applied twice', async () => {
    const { publish, left, prefix, proxy } = await publisher('stream.', { batch: 20 });
    const ids = await applied(prefix);
    for (let i = 0; i < 10; i++) {
      await publish(...orders(i * 50, i * 50 + 50));
      proxy.cut();
      await proxy.restore();
    }
    await eventually('the outbox is empty', async () => (await left()) === 0);
    await eventually('all are applied', () => ids.length >= 500);
    expect(new Set(ids)).toEqual(new Set(orders(0, 500).map((event) => event.id)));
    expect(ids).toHaveLength(500);
  });

  it('after it stored an event and before it could confirm, the event comes twice and is applied once', async () => {
    const { publish, left, prefix, proxy } = await publisher('confirm.');
    const ids = await applied(prefix);
    const connection = await broker.connect({ prefix });
    let deliveries = 0;
    const types = ['order.confirmed'] as const;
    await subscribe(connection, { queue: 'all.deliveries', types, handle: async () => ++deliveries });
    proxy.mute();
    await publish(orderConfirmed('1'));
    await eventually('it is applied', () => ids.length === 1);
    expect(await left()).toBe(1);
    proxy.cut();
    await proxy.restore();
    await eventually('the outbox is empty', async () => (await left()) === 0);
    await eventually('it was delivered twice', () => deliveries === 2);
    expect(ids).toHaveLength(1);
  });
});
