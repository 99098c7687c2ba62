import { setTimeout as sleep } from 'node:timers/promises';
import { createMemoryDatabase } from '@lab/shared-domain/adapters/memory/memory-database';
import type { DomainEvent } from '@lab/shared-domain/kernel/events';
import type { Channel } from 'amqplib';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RabbitConnection } from '../src/rabbitmq/connection.ts';
import { subscribeOnce } from '../src/rabbitmq/subscriber.ts';
import { eventually, orderConfirmed, TestBroker } from './support.ts';

const broker = new TestBroker();
let connection: RabbitConnection;
let admin: Channel;

beforeAll(async () => {
  connection = await broker.connect();
  admin = await broker.admin();
});

describe('subscribing once', () => {
  it('applies an event once, however often and concurrently it comes', async () => {
    const { unitOfWork, inbox } = createMemoryDatabase();
    const applied: string[] = [];
    const subscription = {
      subscriber: 'ledger',
      types: ['order.confirmed'] as const,
      apply: async (event: DomainEvent) => void applied.push(event.id),
    };
    const [a, b] = [
      await subscribeOnce(connection, unitOfWork, inbox, subscription),
      await subscribeOnce(await broker.connect(), unitOfWork, inbox, subscription),
    ];
    for (let copy = 0; copy < 10; copy++) {
      for (let i = 0; i < 5; i++) {
        const event = orderConfirmed(`${i}`);
        admin.publish(connection.names.eventExchange, event.type, Buffer.from(JSON.stringify(event)));
      }
    }
    await eventually('all copies are handled', () => a.counts.handled + b.counts.handled === 50);
    expect(applied).toHaveLength(5);
    expect(a.counts.handled).toBeGreaterThan(0);
    expect(b.counts.handled).toBeGreaterThan(0);
  });

  it('forgets an event whose effect failed, so that the retry has its effect', async () => {
    const { unitOfWork, inbox } = createMemoryDatabase();
    let attempts = 0;
    const apply = async () => {
      if (++attempts === 1) throw new Error('once');
    };
    const subscription = { subscriber: 'retrying', types: ['order.cancelled'] as const, apply };
    const subscriber = await subscribeOnce(connection, unitOfWork, inbox, subscription, {
      retryDelaysMs: [10],
    });
    const event = { ...orderConfirmed('1'), type: 'order.cancelled' };
    admin.publish(connection.names.eventExchange, event.type, Buffer.from(JSON.stringify(event)));
    await eventually('it is handled', () => subscriber.counts.handled === 1);
    expect(attempts).toBe(2);
  });
});

describe('what comes after an event', () => {
  /** How long an attempt may take. */
  const HANDLER_MS = 50;

  it('may take longer than an attempt; the event is in work until it ends, and comes once', async () => {
    const { unitOfWork, inbox } = createMemoryDatabase();
    let [now, most] = [0, 0];
    const subscriber = await subscribeOnce(
      connection,
      unitOfWork,
      inbox,
      {
        subscriber: 'patient',
        types: ['order.cancelled'],
        apply: async () => undefined,
        after: async () => {
          now += 1;
          most = Math.max(most, now);
          await sleep(6 * HANDLER_MS);
          now -= 1;
        },
      },
      { handlerMs: HANDLER_MS, retryDelaysMs: [10], prefetch: 2 },
    );
    for (const id of ['1', '2', '3']) {
      const event = { ...orderConfirmed(id), type: 'order.cancelled' };
      admin.publish(connection.names.eventExchange, event.type, Buffer.from(JSON.stringify(event)));
    }
    await eventually('all are handled', () => subscriber.counts.handled === 3);
    expect([now, most]).toEqual([0, 2]);
    expect(subscriber.counts).toEqual({ handled: 3, repeated: 0, retried: 0, dead: 0 });
  });
});
