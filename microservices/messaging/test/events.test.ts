import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { createMemoryDatabase } from '@lab/shared-domain/adapters/memory/memory-database';
import { currentCall, inCall } from '@lab/shared-domain/kernel/call-context';
import { type DomainEvent, traced } from '@lab/shared-domain/kernel/events';
import { describe, expect, it } from 'vitest';
import { EventRelay } from '../src/rabbitmq/events.ts';
import { subscribe, subscribeOnce } from '../src/rabbitmq/subscriber.ts';
import { orders, publishing } from './publishing.ts';
import { eventually, orderConfirmed, take } from './support.ts';

const { broker, relays, publisher, applied } = publishing();

describe('the relay', () => {
  it('publishes what was committed, in order, and then forgets it', async () => {
    const { publish, left, prefix, relay } = await publisher('order.');
    const ids = await applied(prefix);
    const events = orders(0, 250);
    await publish(...events);
    await eventually('the outbox is empty', async () => (await left()) === 0);
    await eventually('all are applied', () => ids.length === 250);
    expect(ids).toEqual(events.map((event) => event.id));
    expect(relay.counts).toEqual({ published: 250, withoutSubscriber: 0 });
  });

  it('writes durable messages that say what they are', async () => {
    const { publish, prefix } = await publisher('schema.');
    const connection = await broker.connect({ prefix });
    const types = ['order.confirmed'] as const;
    const subscriber = await subscribe(connection, { queue: 'schema', types, handle: async () => undefined });
    await subscriber.close();
    const event = orderConfirmed('1');
    await publish(event);
    const message = await take(await broker.admin(), connection.names.eventQueue('schema'));
    expect(JSON.parse(message.content.toString())).toEqual(event);
    expect(message.properties).toMatchObject({
      contentType: 'application/json',
      type: 'order.confirmed',
      messageId: event.id,
      deliveryMode: 2,
    });
    expect(Math.abs(message.properties.timestamp - Date.now() / 1_000)).toBeLessThan(60);
    // Nobody wants to know how long it takes.
    expect(message.properties.headers).not.toHaveProperty('x-published');
  });

  it('tells how long an event took until it was published, and its subscriber how long it took from there', async () => {
    const heldMs = 60;
    const told: Record<string, number> = {};
    const published = (type: string, ms: number) => Object.assign(told, { [`published ${type}`]: ms });
    const { publish, prefix } = await publisher('delays.', { published });
    const { unitOfWork, inbox } = createMemoryDatabase();
    const connection = await broker.connect({ prefix });
    const apply = () => sleep(heldMs);
    const subscription = { subscriber: 'test', types: ['order.confirmed'] as const, apply };
    const applied = (type: string, ms: number) => Object.assign(told, { [`applied ${type}`]: ms });
    await subscribeOnce(connection, unitOfWork, inbox, subscription, { applied });
    const from = performance.now();
    await publish(orderConfirmed('1'));
    await eventually('both are told', () => Object.keys(told).length === 2);
    const whole = performance.now() - from;
    const [toPublication = 0, toSubscriber = 0] = [
      told['published order.confirmed'],
      told['applied order.confirmed'],
    ];
    expect(toPublication).toBeGreaterThan(0);
    // Timers may be a millisecond early.
    expect(toSubscriber).toBeGreaterThanOrEqual(heldMs - 1);
    expect(toPublication + toSubscriber).toBeLessThanOrEqual(whole + 1);
  });

  it('carries the correlation id of the request that caused the event', async () => {
    const { publish, prefix } = await publisher('trace.');
    const connection = await broker.connect({ prefix });
    const seen: (string | undefined)[] = [];
    const handle = async () => seen.push(currentCall()?.correlationId);
    await subscribe(connection, { queue: 'trace', types: ['order.confirmed'], handle });
    const event = inCall({ correlationId: 'request-7' }, () => traced(orderConfirmed('1')));
    await publish(event, orderConfirmed('2'));
    await eventually('both are seen', () => seen.length === 2);
    // Where there was no request, the event's own id tells its lines apart in the logs.
    expect(seen.sort()).toEqual([orderConfirmed('2').id, 'request-7'].sort());
  });

  it('works outside the request, and the transaction, of whoever wakes it', async () => {
    const { database, connection } = await publisher('awake.');
    const request = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    const pending = async () => {
      seen.push(request.getStore());
      return [];
    };
    const outbox = { ...database.outbox, pending };
    const relay = new EventRelay(connection, outbox, { subscribers: {}, pollMs: 60_000 });
    relays.push(relay);
    await relay.start();
    await eventually('it has looked for a first time', () => seen.length > 0);
    const before = seen.length;
    request.run('of a customer', () => relay.wake());
    await eventually('it has looked again', () => seen.length > before);
    expect(new Set(seen)).toEqual(new Set([undefined]));
  });

  it('finds what an earlier life of the process has left', async () => {
    const database = createMemoryDatabase();
    await database.outbox.add(orderConfirmed('1'));
    const connection = await broker.connect({ prefix: `${broker.prefix}restart.` });
    const ids = await applied(`${broker.prefix}restart.`);
    const relay = new EventRelay(connection, database.outbox, { subscribers: {}, pollMs: 60_000 });
    relays.push(relay);
    await relay.start();
    await eventually('it is applied', () => ids.length === 1);
  });

  it('looks at the outbox by itself from time to time', async () => {
    const { database, prefix } = await publisher('poll.', { pollMs: 50 });
    const ids = await applied(prefix);
    await database.outbox.add(orderConfirmed('1'));
    await eventually('it is applied', () => ids.length === 1);
  });

  it('lives on when the database fails', async () => {
    const { database, connection } = await publisher('db.');
    const outbox = { ...database.outbox, pending: () => Promise.reject(new Error('database is locked')) };
    const relay = new EventRelay(connection, outbox, { subscribers: {}, retryMs: 20 });
    relays.push(relay);
    await relay.start();
    const complaints = () => broker.logger.find('warn', 'database is locked').length;
    await eventually('it is logged, and tried again', () => complaints() > 1);
  });
});

describe('an event', () => {
  it('waits for each of its subscribers, also for one that has never been started', async () => {
    const subscribers = { test: ['order.confirmed'], late: ['order.confirmed'] } as const;
    const { publish, left, prefix, connection } = await publisher('late.', { subscribers });
    const early = await applied(prefix);
    await publish(orderConfirmed('1'));
    await eventually('the early one has it', () => early.length === 1);
    await eventually('the outbox is empty', async () => (await left()) === 0);
    const late: string[] = [];
    const handle = async ({ id }: DomainEvent) => late.push(id);
    await subscribe(connection, { queue: 'late.events', types: ['order.confirmed'], handle });
    await eventually('the late one has it too', () => late.length === 1);
    expect([early, late]).toEqual([['order.confirmed:1'], ['order.confirmed:1']]);
  });
});

describe('an event that no queue is bound for', () => {
  it('stays in the outbox when somebody must hear it, until somebody does', async () => {
    const { publish, left, prefix, relay, connection } = await publisher('early.', { retryMs: 50 });
    // Another one keeps the exchange, which goes with its last queue here.
    const handle = async () => undefined;
    await subscribe(connection, { queue: 'another', types: ['order.cancelled'], handle });
    await (await broker.admin()).deleteQueue(connection.names.eventQueue('test.events'));
    await publish(orderConfirmed('1'));
    await eventually('it is noticed', () => broker.logger.find('warn', 'it stays in the outbox').length > 0);
    expect(await left()).toBe(1);
    const ids = await applied(prefix);
    await eventually('it is applied', () => ids.length === 1);
    await eventually('the outbox is empty', async () => (await left()) === 0);
    expect(relay.counts).toEqual({ published: 1, withoutSubscriber: 0 });
  });

  it('is dropped with a warning when nobody must', async () => {
    const { publish, left, relay } = await publisher('unheard.', { subscribers: {} });
    await publish(orderConfirmed('1'));
    await eventually('the outbox is empty', async () => (await left()) === 0);
    expect(relay.counts).toEqual({ published: 0, withoutSubscriber: 1 });
    expect(broker.logger.find('warn', 'an event has no subscribers')).toHaveLength(1);
  });

  it('does not hold up the others, however many there are', async () => {
    const { publish, left, prefix, connection } = await publisher('mixed.', {
      batch: 5,
      subscribers: { away: ['order.cancelled'] },
    });
    await (await broker.admin()).deleteQueue(connection.names.eventQueue('away.events'));
    const ids = await applied(prefix);
    const held = orders(0, 12).map(
      (event) => ({ ...event, id: `held-${event.id}`, type: 'order.cancelled' }) as DomainEvent,
    );
    await publish(...held, ...orders(100, 110));
    await eventually('the others are applied', () => ids.length === 10);
    await eventually('only the held ones are left', async () => (await left()) === 12);
  });
});

describe('closing a relay', () => {
  it('sends what is in the outbox first', async () => {
    const { database, relay, left, prefix } = await publisher('close.');
    const ids = await applied(prefix);
    await database.outbox.add(orderConfirmed('1'));
    await relay.close();
    expect(await left()).toBe(0);
    await eventually('it is applied', () => ids.length === 1);
  });

  it('does not wait for a broker that is away', async () => {
    const { publish, proxy, relay, left, connection } = await publisher('close-away.');
    proxy.cut();
    await eventually('the loss is noticed', () => connection.state === 'disconnected');
    await publish(orderConfirmed('1'));
    await relay.close();
    expect(await left()).toBe(1);
  });
});
