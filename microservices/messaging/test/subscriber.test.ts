import { DependencyFailure } from '@lab/shared-domain/kernel/dependency-failure';
import type { DomainEvent } from '@lab/shared-domain/kernel/events';
import type { Channel } from 'amqplib';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RabbitConnection } from '../src/rabbitmq/connection.ts';
import { QueuedDeadLetters } from '../src/rabbitmq/dead-letters.ts';
import { type SubscriberOptions, subscribe } from '../src/rabbitmq/subscriber.ts';
import { eventually, Gate, orderConfirmed, TestBroker, take } from './support.ts';

const broker = new TestBroker();
let connection: RabbitConnection;
let admin: Channel;
let sequence = 0;

beforeAll(async () => {
  connection = await broker.connect();
  admin = await broker.admin();
});

type Tuning = Partial<Omit<SubscriberOptions, 'queue' | 'handle'>>;

/** A subscriber with a queue of its own, to which messages can be sent directly. */
async function subscriberOf(handle: SubscriberOptions['handle'], tuning: Tuning = {}) {
  const queue = `s${++sequence}.events`;
  const types = ['order.confirmed', 'order.cancelled'] as const;
  const subscriber = await subscribe(connection, {
    queue,
    types,
    retryDelaysMs: [20, 40],
    handle,
    ...tuning,
  });
  const { names } = connection;
  const send = (body: string | object, headers: object = {}) => {
    const content = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    admin.sendToQueue(names.eventQueue(queue), content, {
      headers,
      type: 'order.confirmed',
      messageId: 'm1',
    });
  };
  const ready = async (name: string) => (await admin.checkQueue(name)).messageCount;
  return { subscriber, queue: names.eventQueue(queue), dead: names.deadQueue(queue), send, ready };
}

describe('a subscriber', () => {
  it('gets the types it asked for, and no others', async () => {
    const seen: string[] = [];
    await subscriberOf(async (event) => seen.push(event.type), { types: ['order.cancelled'] });
    const cancelled = { ...orderConfirmed('1'), type: 'order.cancelled' };
    for (const event of [orderConfirmed('1'), cancelled]) {
      admin.publish(connection.names.eventExchange, event.type, Buffer.from(JSON.stringify(event)));
    }
    await eventually('one is seen', () => seen.length > 0);
    expect(seen).toEqual(['order.cancelled']);
  });

  it('shares the events of its queue with others that name it', async () => {
    const seen: string[] = [];
    const handle = (name: string) => async () => seen.push(name);
    const { send } = await subscriberOf(handle('a'), { prefetch: 1 });
    await subscribe(connection, {
      queue: `s${sequence}.events`,
      types: ['order.confirmed'],
      prefetch: 1,
      handle: handle('b'),
    });
    for (let i = 0; i < 20; i++) send(orderConfirmed(`${i}`));
    await eventually('all are seen', () => seen.length === 20);
    expect(new Set(seen)).toEqual(new Set(['a', 'b']));
  });
});

describe('a handler that throws', () => {
  it('is tried again, each time later, until it succeeds', async () => {
    const times: number[] = [];
    const handle = async () => {
      times.push(Date.now());
      if (times.length < 3) throw new Error('not yet');
    };
    const { subscriber, send, dead, ready } = await subscriberOf(handle, { retryDelaysMs: [100, 300] });
    send(orderConfirmed('1'));
    await eventually('it has succeeded', () => subscriber.counts.handled === 1);
    const [first = 0, second = 0, third = 0] = times;
    expect(second - first).toBeGreaterThanOrEqual(99);
    expect(third - second).toBeGreaterThanOrEqual(299);
    expect(subscriber.counts).toEqual({ handled: 1, repeated: 0, retried: 2, dead: 0 });
    expect(await ready(dead)).toBe(0);
  });

  it('for the last time, leaves the event among the dead, with the reason', async () => {
    const handle = async () => {
      throw new Error('the printer is on fire');
    };
    const { subscriber, send, dead, queue } = await subscriberOf(handle);
    const event = orderConfirmed('doomed');
    send(event);
    const message = await take(admin, dead);
    expect(JSON.parse(message.content.toString())).toEqual(event);
    expect(message.properties.headers).toMatchObject({
      'x-error': 'Error: the printer is on fire',
      'x-attempt': 3,
    });
    expect(message.properties).toMatchObject({ messageId: 'm1', type: 'order.confirmed', deliveryMode: 2 });
    await eventually('it is counted', () => subscriber.counts.dead === 1);
    expect(subscriber.counts).toEqual({ handled: 0, repeated: 0, retried: 2, dead: 1 });
    const [line] = broker.logger.find('error', 'for the last time');
    expect(line?.fields).toMatchObject({ eventId: event.id, correlationId: event.id });
    await subscriber.close();
    expect((await admin.checkQueue(queue)).messageCount).toBe(0);
  });

  it('has its dead letters back when somebody has them tried again, as if they were new', async () => {
    let broken = true;
    const applied: string[] = [];
    const { subscriber, send, dead, ready } = await subscriberOf(async (event) => {
      if (broken) throw new Error('the printer is on fire');
      applied.push(event.id);
    });
    const letters = new QueuedDeadLetters(connection, `s${sequence}`);
    expect([await letters.count(), await letters.redrive()]).toEqual([0, 0]);
    const ids = ['1', '2', '3'].map((id) => orderConfirmed(id));
    for (const event of ids) send(event);
    await eventually('all are dead', () => subscriber.counts.dead === 3);
    expect(await letters.count()).toBe(3);
    const before = subscriber.counts.retried;
    expect(await letters.redrive()).toBe(3);
    await eventually('all are dead again', () => subscriber.counts.dead === 6);
    expect(subscriber.counts.retried - before, 'each has all of its attempts again').toBe(6);
    broken = false;
    expect(await letters.redrive()).toBe(3);
    await eventually('all are applied', () => applied.length === 3);
    expect(applied.toSorted()).toEqual(ids.map(({ id }) => id));
    expect(await ready(dead)).toBe(0);
  });

  it('because what it needs is out of reach, is tried until that is there, however often', async () => {
    let attempts = 0;
    const handle = async () => {
      if (++attempts < 8) throw new DependencyFailure('database', 'unavailable', 'the database is busy');
    };
    const { subscriber, send } = await subscriberOf(handle);
    send(orderConfirmed('1'));
    await eventually('it has succeeded', () => subscriber.counts.handled === 1);
    expect(subscriber.counts).toEqual({ handled: 1, repeated: 0, retried: 7, dead: 0 });
  });

  it('does not freeze the consumer, even when it may hold only one message', async () => {
    const seen: string[] = [];
    const handle = async (event: DomainEvent) => {
      if (event.id.includes('bad')) throw new Error('x'.repeat(100_000));
      seen.push(event.id);
    };
    const { subscriber, send } = await subscriberOf(handle, { prefetch: 1 });
    for (let i = 0; i < 10; i++) send(orderConfirmed(`bad-${i}`));
    send(orderConfirmed('good'));
    await eventually('the good one is seen', () => seen.length === 1);
    await eventually('the bad ones are dead', () => subscriber.counts.dead === 10);
  });

  it('is given up when it never ends, and tried again', async () => {
    let attempts = 0;
    const handle = async () => (++attempts === 1 ? new Promise(() => undefined) : undefined);
    const { subscriber, send } = await subscriberOf(handle, { handlerMs: 50, prefetch: 1 });
    send(orderConfirmed('1'));
    await eventually('it has succeeded', () => subscriber.counts.handled === 1);
    expect(subscriber.counts.retried).toBe(1);
  });

  it('gets its event again even when the retry queue has gone', async () => {
    let attempts = 0;
    const handle = async () => {
      if (++attempts === 1) throw new Error('once');
    };
    const { subscriber, send, queue } = await subscriberOf(handle);
    await admin.deleteQueue(`${queue}.retry.20`);
    send(orderConfirmed('1'));
    await eventually('it has succeeded', () => subscriber.counts.handled === 1);
    expect(subscriber.counts.retried).toBe(1);
  });
});

describe('a malformed message', () => {
  it.each([
    ['not JSON', '{'],
    ['empty', ''],
    ['null', 'null'],
    ['an array', '[]'],
    ['without an id', JSON.stringify({ ...orderConfirmed('1'), id: 7 })],
    ['without data', JSON.stringify({ ...orderConfirmed('1'), data: null })],
    ['of a type nobody asked for', JSON.stringify({ ...orderConfirmed('1'), type: 'order.teleported' })],
  ])('that is %s is dead at once', async (_, body) => {
    let handled = 0;
    const { send, dead, subscriber } = await subscriberOf(async () => ++handled);
    send(body);
    const message = await take(admin, dead);
    expect(message.content.toString()).toBe(body);
    expect(message.properties.headers?.['x-error']).toEqual(expect.any(String));
    send(orderConfirmed('fine'));
    await eventually('the next one is handled', () => handled === 1);
    await eventually('both are counted', () => subscriber.counts.dead + subscriber.counts.handled === 2);
    expect(subscriber.counts).toEqual({ handled: 1, repeated: 0, retried: 0, dead: 1 });
  });

  it('with nonsense in its headers is handled', async () => {
    const { send, subscriber } = await subscriberOf(async () => undefined);
    send(orderConfirmed('1'), { 'x-attempt': 'many', 'x-correlation-id': { a: 1 } });
    await eventually('it is handled', () => subscriber.counts.handled === 1);
  });
});

describe('closing a subscriber', () => {
  it('waits for events in work, and leaves the rest in the queue', async () => {
    const gate = new Gate();
    const { subscriber, send, queue, ready } = await subscriberOf(() => gate.opened, { prefetch: 2 });
    for (let i = 0; i < 5; i++) send(orderConfirmed(`${i}`));
    await eventually('two are in work', async () => (await ready(queue)) === 3);
    const closed = subscriber.close();
    await eventually(
      'it has stopped consuming',
      async () => (await admin.checkQueue(queue)).consumerCount === 0,
    );
    gate.open();
    await closed;
    expect(subscriber.counts.handled).toBe(2);
    expect(await ready(queue)).toBe(3);
  });
});
