import type { Handlers } from '@lab/shared-domain/adapters/messages/request';
import { inCall } from '@lab/shared-domain/kernel/call-context';
import { DependencyFailure } from '@lab/shared-domain/kernel/dependency-failure';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RabbitConnection } from '../src/rabbitmq/connection.ts';
import { RpcClient } from '../src/rabbitmq/rpc-client.ts';
import { type RpcServerOptions, serveRpc } from '../src/rabbitmq/rpc-server.ts';
import { eventually, Gate, serveAlone, TestBroker } from './support.ts';

const broker = new TestBroker();
let connection: RabbitConnection;
let client: RpcClient;

beforeAll(async () => {
  connection = await broker.connect();
  client = await RpcClient.open(await broker.connect());
});

const serve = (handlers: Handlers, options?: RpcServerOptions) => serveAlone(connection, handlers, options);

describe('a handler that throws', () => {
  it('fails the call without telling internals, and logs them', async () => {
    const fail = async () => {
      throw new Error('secret: table orders is locked');
    };
    const { context } = await serve({ fail });
    const failure = await inCall({ correlationId: 'bad-request-1' }, () =>
      client.call(context, 'fail', {}).catch((error: unknown) => error),
    );
    expect(failure).toMatchObject({ kind: 'failed', dependency: context });
    expect(String(failure)).not.toContain('secret');
    const [line] = broker.logger.find('error', 'secret: table orders is locked');
    expect(line?.fields).toMatchObject({ correlationId: 'bad-request-1', pattern: `${context}.fail` });
  });

  it.each(['timeout', 'unavailable'] as const)(
    'passes on that its own dependency failed as %s',
    async (kind) => {
      const fail = async () => {
        throw new DependencyFailure('database', kind, 'busy');
      };
      const { context } = await serve({ fail });
      await expect(client.call(context, 'fail', {})).rejects.toMatchObject({ kind, dependency: context });
    },
  );

  it('does not freeze the consumer, even when it may hold only one message', async () => {
    let calls = 0;
    const mostlyFail = async () => {
      if (++calls <= 10) throw new Error('not yet');
      return 'alive';
    };
    const { context, server, queue } = await serve({ mostlyFail }, { prefetch: 1 });
    for (let i = 0; i < 10; i++) {
      await expect(client.call(context, 'mostlyFail', {})).rejects.toMatchObject({ kind: 'failed' });
    }
    expect(await client.call(context, 'mostlyFail', {})).toBe('alive');
    await server.close();
    expect((await (await broker.admin()).checkQueue(queue)).messageCount).toBe(0);
  });

  it('is given up when it never ends, so that its place is free again', async () => {
    const hangOnce = async (n: unknown) => (n === 1 ? new Promise(() => undefined) : 'alive');
    const { context } = await serve({ hangOnce }, { prefetch: 1, handlerMs: 200 });
    await expect(client.call(context, 'hangOnce', 1)).rejects.toMatchObject({ kind: 'timeout' });
    expect(await client.call(context, 'hangOnce', 2)).toBe('alive');
  });

  it('fails the call when its result is not JSON', async () => {
    const { context } = await serve({ big: async () => 10n });
    await expect(client.call(context, 'big', {})).rejects.toMatchObject({ kind: 'failed' });
  });
});

describe('a malformed request', () => {
  it.each(['missing', 'constructor', '__proto__', 'toString', ''])(
    'for the method "%s" is refused',
    async (method) => {
      const { context, server } = await serve({ x: async () => 1 });
      await expect(client.call(context, method, {})).rejects.toMatchObject({ kind: 'failed' });
      expect(server.counts.malformed).toBe(1);
    },
  );

  it('is dropped loudly, and the server lives on', async () => {
    const { context, server, queue } = await serve({ x: async () => 1 }, { prefetch: 1 });
    const admin = await broker.admin();
    const type = `${context}.x`;
    admin.sendToQueue(queue, Buffer.from('{ not json'), { type, replyTo: 'someone' });
    admin.sendToQueue(queue, Buffer.from('{}'), { type });
    admin.sendToQueue(queue, Buffer.from('{}'), {});
    admin.sendToQueue(queue, Buffer.alloc(0), { type: 'other.x', replyTo: 'someone' });
    admin.sendToQueue(queue, Buffer.from('{}'), { type: `${type}; deadline=soon`, replyTo: 'someone' });
    await eventually('all are dropped', () => server.counts.malformed === 5);
    expect(await client.call(context, 'x', {})).toBe(1);
    expect(broker.logger.find('error', 'request is malformed').length).toBeGreaterThanOrEqual(5);
  });
});

describe('closing a server', () => {
  it('answers what is in work, and leaves the rest in the queue', async () => {
    const gate = new Gate();
    const { context, server, queue } = await serve({ wait: () => gate.opened.then(() => 'drained') });
    const call = client.call(context, 'wait', {});
    const admin = await broker.admin();
    await eventually(
      'the request is in work',
      async () => (await admin.checkQueue(queue)).messageCount === 0,
    );
    const closed = server.close();
    await eventually(
      'it has stopped consuming',
      async () => (await admin.checkQueue(queue)).consumerCount === 0,
    );
    expect(server.ready).toBe(false);
    const next = client.call(context, 'wait', {}, { timeoutMs: 5_000 }).catch(() => undefined);
    gate.open();
    expect(await call).toBe('drained');
    await closed;
    expect((await admin.checkQueue(queue)).messageCount).toBe(1);
    await serveRpc(connection, context, { wait: async () => 'later' });
    expect(await next).toBe('later');
  });

  it('gives up after its deadline, and the request goes back to the queue', async () => {
    let started = false;
    const hang = () => {
      started = true;
      return new Promise(() => undefined);
    };
    const { context, server, queue } = await serve({ hang });
    const call = client.call(context, 'hang', {}).catch(() => undefined);
    await eventually('the request is in work', () => started);
    await server.close(100);
    expect(broker.logger.find('warn', 'not drained')).toHaveLength(1);
    expect((await (await broker.admin()).checkQueue(queue)).messageCount).toBe(1);
    await call;
  });
});
