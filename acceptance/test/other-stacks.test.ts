import { randomUUID } from 'node:crypto';
import { openDatabase } from '@lab/shared-domain/adapters/persistence/database';
import { inCall } from '@lab/shared-domain/kernel/call-context';
import type { OrderConfirmed } from '@lab/shared-domain/kernel/events';
import { customerId } from '@lab/shared-domain/seed/people';
import { sku } from '@lab/shared-domain/seed/products';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { skipLoudly } from '../../lab/test/skip-loudly.ts';
import { TcpProxy } from '../../microservices/messaging/test/tcp-proxy.ts';
import { eventually } from '../behaviour/expectations.ts';
import { LoneRecommendations } from '../lone-recommendations.ts';
import { OTHER_STACKS, whyNoStack } from '../other-stacks.ts';

const EVENTS = 'recommendations.events';
const DEAD = 'recommendations.events.dead';
const LAST_RETRY = 'recommendations.events.retry.5000';

function orderOf(customer: string, ...skus: readonly string[]): OrderConfirmed {
  const orderId = randomUUID();
  return {
    id: `order.confirmed:${orderId}`,
    type: 'order.confirmed',
    occurredAt: new Date().toISOString(),
    data: {
      ...{ orderId, customerId: customer, total: { amount: 1, currency: 'EUR' } },
      lines: skus.map((each) => ({ sku: each, quantity: 1 })),
    },
  };
}

/** An order that lacks what a basket is made of. */
const spoilt = () => ({ ...orderOf('cus-001'), data: {} });

/** What the service in Nest promises, asked of the same service on another stack: by messages, and nothing but messages. */
describe.each(OTHER_STACKS)('recommendations on the stack %s', (stack) => {
  const missing = whyNoStack(stack);
  let path: TcpProxy;
  let other: LoneRecommendations;
  let reference: LoneRecommendations;

  beforeAll(async () => {
    if (missing !== undefined) return;
    path = await TcpProxy.before(inject('amqpUrl'));
    reference = await LoneRecommendations.start('nest');
    other = await LoneRecommendations.start(stack, path.url);
  });
  afterAll(async () => {
    await other?.stop();
    await reference?.stop();
    path?.cut();
  });
  beforeEach((context) => skipLoudly(context, missing));

  const learned = async (of: LoneRecommendations, { data }: OrderConfirmed) =>
    (await of.operations.baskets({ customerId: data.customerId })).includes(data.orderId) || undefined;

  /** All of both, for some products and some customers. */
  async function expectSameAnswers(): Promise<void> {
    for (let number = 1; number <= 6; number += 1) {
      const products = { sku: sku(number * 117), limit: 8 };
      const [there, here] = [other.operations, reference.operations];
      expect(await there.forProduct(products)).toEqual(await here.forProduct(products));
      const customer = { customerId: customerId(number * 7), limit: 5 };
      expect(await there.forCustomer(customer)).toEqual(await here.forCustomer(customer));
      expect((await there.baskets(customer)).toSorted()).toEqual((await here.baskets(customer)).toSorted());
    }
  }

  it('give the same products in the same order with the same scores, also when both have learned', async () => {
    expect((await reference.operations.forProduct({ sku: sku(117), limit: 20 })).length).toBeGreaterThan(5);
    await expectSameAnswers();
    // One of them is new, and so are its neighbours.
    const order = orderOf(customerId(7), sku(117), 'SKU-99999', sku(234), sku(117));
    for (const each of [other, reference]) {
      each.sendEvent(order);
      await eventually('the order learned', () => learned(each, order));
    }
    await expectSameAnswers();
    for (const query of ['SKU-99999', 'SKU-none'].map((each) => ({ sku: each, limit: 5 })))
      expect(await other.operations.forProduct(query)).toEqual(await reference.operations.forProduct(query));
  });

  it('apply an event once, however often it is delivered', async () => {
    const before = await other.count('shop_events_repeated_total');
    const order = orderOf(customerId(8), sku(1), sku(2));
    for (let times = 0; times < 3; times += 1) other.sendEvent(order);
    await eventually('two repetitions', async () => {
      const repeated = (await other.count('shop_events_repeated_total')) - before;
      return repeated === 2 ? true : undefined;
    });
    const ids = await other.operations.baskets({ customerId: customerId(8) });
    expect(ids.filter((id) => id === order.data.orderId)).toHaveLength(1);
  });

  it('put an event aside that fails, later each time, and lose none', async () => {
    const before = await other.waitingIn(DEAD);
    const event = spoilt();
    other.sendEvent(event, { 'x-attempt': 3 });
    const waiting = await eventually('its last wait', async () => {
      const message = await other.channel.get(other.prefix + LAST_RETRY, { noAck: true });
      return message === false ? undefined : message;
    });
    expect(JSON.parse(waiting.content.toString())).toEqual(event);
    expect(waiting.properties).toMatchObject({ type: 'order.confirmed', deliveryMode: 2 });
    expect(waiting.properties.headers).toMatchObject({ 'x-attempt': 4, 'x-error': expect.any(String) });
    other.sendEvent(event, { 'x-attempt': 4 });
    other.sendEvent('{ not json');
    await eventually('two dead letters', async () =>
      (await other.waitingIn(DEAD)) === before + 2 ? true : undefined,
    );
    expect(await other.count('shop_dead_letters')).toBe(before + 2);
    // The id of an event that has failed is not noted: it may still be applied.
    const database = await openDatabase({ file: other.database, contexts: ['recommendations'] });
    expect(await database.inbox.appliedBy(['recommendations'], event.id)).toEqual([]);
    await database.close();
    await other.channel.purgeQueue(other.prefix + DEAD);
  });

  it('try dead letters again when an operator has them tried', async () => {
    const order = orderOf(customerId(9), sku(3));
    other.sendEvent(order, { 'x-attempt': 4 }, DEAD);
    await eventually('a dead letter', async () => ((await other.waitingIn(DEAD)) === 1 ? true : undefined));
    expect(await other.operate('redrive')).toBe('recommendations: a dead letter on the way again');
    await eventually('the order learned', () => learned(other, order));
    expect(await other.operate('redrive')).toBe('recommendations: there are no dead letters');
    await expect(other.operate('revive')).rejects.toThrow('recommendations has no command "revive"');
  });

  it('do no work for a caller who waits no more, and refuse what is malformed, as the service in Nest does', async () => {
    const asked = (id: string) => `recommendations.forProduct; deadline=${Date.now() + 60_000}; for=${id}`;
    const query = JSON.stringify({ sku: sku(117), limit: 1 });
    const messages: readonly (readonly [type: string, body: string])[] = [
      [`recommendations.forProduct; deadline=${Date.now() - 1}; for=late-1`, query],
      ['recommendations.forProduct; deadline=soon', query],
      ['recommendations.forProduct', '{ not json'],
      ['recommendations.forProduct', ''],
      ['recommendations.constructor', query],
      ['catalog.find', query],
      [asked('known-1'), query],
    ];
    const replies = async (of: LoneRecommendations) => {
      const { queue } = await of.channel.assertQueue('', { exclusive: true });
      for (const [index, [type, body]] of messages.entries()) {
        const properties = { type, replyTo: queue, correlationId: `m${index}` };
        of.channel.sendToQueue(`${of.prefix}rpc.recommendations`, Buffer.from(body), properties);
      }
      const found = new Map<string, unknown>();
      await eventually('all replies', async () => {
        const message = await of.channel.get(queue, { noAck: true });
        if (message === false) return undefined;
        const { type, contentType, correlationId } = message.properties;
        const kind = String(type).replaceAll(/\d+\.\d\d\b/g, '#');
        found.set(correlationId, { kind, contentType, content: JSON.parse(message.content.toString()) });
        return found.size === messages.length - 1 ? true : undefined;
      });
      return [...found].toSorted();
    };
    const here = await replies(reference);
    expect(here.map(([id]) => id)).not.toContain('m0');
    expect(await replies(other)).toEqual(here);
    const late = (await other.log()).filter(({ correlationId }) => correlationId === 'late-1');
    expect(late).toMatchObject([{ level: 20, msg: 'request had expired' }]);
  });

  it('log what goes wrong under the id of the request that caused it, in lines of the same shape', async () => {
    const id = `unhappy-${stack}`;
    const unhappy = (of: LoneRecommendations) =>
      inCall({ correlationId: id }, () => of.operations.forProduct(undefined as never)).catch(
        (error: unknown) => error,
      );
    const lines = async (of: LoneRecommendations) => {
      expect(await unhappy(of)).toMatchObject({ kind: 'failed' });
      of.sendEvent('[]', { 'x-correlation-id': id });
      const found = await eventually('both lines', async () => {
        const all = (await of.log()).filter(({ correlationId }) => correlationId === id);
        return all.length >= 2 ? all : undefined;
      });
      const others = (await of.log()).filter(
        ({ msg }) => msg === 'serving' || msg === 'connected to the broker',
      );
      await of.channel.purgeQueue(of.prefix + DEAD);
      return [...others, ...found]
        .map((line) => [line.msg, line.level, line.name, Object.keys(line).toSorted()].join())
        .toSorted();
    };
    expect(await lines(other)).toEqual(await lines(reference));
  });

  it('show the metrics of the service in Nest, except those of Node', async () => {
    const named = async (of: LoneRecommendations) =>
      [...(await of.metrics()).matchAll(/^# TYPE (?!nodejs_)(\w+ \w+)$/gm)]
        .map(([, metric]) => metric)
        .toSorted();
    expect(await named(other)).toEqual(await named(reference));
    expect(await other.count('process_cpu_seconds_total')).toBeGreaterThan(0);
    expect(await other.count('shop_messages_total')).toBeGreaterThan(0);
    expect(await other.count('shop_commits_total')).toBeGreaterThan(0);
  });

  it('come back when the connection to the broker is lost', async () => {
    const ready = async () => (await fetch(`${other.system.url}/health/ready`)).status;
    path.cut();
    await eventually('that it is not ready', async () => ((await ready()) === 503 ? true : undefined));
    expect((await fetch(`${other.system.url}/health/live`)).status).toBe(200);
    await path.restore();
    await eventually('that it is ready', async () => ((await ready()) === 200 ? true : undefined), 30_000);
    const order = orderOf(customerId(10), sku(4));
    other.sendEvent(order);
    await eventually('the order learned', () => learned(other, order));
  });

  it('lose nothing of what is under way when another one takes their place', async () => {
    const calls = Array.from({ length: 20 }, (_, index) =>
      other.operations.forProduct({ sku: sku(117 + index), limit: 3 }),
    );
    await Promise.race(calls);
    const orders = Array.from({ length: 40 }, () => orderOf(customerId(11), sku(5), sku(6)));
    for (const order of orders) other.sendEvent(order);
    // The new process takes over what the old one has not begun.
    await other.system.replace('recommendations');
    expect((await Promise.all(calls)).every((answer) => answer.length === 3)).toBe(true);
    for (const order of orders) await eventually('the order learned', () => learned(other, order));
  });

  it('end what they have begun when they are told to end', async () => {
    const order = orderOf(customerId(12), sku(7));
    const database = await openDatabase({ file: other.database, contexts: ['recommendations'] });
    const said = async () => (await other.log()).map(({ msg }) => msg);
    const endings = (await said()).filter((msg) => msg === 'ending').length;
    let stopped = Promise.resolve();
    // The event waits for the database when the signal comes.
    await database.unitOfWork.write(async () => {
      other.sendEvent(order);
      await eventually('the event in work', async () =>
        (await other.waitingIn(EVENTS)) === 0 ? true : undefined,
      );
      stopped = other.system.stop();
      await eventually('the end begun', async () =>
        (await said()).filter((msg) => msg === 'ending').length > endings ? true : undefined,
      );
    });
    await stopped;
    // It would wait there again, had the process not acknowledged it.
    expect(await other.waitingIn(EVENTS)).toBe(0);
    expect(await database.stores.recommendations.orderIds(customerId(12))).toContain(order.data.orderId);
    await database.close();
    expect(await said()).not.toEqual(expect.arrayContaining(['not drained']));
    expect(await said()).not.toEqual(expect.arrayContaining(['still busy: ending anyway']));
  });
});
