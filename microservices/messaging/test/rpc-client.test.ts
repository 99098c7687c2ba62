import { randomUUID } from 'node:crypto';
import { handlersOf, remote } from '@lab/shared-domain/adapters/messages/remote';
import type { Handlers } from '@lab/shared-domain/adapters/messages/request';
import { currentCall, inCall } from '@lab/shared-domain/kernel/call-context';
import { DependencyFailure } from '@lab/shared-domain/kernel/dependency-failure';
import { Timings } from '@lab/shared-domain/kernel/timings';
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

describe('a call', () => {
  it('brings the handler the payload, and the caller the result', async () => {
    const { context } = await serve({ echo: async (payload) => payload });
    const payload = { text: 'grüße', list: [1, 2.5, null], nested: { ok: true } };
    expect(await client.call(context, 'echo', payload)).toEqual(payload);
    expect(await client.call(context, 'echo', undefined)).toBeUndefined();
    expect(await client.call(context, 'echo', null)).toBeNull();
    expect(await client.call(context, 'echo', 'x'.repeat(500_000))).toHaveLength(500_000);
  });

  it('is what the methods of a remote context do', async () => {
    const greeter = {
      prefix: 'hello',
      greet: async (to: { name: string }) => `${greeter.prefix} ${to.name}`,
    };
    const { context } = await serve(handlersOf(greeter, ['greet']));
    const far = remote<Pick<typeof greeter, 'greet'>>(client, context, ['greet']);
    expect(await far.greet({ name: 'you' })).toBe('hello you');
  });

  it('keeps answers apart when many are under way', async () => {
    const { context } = await serve({ double: async (n) => Number(n) * 2 });
    const numbers = Array.from({ length: 500 }, (_, i) => i);
    const answers = await Promise.all(numbers.map((n) => client.call(context, 'double', n)));
    expect(answers).toEqual(numbers.map((n) => n * 2));
  });

  it('carries the correlation id, and reports where the time went', async () => {
    const work = async () => {
      await currentCall()?.timings.during('db', () => new Promise((resolve) => setTimeout(resolve, 20)));
      return currentCall()?.correlationId;
    };
    const { context } = await serve({ work });
    const timings = new Timings();
    const id = await inCall({ correlationId: 'request-7', timings }, () => client.call(context, 'work', {}));
    expect(id).toBe('request-7');
    const { calls, remoteDb, remoteHandler } = timings.snapshot();
    expect(remoteDb).toBeGreaterThan(15);
    expect(remoteHandler).toBeGreaterThanOrEqual(remoteDb);
    expect(calls).toBeGreaterThanOrEqual(remoteHandler);
  });
});

describe('a call that gets no answer', () => {
  it('fails as unavailable at once when nobody serves the context', async () => {
    // Waiting for an answer would end as a timeout.
    const call = client.call(`nobody-${randomUUID()}`, 'x', {});
    await expect(call).rejects.toMatchObject({ name: 'DependencyFailure', kind: 'unavailable' });
  });

  it('fails as a timeout, and drops the late reply', async () => {
    const gate = new Gate();
    const { context, server } = await serve({ slow: () => gate.opened.then(() => 'late') });
    const call = client.call(context, 'slow', {}, { timeoutMs: 100 });
    await expect(call).rejects.toMatchObject({ kind: 'timeout', dependency: context });
    gate.open();
    await eventually('the handler has answered', () => server.counts.answered === 1);
  });

  it('fails at once when its deadline has passed before it began', async () => {
    const { context, server } = await serve({ x: async () => 1 });
    const late = { correlationId: 'late', deadline: Date.now() - 1 };
    const call = inCall(late, () => client.call(context, 'x', {}));
    await expect(call).rejects.toMatchObject({
      kind: 'timeout',
      message: expect.stringContaining('before the call'),
    });
    expect(server.counts.answered).toBe(0);
  });

  it('fails at once when too many are in flight', async () => {
    const gate = new Gate();
    const { context } = await serve({ wait: () => gate.opened });
    const small = await RpcClient.open(connection, { maxInFlight: 2 });
    const two = [small.call(context, 'wait', {}), small.call(context, 'wait', {})];
    await expect(small.call(context, 'wait', {})).rejects.toMatchObject({ kind: 'unavailable' });
    gate.open();
    await Promise.all(two);
    await small.close();
  });

  it('waits in the queue for a service that comes back in time', async () => {
    const { context, server } = await serve({ x: async () => 'first' });
    await server.close();
    const call = client.call(context, 'x', {});
    await serveRpc(connection, context, { x: async () => 'second' });
    expect(await call).toBe('second');
  });
});

describe('a deadline', () => {
  it('is inherited by nested calls', async () => {
    const inner = await serve({ deadline: async () => currentCall()?.deadline });
    const outer = await serve({ ask: () => client.call(inner.context, 'deadline', {}) });
    const deadline = Date.now() + 1_234;
    const seen = await inCall({ correlationId: 'a', deadline }, () => client.call(outer.context, 'ask', {}));
    expect(seen).toBe(deadline);
  });

  it('ends a nested call that would have had more time of its own', async () => {
    const gate = new Gate();
    const inner = await serve({ wait: () => gate.opened });
    let failure: unknown;
    const ask = () => client.call(inner.context, 'wait', {}).catch((error: unknown) => (failure = error));
    const outer = await serve({ ask });
    const deadline = Date.now() + 300;
    const call = inCall({ correlationId: 'a', deadline }, () => client.call(outer.context, 'ask', {}));
    await expect(call).rejects.toMatchObject({ kind: 'timeout', dependency: outer.context });
    await eventually('the nested call has failed too', () => failure instanceof DependencyFailure, 1_000);
    gate.open();
  });

  it('keeps the broker from delivering a request that nobody waits for', async () => {
    let executed = 0;
    const handlers = { x: async () => ++executed };
    const { context, server, queue } = await serve(handlers);
    await server.close();
    await expect(client.call(context, 'x', {}, { timeoutMs: 50 })).rejects.toMatchObject({ kind: 'timeout' });
    const admin = await broker.admin();
    await eventually('it is gone', async () => (await admin.checkQueue(queue)).messageCount === 0);
    await serveRpc(connection, context, handlers);
    expect(await client.call(context, 'x', {})).toBe(1);
  });

  it('keeps the server from executing one that was delivered late', async () => {
    let executed = 0;
    const { context, server, queue } = await serve({ x: async () => ++executed });
    (await broker.admin()).sendToQueue(queue, Buffer.from('{}'), {
      type: `${context}.x; deadline=${Date.now() - 1}`,
      replyTo: 'someone',
    });
    await eventually('the request is dropped', () => server.counts.expired === 1);
    expect(executed).toBe(0);
  });
});

describe('closing a client', () => {
  it('waits for calls in flight', async () => {
    const gate = new Gate();
    const { context } = await serve({ wait: () => gate.opened.then(() => 'answered') });
    const own = await RpcClient.open(connection);
    const call = own.call(context, 'wait', {});
    const closed = own.close();
    gate.open();
    expect(await call).toBe('answered');
    await closed;
    await expect(own.call(context, 'wait', {})).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
