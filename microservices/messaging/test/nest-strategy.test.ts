import 'reflect-metadata';
import { createMemoryDatabase } from '@lab/shared-domain/adapters/memory/memory-database';
import { currentCall, inCall } from '@lab/shared-domain/kernel/call-context';
import { DependencyFailure } from '@lab/shared-domain/kernel/dependency-failure';
import type { DomainEvent } from '@lab/shared-domain/kernel/events';
import { Controller, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, MessagePattern, type MicroserviceOptions, Payload } from '@nestjs/microservices';
import { of } from 'rxjs';
import { afterAll, describe, expect, it } from 'vitest';
import { RabbitStrategy, type RabbitStrategyOptions } from '../src/nest-strategy.ts';
import { RethrowFilter } from '../src/rethrow-filter.ts';
import { RpcClient } from '../src/rpc-client.ts';
import { eventually, Gate, orderConfirmed, TestBroker } from './support.ts';

const broker = new TestBroker();
const applications: { close(): Promise<void> }[] = [];
afterAll(() => Promise.all(applications.map((application) => application.close())));

async function start(controller: Type, options: Omit<RabbitStrategyOptions, 'connection'> = {}, prefix = '') {
  @Module({ controllers: [controller] })
  class TestModule {}

  const connection = await broker.connect({ prefix: broker.prefix + prefix });
  const strategy = new RabbitStrategy({ connection, ...options });
  const application = await NestFactory.createMicroservice<MicroserviceOptions>(TestModule, {
    strategy,
    logger: false,
  });
  application.useGlobalFilters(new RethrowFilter());
  await application.listen();
  applications.push(application);
  return { connection, strategy, application, client: await RpcClient.open(connection) };
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
    const { client, strategy } = await start(StockController);
    expect(strategy.ready).toBe(true);
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
    const { application, client, strategy } = await start(StockController, {}, 'drain.');
    const call = client.call('stock', 'wait', {});
    const admin = await broker.admin();
    const queue = `${broker.prefix}drain.rpc.stock`;
    await eventually('it is in work', async () => (await admin.checkQueue(queue)).messageCount === 0);
    const closed = application.close();
    await eventually(
      'it has stopped consuming',
      async () => (await admin.checkQueue(queue)).consumerCount === 0,
    );
    expect(strategy.ready).toBe(false);
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
    await expect(start(StockController, {}, 'clash.')).rejects.toThrow('PRECONDITION_FAILED');
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
    const { unitOfWork, inbox } = createMemoryDatabase();
    const events = { subscriber: 'nest', once: { unitOfWork, inbox }, retryDelaysMs: [10] };
    const { connection } = await start(NoticesController, { events }, 'events.');
    const event = orderConfirmed('1');
    const admin = await broker.admin();
    for (let i = 0; i < 3; i++) {
      admin.publish(connection.names.eventExchange, event.type, Buffer.from(JSON.stringify(event)));
    }
    const marker = orderConfirmed('2');
    await eventually('it is handled', () => handled.length === 1);
    admin.publish(connection.names.eventExchange, marker.type, Buffer.from(JSON.stringify(marker)));
    await eventually('the next one is handled', () => handled.includes(marker.id));
    expect(handled).toEqual([event.id, marker.id]);
  });

  it('need to know whose events they are', async () => {
    await expect(start(NoticesController)).rejects.toThrow('no event options');
  });
});
