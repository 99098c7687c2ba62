import { createMemoryDatabase } from '@lab/shared-domain/adapters/memory/memory-database';
import type { DomainEvent } from '@lab/shared-domain/kernel/events';
import { afterAll } from 'vitest';
import { EventRelay, type EventRelayOptions } from '../src/rabbitmq/events.ts';
import { subscribeOnce } from '../src/rabbitmq/subscriber.ts';
import { orderConfirmed, TestBroker } from './support.ts';
import { TcpProxy } from './tcp-proxy.ts';

/** Relays and subscribers of the tests of one file, which end with it. */
export function publishing() {
  const broker = new TestBroker();
  const relays: EventRelay[] = [];
  afterAll(() => Promise.all(relays.map((relay) => relay.close(100))));

  /** A publisher with a database and a path to the broker that can break. Events stay apart by the prefix. */
  async function publisher(prefix: string, options: Partial<EventRelayOptions> = {}) {
    const database = createMemoryDatabase();
    const proxy = await TcpProxy.before(broker.url);
    const connection = await broker.connect({ url: proxy.url, prefix: broker.prefix + prefix });
    const relay = new EventRelay(connection, database.outbox, {
      subscribers: { test: ['order.confirmed'] },
      pollMs: 60_000,
      ...options,
    });
    relays.push(relay);
    await relay.start();
    const publish = (...events: DomainEvent[]) =>
      database.unitOfWork.write(async () => {
        for (const event of events) await database.outbox.add(event);
        database.unitOfWork.afterCommit(() => relay.wake());
      });
    const left = async () => (await database.outbox.pending(1_000)).length;
    return { database, proxy, connection, relay, publish, left, prefix: broker.prefix + prefix };
  }

  /** A subscriber on a connection of its own. @returns the ids in the order in which they took effect. */
  async function applied(prefix: string): Promise<string[]> {
    const ids: string[] = [];
    const { unitOfWork, inbox } = createMemoryDatabase();
    const connection = await broker.connect({ prefix });
    await subscribeOnce(connection, unitOfWork, inbox, {
      subscriber: 'test',
      types: ['order.confirmed'],
      apply: async (event) => void ids.push(event.id),
    });
    return ids;
  }

  return { broker, relays, publisher, applied };
}

/** Events of orders, by their numbers. */
export const orders = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => orderConfirmed(`${from + i}`.padStart(4, '0')));
