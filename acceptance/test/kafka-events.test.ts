import { setTimeout as delay } from 'node:timers/promises';
import { createMemoryDatabase } from '@lab/shared-domain/adapters/memory/memory-database';
import { DependencyFailure } from '@lab/shared-domain/kernel/dependency-failure';
import type { DomainEvent, Subscription } from '@lab/shared-domain/kernel/events';
import { Admin, Producer } from '@platformatic/kafka';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { skipLoudly } from '../../lab/test/skip-loudly.ts';
import { KafkaConnection } from '../../microservices/messaging/src/kafka/connection.ts';
import { KafkaDeadLetters } from '../../microservices/messaging/src/kafka/letters.ts';
import { KafkaRelay } from '../../microservices/messaging/src/kafka/relay.ts';
import {
  KafkaSubscriber,
  type KafkaSubscriberOptions,
} from '../../microservices/messaging/src/kafka/subscriber.ts';
import { eventually } from '../behaviour/expectations.ts';
import { type OwnServer, startOwnServer, whyNoOwn } from '../own-server.ts';

/** A broker that was killed is up again after some seconds, and a group waits for a member that was killed. ms. */
const PATIENCE_MS = 60_000;
const TYPES = ['order.confirmed', 'order.cancelled'] as const;

const missing = await whyNoOwn('kafka');
const silent = () => undefined;
const logger = { debug: silent, info: silent, warn: silent, error: silent };
const ends: (() => Promise<unknown>)[] = [];
let server: OwnServer | undefined;
let place: Readonly<Record<string, string>>;
let connection: KafkaConnection;

beforeAll(async () => {
  if (missing === undefined) server = await startOwnServer('kafka');
});
afterAll(() => server?.release());

beforeEach(async (context) => {
  skipLoudly(context, missing);
  place = (await server?.place()) ?? {};
  connection = await connect();
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** As another process would connect. */
async function connect(): Promise<KafkaConnection> {
  const { KAFKA_URL: url = '', KAFKA_PREFIX: prefix = '' } = place;
  const opened = await KafkaConnection.open({ url, prefix, flush: 'each', name: 'test', logger });
  ends.push(() => opened.close());
  return opened;
}

/** A publisher with a database. */
function publisher() {
  const database = createMemoryDatabase();
  const told: number[] = [];
  const relay = new KafkaRelay(connection, database.outbox, {
    pollMs: PATIENCE_MS,
    retryMs: 100,
    published: (_, ms) => told.push(ms),
  });
  ends.push(() => relay.close(100));
  const publish = (...events: DomainEvent[]) =>
    database.unitOfWork.write(async () => {
      for (const event of events) await database.outbox.add(event);
      database.unitOfWork.afterCommit(() => relay.wake());
    });
  const left = async () => (await database.outbox.pending(10_000)).length;
  return { publish, left, told, counts: relay.counts };
}

/** A subscriber with a database, and the ids of the events in the order in which they took effect. */
async function subscriber(
  more: Partial<Subscription> = {},
  {
    database = createMemoryDatabase(),
    ...options
  }: KafkaSubscriberOptions & {
    database?: ReturnType<typeof createMemoryDatabase>;
  } = {},
) {
  const ids: string[] = [];
  const apply = async ({ id }: DomainEvent) => void ids.push(id);
  const subscription = { subscriber: 'test', types: TYPES, apply, ...more };
  const retry = { base: 20, cap: 50 };
  const started = new KafkaSubscriber(connection, database, subscription, { retry, ...options });
  ends.push(() => started.close(1_000));
  started.start();
  await holds('it is in its group', () => started.ready);
  return { ids, database, subscriber: started };
}

const event = (orderId: string, type: (typeof TYPES)[number] | 'order.rejected', n = 0): DomainEvent =>
  ({
    id: `${type}:${orderId}:${n}`,
    type,
    occurredAt: '2026-01-01T00:00:00.000Z',
    data: { orderId, customerId: 'cus-001', lines: [], total: { amount: 100, currency: 'EUR' }, reason: 'x' },
  }) as DomainEvent;

/** So many events of each order, those of different orders mixed. */
const eventsOf = (orders: number, each: number) =>
  Array.from({ length: orders * each }, (_, i) =>
    event(`o${i % orders}`, 'order.confirmed', Math.floor(i / orders)),
  );

const holds = (what: string, check: () => boolean | Promise<boolean>) =>
  eventually(what, async () => ((await check()) ? true : undefined), PATIENCE_MS);

test('events take effect once each, those of one order in their order, and both delays are told', async () => {
  const { publish, left, told, counts } = publisher();
  const applied: number[] = [];
  const { ids, subscriber: hearing } = await subscriber({}, { applied: (_, ms) => applied.push(ms) });
  const events = eventsOf(20, 10);
  await publish(...events);
  await holds('all are applied', () => ids.length === events.length);
  await holds('the outbox is empty', async () => (await left()) === 0);
  for (let order = 0; order < 20; order += 1) {
    const own = (all: string[]) => all.filter((id) => id.includes(`:o${order}:`));
    expect(own(ids)).toEqual(own(events.map(({ id }) => id)));
  }
  expect(counts.published).toBe(events.length);
  expect(hearing.counts).toEqual({ handled: 200, repeated: 0, retried: 0, dead: 0 });
  expect([told.length, applied.length]).toEqual([200, 200]);
  expect(Math.min(...told, ...applied)).toBeGreaterThan(0);
});

test('an event waits for a subscriber that has never been started, and others do not hear it twice', async () => {
  const { publish, left } = publisher();
  const early = await subscriber();
  await publish(event('o1', 'order.confirmed'), event('o1', 'order.rejected'));
  await holds('the early one has it', () => early.ids.length === 1);
  await holds('the outbox is empty', async () => (await left()) === 0);
  const late = await subscriber({ subscriber: 'late', types: ['order.rejected'] });
  await holds('the late one has what it asked for', () => late.ids.length === 1);
  expect([early.ids, late.ids]).toEqual([['order.confirmed:o1:0'], ['order.rejected:o1:0']]);
});

test('what comes after an event may take longer than an attempt, and the event comes once', async () => {
  const { publish } = publisher();
  let ended = 0;
  const { ids, subscriber: hearing } = await subscriber(
    {
      after: async () => {
        await delay(500);
        ended += 1;
      },
    },
    { handlerMs: 50 },
  );
  await publish(...eventsOf(3, 1));
  await holds('all have ended', () => hearing.counts.handled === 3);
  expect([ended, ids.length]).toEqual([3, 3]);
  expect(hearing.counts).toEqual({ handled: 3, repeated: 0, retried: 0, dead: 0 });
});

test('what is delivered twice is counted, and applied once', async () => {
  const { publish } = publisher();
  const { ids, subscriber: hearing } = await subscriber();
  await publish(event('o1', 'order.confirmed'));
  await holds('it is applied', () => ids.length === 1);
  // The relay forgets what was delivered: for another one this is new.
  await publisher().publish(event('o1', 'order.confirmed'));
  await holds('it has come again', () => hearing.counts.repeated === 1);
  expect(ids).toHaveLength(1);
});

test('processes of one subscriber share its events, and one that leaves leaves its part to the others', async () => {
  const { publish } = publisher();
  const database = createMemoryDatabase();
  const first = await subscriber({}, { database });
  const second = await subscriber({}, { database });
  let orders = 0;
  const another = () => {
    orders += 1;
    return publish(event(`o${orders}`, 'order.confirmed'));
  };
  // Who came first hears of all orders, until the group has shared them out.
  await holds('both have some', async () => {
    await another();
    return first.ids.length > 0 && second.ids.length > 0;
  });
  await first.subscriber.close();
  for (let i = 0; i < 20; i += 1) await another();
  await holds('all are applied', () => first.ids.length + second.ids.length === orders);
  expect(new Set([...first.ids, ...second.ids]).size).toBe(orders);
});

test('an event that cannot be applied is tried again, then put aside, and takes effect when it is redriven', async () => {
  const { publish } = publisher();
  let broken = true;
  const ids: string[] = [];
  const apply = async ({ id }: DomainEvent) => {
    if (broken && id.includes('o1')) throw new Error('the printer is on fire');
    ids.push(id);
  };
  const { subscriber: hearing } = await subscriber({ apply });
  const letters = new KafkaDeadLetters(async () => connection, 'test');
  expect(await letters.count()).toBe(0);
  await publish(event('o1', 'order.confirmed'), event('o2', 'order.confirmed'));
  await holds('it is put aside', async () => (await letters.count()) === 1);
  await holds('the other one is applied', () => ids.length === 1);
  expect(hearing.counts).toMatchObject({ retried: 3, dead: 1 });
  broken = false;
  expect(await letters.redrive()).toBe(1);
  await holds('it is applied', () => ids.length === 2);
  expect([await letters.count(), await letters.redrive()]).toEqual([0, 0]);
  // As a broker does with a group in which nobody has been for some days.
  const { KAFKA_URL = '' } = place;
  const operator = new Admin({ clientId: 'operator', bootstrapBrokers: [new URL(KAFKA_URL).host] });
  ends.push(() => operator.close());
  await operator.deleteGroups({ groups: [connection.topics.redrive('test')] });
  expect([await letters.count(), await letters.redrive()]).toEqual([0, 0]);
});

test('an outage brings no event nearer to the dead', async () => {
  const { publish } = publisher();
  let attempts = 0;
  const ids: string[] = [];
  const apply = async ({ id }: DomainEvent) => {
    attempts += 1;
    if (attempts <= 10) throw new DependencyFailure('test', 'unavailable', 'the database is away');
    ids.push(id);
  };
  const { subscriber: hearing } = await subscriber({ apply });
  await publish(event('o1', 'order.confirmed'));
  await holds('it is applied', () => ids.length === 1);
  expect(hearing.counts).toMatchObject({ retried: 10, dead: 0 });
});

test('what is not an event is put aside, and holds nobody up', async () => {
  const { publish } = publisher();
  const { ids } = await subscriber();
  const { KAFKA_URL = '' } = place;
  const foreign = new Producer({ clientId: 'foreign', bootstrapBrokers: [new URL(KAFKA_URL).host] });
  ends.push(() => foreign.close());
  const topic = connection.topics.of('order.confirmed');
  const value = Buffer.from('{');
  await foreign.send({ messages: [0, 1, 2, 3].map((partition) => ({ topic, partition, value })) });
  await publish(event('o1', 'order.confirmed'));
  await holds('the event is applied', () => ids.length === 1);
  const letters = new KafkaDeadLetters(async () => connection, 'test');
  // At least: one that the broker did not confirm in time is put aside again.
  await holds('all four are put aside', async () => (await letters.count()) >= 4);
});

test('while the broker is down events wait, and take effect once each when it is back', async () => {
  const { publish, left } = publisher();
  const { ids, subscriber: hearing } = await subscriber();
  const events = eventsOf(10, 3);
  await publish(...events.slice(0, 10));
  await holds('the first are applied', () => ids.length === 10);
  await holds('the outbox is empty', async () => (await left()) === 0);
  await server?.outage.kill();
  await publish(...events.slice(10, 20));
  await holds('the loss is noticed', () => !hearing.ready);
  expect(await left()).toBe(10);
  await server?.outage.restart();
  await publish(...events.slice(20));
  await holds('the outbox is empty', async () => (await left()) === 0);
  await holds('all are applied', () => ids.length >= 30);
  expect(ids.toSorted()).toEqual(events.map(({ id }) => id).toSorted());
});

test('a group that was lost is joined again, though what comes after an event cannot end', async () => {
  const { publish } = publisher();
  let goOn = () => {};
  const gate = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  ends.push(async () => goOn());
  const after = async ({ id }: DomainEvent) => {
    if (id.includes(':o1:')) await gate;
  };
  const { ids, subscriber: hearing } = await subscriber({ after }, { endMs: 100 });
  await publish(event('o1', 'order.confirmed'));
  await holds('it is in work', () => ids.length === 1);
  await server?.outage.kill();
  await holds('the loss is noticed', () => !hearing.ready);
  await server?.outage.restart();
  await publish(event('o2', 'order.confirmed'));
  await holds('the other one is applied', () => ids.length === 2);
  expect(hearing.counts.handled - hearing.counts.repeated, 'the first one is still in work').toBe(1);
});
