import { createMemoryDatabase } from '@lab/shared-domain/adapters/memory/memory-database';
import type { DomainEvent } from '@lab/shared-domain/kernel/events';
import { Admin, ConfigResourceTypes } from '@platformatic/kafka';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { skipLoudly } from '../../lab/test/skip-loudly.ts';
import { KafkaConnection, type KafkaOptions } from '../../microservices/messaging/src/kafka/connection.ts';
import { KafkaDeadLetters } from '../../microservices/messaging/src/kafka/letters.ts';
import { KafkaRelay } from '../../microservices/messaging/src/kafka/relay.ts';
import { KafkaSubscriber } from '../../microservices/messaging/src/kafka/subscriber.ts';
import { messageOf, PARTITIONS } from '../../microservices/messaging/src/kafka/topics.ts';
import { eventually } from '../behaviour/expectations.ts';
import { type OwnServer, startOwnServer, whyNoOwn } from '../own-server.ts';

const PATIENCE_MS = 60_000;
const missing = await whyNoOwn('kafka');
const silent = () => undefined;
const logger = { debug: silent, info: silent, warn: silent, error: silent };
const ends: (() => Promise<unknown>)[] = [];
let server: OwnServer | undefined;
let place: Readonly<Record<string, string>>;
let admin: Admin;

beforeAll(async () => {
  if (missing === undefined) server = await startOwnServer('kafka');
});
afterAll(() => server?.release());

beforeEach(async (context) => {
  skipLoudly(context, missing);
  place = (await server?.place()) ?? {};
  admin = new Admin({ clientId: 'operator', bootstrapBrokers: [new URL(place.KAFKA_URL ?? '').host] });
  ends.push(() => admin.close());
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function connect(flush: KafkaOptions['flush'] = 'each'): Promise<KafkaConnection> {
  const { KAFKA_URL: url = '', KAFKA_PREFIX: prefix = '' } = place;
  const opened = await KafkaConnection.open({ url, prefix, flush, name: 'test', logger });
  ends.push(() => opened.close());
  return opened;
}

/** A publisher with a database. */
function publisher(connection: KafkaConnection) {
  const { outbox, unitOfWork } = createMemoryDatabase();
  const relay = new KafkaRelay(connection, outbox, { pollMs: PATIENCE_MS, retryMs: 100 });
  ends.push(() => relay.close(100));
  const publish = (...events: DomainEvent[]) =>
    unitOfWork.write(async () => {
      for (const event of events) await outbox.add(event);
      unitOfWork.afterCommit(() => relay.wake());
    });
  const left = async () => (await outbox.pending(1_000)).map(({ id }) => id);
  return { publish, left };
}

/** The ids of the events that a subscriber has applied. */
function subscriber(
  connection: KafkaConnection,
  types: DomainEvent['type'][],
  database = createMemoryDatabase(),
): string[] {
  const ids: string[] = [];
  const apply = async ({ id }: DomainEvent) => void ids.push(id);
  const started = new KafkaSubscriber(connection, database, { subscriber: 'test', types, apply });
  ends.push(() => started.close(1_000));
  started.start();
  return ids;
}

const order = (orderId: string, reason = ''): DomainEvent => {
  const facts = { orderId, customerId: 'cus-001', lines: [], total: { amount: 1, currency: 'EUR' }, reason };
  return { ...envelope(orderId), type: 'order.rejected', data: facts } as DomainEvent;
};
const price = (sku: string): DomainEvent =>
  ({
    ...envelope(sku),
    type: 'product.price-changed',
    data: { sku, version: 1, price: { amount: 1, currency: 'EUR' } },
  }) as DomainEvent;
const envelope = (id: string) => ({ id, occurredAt: '2026-01-01T00:00:00.000Z' });

const holds = (what: string, check: () => boolean | Promise<boolean>) =>
  eventually(what, async () => ((await check()) ? true : undefined), PATIENCE_MS);

const SETTINGS = ['retention.ms', 'flush.messages', 'message.timestamp.type'];

/** What the broker says of a topic. */
async function settingsOf(topic: string): Promise<(string | null | undefined)[]> {
  const [found] = await admin.describeConfigs({
    resources: [
      { resourceType: ConfigResourceTypes.TOPIC, resourceName: topic, configurationKeys: SETTINGS },
    ],
  });
  return SETTINGS.map((name) => found?.configs.find((each) => each.name === name)?.value);
}

test('a topic that has gone is made again, and events go on', async () => {
  const connection = await connect();
  const { publish, left } = publisher(connection);
  const ids = subscriber(connection, ['order.rejected']);
  await publish(order('o1'));
  await holds('it is applied', () => ids.length === 1);
  await admin.deleteTopics({ topics: [connection.topics.of('order.rejected')] });
  await publish(order('o2'));
  await holds('the outbox is empty', async () => (await left()).length === 0);
  await holds('the second one is applied', () => ids.length === 2);
  expect(ids).toEqual(['o1', 'o2']);
});

test('a topic that takes nothing holds up its own events alone', async () => {
  const connection = await connect();
  const { publish, left } = publisher(connection);
  const ids = subscriber(connection, ['order.rejected']);
  const configs = [{ name: 'max.message.bytes', value: '1' }];
  const topic = connection.topics.of('product.price-changed');
  await admin.createTopics({ topics: [topic], partitions: PARTITIONS, replicas: 1, configs });
  await publish(price('p1'), order('o1'), price('p2'), order('o2'));
  await holds('the others are applied', () => ids.length === 2);
  await holds('they have left the outbox', async () => (await left()).length === 2);
  expect(await left()).toEqual(['p1', 'p2']);
});

test('an event that the broker refuses holds up those of its key alone', async () => {
  const connection = await connect();
  const { publish, left } = publisher(connection);
  const ids = subscriber(connection, ['order.rejected']);
  await publish(order('o1', 'x'.repeat(2_000_000)), order('o2'), order('o3'));
  await holds('the others are applied', () => ids.length === 2);
  await holds('they have left the outbox', async () => (await left()).length === 1);
  expect([ids.toSorted(), await left()]).toEqual([['o2', 'o3'], ['o1']]);
});

test('when an event is safe, and whose clock says when it came, is so of topics that were there before', async () => {
  const topic = `${place.KAFKA_PREFIX}shop.order`;
  await admin.createTopics({ topics: [topic], partitions: PARTITIONS, replicas: 1 });
  const [days, byTheSystem, clock] = await settingsOf(topic);
  await (await connect('each')).ensure(topic, PARTITIONS);
  expect(await settingsOf(topic)).toEqual(['-1', '1', 'LogAppendTime']);
  await (await connect('system')).ensure(topic, PARTITIONS);
  expect(await settingsOf(topic)).toEqual(['-1', byTheSystem, 'LogAppendTime']);
  expect([days, byTheSystem]).not.toContain('1');
  expect(clock).toBe('CreateTime');
});

const HOUR_MS = 3_600_000;

/** A database whose inbox has forgotten an event from then. */
async function forgettingUntil(horizon: number) {
  const database = createMemoryDatabase();
  const { inbox, unitOfWork } = database;
  for (const [id, at] of [
    ['forgotten', horizon],
    ['last', horizon + 2 * HOUR_MS],
  ] as const)
    await unitOfWork.write(() => inbox.firstTime('test', id, at, at));
  const pruning = { retentionMs: HOUR_MS, now: horizon + 3 * HOUR_MS, most: 10 };
  expect(await inbox.prune('test', pruning)).toBe(1);
  return database;
}

test('what a group has left behind is told by the clock of the broker, and not by that of a publisher', async () => {
  const connection = await connect();
  await connection.ensure(connection.topics.of('order.rejected'), PARTITIONS);
  const producer = connection.producer();
  ends.push(() => producer.close());
  const longAgo = '2020-01-01T00:00:00.000Z';
  /** All of them have one key, and so one lane. @param timestamp of the publisher */
  const send = (id: string, occurredAt: string, timestamp: number) => {
    const event: DomainEvent = { ...order('o1'), id, occurredAt };
    const message = { ...messageOf(connection.topics, event), timestamp: BigInt(timestamp) };
    return producer.send({ messages: [message] });
  };
  const behind = Date.parse(longAgo);
  await send('left behind', longAgo, Date.now());
  const horizon = Date.now();
  await holds('the clock of the broker goes on', () => Date.now() > horizon + 5);
  await send('by a clock that is behind', longAgo, behind);
  await send('young', new Date().toISOString(), behind);
  const ids = subscriber(connection, ['order.rejected'], await forgettingUntil(horizon));
  await holds('the young one is applied', () => ids.length === 1);
  const letters = new KafkaDeadLetters(async () => connection, 'test');
  expect(await letters.count()).toBe(1);
  expect(await letters.redrive()).toBe(1);
  await holds('the other one is applied', () => ids.length === 2);
  expect(ids).toEqual(['young', 'by a clock that is behind']);
});
