import 'reflect-metadata';
import { createMemoryDatabase } from '@lab/shared-domain/adapters/memory/memory-database';
import type { Handlers } from '@lab/shared-domain/adapters/messages/request';
import type { Transport } from '@lab/shared-domain/adapters/messages/transport';
import { currentCall, inCall } from '@lab/shared-domain/kernel/call-context';
import { DependencyFailure } from '@lab/shared-domain/kernel/dependency-failure';
import type { DomainEvent, Subscription } from '@lab/shared-domain/kernel/events';
import { Controller, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, MessagePattern, type MicroserviceOptions, Payload } from '@nestjs/microservices';
import { of } from 'rxjs';
import { afterAll, describe, expect, it } from 'vitest';
import { TransportStrategy, type TransportStrategyOptions } from '../src/nest-strategy.ts';
import { openTransport } from '../src/open-transport.ts';
import { Names } from '../src/rabbitmq/names.ts';
import { RethrowFilter } from '../src/rethrow-filter.ts';
import { eventually, Gate, orderConfirmed, TestBroker } from './support.ts';

const broker = new TestBroker();
const applications: { close(): Promise<void> }[] = [];
const transports: { close(): Promise<void> }[] = [];
afterAll(async () => {
  await Promise.all(applications.map((application) => application.close()));
  await Promise.all(transports.map((transport) => transport.close()));
});

async function startNest(controller: Type, strategy: TransportStrategy) {
  @Module({ controllers: [controller] })
  class TestModule {}

  const application = await NestFactory.createMicroservice<MicroserviceOptions>(TestModule, {
    strategy,
    logger: false,
  });
  application.useGlobalFilters(new RethrowFilter());
  await application.listen();
  return application;
}

async function start(controller: Type, events?: TransportStrategyOptions['events'], prefix = '') {
  const { url, logger } = broker;
  const settings = {
    TRANSPORT: 'rabbitmq',
    EVENTS: 'rabbitmq',
    AMQP_URL: url,
    AMQP_PREFIX: broker.prefix + prefix,
  } as const;
  const transport = await openTransport(settings, { name: 'test', logger, callTimeoutMs: 3_000 });
  transports.push(transport);
  const strategy = new TransportStrategy({ transport, ...(events && { events }) });
  const application = await startNest(controller, strategy);
  applications.push(application);
  return { transport, application, client: transport.rpc };
}

describe('message patterns', () => {
  const gate = new Gate();

  @Controller()
  class StockController {
    @MessagePattern('stock.level')
    level(@Payload() query: { sku: string }) {
      return { sku: query.sku, call: currentCall()?.correlationId };
    }

    @MessagePattern('stock.stream')
    stream() {
      return of(1, 2, 3);
    }

    @MessagePattern('stock.fail')
    async fail() {
      throw new DependencyFailure('database', 'unavailable', 'locked by somebody');
    }

    @MessagePattern('stock.wait')
    async wait() {
      await gate.opened;
      return 'drained';
    }

    @MessagePattern('audit.nothing')
    nothing() {}
  }

  it('answer calls, of as many contexts as there are', async () => {
    const { client, transport } = await start(StockController);
    expect(transport.waitingFor()).toEqual([]);
    const answer = inCall({ correlationId: 'req-1' }, () => client.call('stock', 'level', { sku: 'SKU-1' }));
    expect(await answer).toEqual({ sku: 'SKU-1', call: 'req-1' });
    expect(await client.call('stock', 'stream', {})).toBe(3);
    expect(await client.call('audit', 'nothing', {})).toBeUndefined();
  });

  it('fail calls as a handler without Nest would', async () => {
    const { client } = await start(StockController);
    await expect(client.call('stock', 'fail', {})).rejects.toMatchObject({
      kind: 'unavailable',
      dependency: 'stock',
    });
    expect(broker.logger.find('error', 'locked by somebody').length).toBeGreaterThan(0);
  });

  it('are drained when the application closes', async () => {
    const { application, client, transport } = await start(StockController, undefined, 'drain.');
    const call = client.call('stock', 'wait', {});
    const admin = await broker.admin();
    const queue = `${broker.prefix}drain.rpc.stock`;
    await eventually('it is in work', async () => (await admin.checkQueue(queue)).messageCount === 0);
    const closed = application.close();
    await eventually(
      'it has stopped consuming',
      async () => (await admin.checkQueue(queue)).consumerCount === 0,
    );
    expect(transport.waitingFor()).toEqual(['RabbitMQ']);
    gate.open();
    expect(await call).toBe('drained');
    await closed;
  });

  it('must name a context and a method', async () => {
    @Controller()
    class BadController {
      @MessagePattern('nocontext')
      x() {}
    }
    await expect(start(BadController)).rejects.toThrow('"nocontext" is not <context>.<method>');
  });

  it('cannot be served when the broker refuses the queue', async () => {
    const admin = await broker.admin();
    await admin.assertQueue(`${broker.prefix}clash.rpc.stock`, { durable: true, maxLength: 1 });
    await expect(start(StockController, undefined, 'clash.')).rejects.toThrow('PRECONDITION_FAILED');
  });
});

describe('event patterns', () => {
  let attempts = 0;
  const handled: string[] = [];

  @Controller()
  class NoticesController {
    @EventPattern<string>('order.confirmed')
    async notice(@Payload() event: DomainEvent) {
      if (++attempts === 1) throw new Error('once');
      handled.push(event.id);
    }
  }

  it('are retried when they throw, and applied once', async () => {
    await start(
      NoticesController,
      { subscriber: 'nest', types: ['order.confirmed'], database: createMemoryDatabase() },
      'events.',
    );
    const { eventExchange } = new Names(`${broker.prefix}events.`);
    const event = orderConfirmed('1');
    const admin = await broker.admin();
    for (let i = 0; i < 3; i++) {
      admin.publish(eventExchange, event.type, Buffer.from(JSON.stringify(event)));
    }
    const marker = orderConfirmed('2');
    await eventually('it is handled', () => handled.length === 1);
    admin.publish(eventExchange, marker.type, Buffer.from(JSON.stringify(marker)));
    await eventually('the next one is handled', () => handled.includes(marker.id));
    expect(handled).toEqual([event.id, marker.id]);
  });

  it('must be those for which publishers keep events', async () => {
    const types = ['order.confirmed', 'order.cancelled'] as const;
    const events = { subscriber: 'nest', types, database: createMemoryDatabase() };
    await expect(start(NoticesController, events, 'differ.')).rejects.toThrow(
      'nest has other event handlers than types in SUBSCRIBERS: order.cancelled',
    );
  });

  it('need to know whose events they are', async () => {
    await expect(start(NoticesController)).rejects.toThrow('no event options');
  });
});

it('asks of a transport what every transport offers', async () => {
  @Controller()
  class ShopController {
    @MessagePattern('stock.level')
    level(@Payload() { sku }: { sku: string }) {
      return `level of ${sku}`;
    }

    @EventPattern<string>('order.confirmed')
    confirmed(@Payload() event: DomainEvent) {
      heard.push(event.id);
    }
  }
  const heard: string[] = [];
  const served = new Map<string, Handlers>();
  const limits: (number | undefined)[] = [];
  const subscriptions: Subscription[] = [];
  const drained: number[] = [];
  const transport: Transport = {
    rpc: { call: async (context, method, payload) => served.get(context)?.[method]?.(payload) },
    async serve(context, handlers, atOnce) {
      served.set(context, handlers);
      limits.push(atOnce);
    },
    events: {
      relay: async () => ({ wake: () => undefined }),
      subscribe: async (subscription) => void subscriptions.push(subscription),
      deadLetters: () => ({ count: async () => 0, redrive: async () => 0 }),
      repeated: () => 0,
    },
    waitingFor: () => [],
    sent: () => 0,
    drain: async (ms) => void drained.push(ms),
    close: async () => undefined,
  };
  const events = {
    subscriber: 'shop',
    types: ['order.confirmed'] as const,
    database: createMemoryDatabase(),
  };
  const application = await startNest(
    ShopController,
    new TransportStrategy({ transport, events, drainMs: 7, atOnce: 2 }),
  );
  expect(await transport.rpc.call('stock', 'level', { sku: 'a' })).toBe('level of a');
  expect(subscriptions).toMatchObject([{ subscriber: 'shop', types: ['order.confirmed'] }]);
  await subscriptions[0]?.apply(orderConfirmed('1'));
  expect(heard).toEqual(['order.confirmed:1']);
  await application.close();
  expect([drained, limits]).toEqual([[7], [2]]);
});
