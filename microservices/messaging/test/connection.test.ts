import { createServer, type Server, Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openConnection } from '../src/rabbitmq/connection.ts';
import { RpcClient } from '../src/rabbitmq/rpc-client.ts';
import { serveRpc } from '../src/rabbitmq/rpc-server.ts';
import { subscribe } from '../src/rabbitmq/subscriber.ts';
import { eventually, Gate, RecordingLogger, TestBroker } from './support.ts';
import { TcpProxy } from './tcp-proxy.ts';

const broker = new TestBroker();
const echo = async (payload: unknown) => payload;

/** A server and a client, each with a connection of its own that can be cut. */
async function behindProxies(context: string) {
  const [toServer, toClient] = [await TcpProxy.before(broker.url), await TcpProxy.before(broker.url)];
  const serving = await broker.connect({ url: toServer.url });
  const calling = await broker.connect({ url: toClient.url });
  const server = await serveRpc(serving, context, { echo });
  const client = await RpcClient.open(calling);
  return { toServer, toClient, serving, calling, server, client };
}

describe('the first connection', () => {
  const listening: Server[] = [];
  afterEach(() => {
    for (const server of listening.splice(0)) server.close();
  });

  /** A TCP server that is no broker. @returns its URL. */
  async function impostor(onConnection: (socket: Socket) => void): Promise<string> {
    const server = createServer(onConnection).listen(0, '127.0.0.1');
    listening.push(server);
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    return `amqp://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  }

  it('has no delay on its socket, or a call would take 40 ms more', async () => {
    const setNoDelay = vi.spyOn(Socket.prototype, 'setNoDelay');
    const connection = await broker.connect();
    expect(setNoDelay).toHaveBeenCalledWith(true);
    expect(setNoDelay).not.toHaveBeenCalledWith(false);
    setNoDelay.mockRestore();
    expect(connection).toMatchObject({ state: 'connected', ready: true });
  });

  it('is tried until the broker is there', async () => {
    const proxy = await TcpProxy.before(broker.url);
    proxy.cut();
    const opening = broker.connect({ url: proxy.url });
    await eventually('a try has failed', () => broker.logger.find('warn', 'cannot connect').length > 0);
    await proxy.restore();
    expect((await opening).ready).toBe(true);
    proxy.cut();
  });

  it('fails after its deadline when nobody is there', async () => {
    const logger = new RecordingLogger();
    const opening = openConnection({ url: 'amqp://127.0.0.1:1', logger, name: 'test', firstConnectMs: 300 });
    await expect(opening).rejects.toThrow(/no connection to the broker at 127\.0\.0\.1:1/);
    await expect(opening).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });

  it('fails at its first try when the broker rejects the password, and shows none', async () => {
    const logger = new RecordingLogger();
    const url = broker.url.replace(/\/\/.*@|\/\//, '//guest:wrong@');
    const opening = openConnection({ url, logger, name: 'test' });
    await expect(opening).rejects.toThrow(/127\.0\.0\.1:\d+.* refused the user name or password/);
    expect(logger.find('warn', 'cannot connect')).toHaveLength(1);
    expect(JSON.stringify(logger.lines)).not.toContain('wrong');
  });

  it('fails when the other side hangs up, or sends nonsense', async () => {
    for (const rude of [
      (s: Socket) => s.destroy(),
      (s: Socket) => s.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    ]) {
      const url = await impostor((socket) => rude(socket.on('error', () => undefined)));
      const opening = openConnection({ url, logger: broker.logger, name: 'test', firstConnectMs: 100 });
      await expect(opening).rejects.toThrow('no connection to the broker');
    }
  });

  it('fails when the other side says nothing', async () => {
    const silent: Socket[] = [];
    const url = await impostor((socket) => silent.push(socket));
    const opening = openConnection({ url, logger: broker.logger, name: 'test', firstConnectMs: 300 });
    await expect(opening).rejects.toThrow('no connection to the broker');
    for (const socket of silent) socket.destroy();
  });
});

describe('a lost connection', () => {
  it('comes back with its consumers, and is not ready meanwhile', async () => {
    const { toServer, serving, server, client } = await behindProxies('flaky');
    expect([serving.ready, server.ready]).toEqual([true, true]);
    toServer.cut();
    await eventually('the loss is noticed', () => serving.state === 'disconnected');
    expect([serving.ready, server.ready]).toEqual([false, false]);
    await toServer.restore();
    await eventually('it is ready again', () => serving.ready && server.ready);
    expect(await client.call('flaky', 'echo', 1)).toBe(1);
    for (let i = 0; i < 3; i++) {
      toServer.cut();
      await eventually('the loss is noticed', () => !serving.ready);
      await toServer.restore();
      await eventually('it is ready again', () => serving.ready && server.ready);
    }
    const admin = await broker.admin();
    const queue = serving.names.rpcQueue('flaky');
    await eventually('one consumer', async () => (await admin.checkQueue(queue)).consumerCount === 1);
    expect(await client.call('flaky', 'echo', 2)).toBe(2);
    toServer.cut();
  });

  it('fails calls in flight as timeouts, further ones as unavailable', async () => {
    const { toClient, toServer, client, calling } = await behindProxies('cut-off');
    const gate = new Gate();
    await serveRpc(await broker.connect(), 'slow', { wait: () => gate.opened });
    const call = client.call('slow', 'wait', {}, { timeoutMs: 600_000 }).catch((error: unknown) => error);
    await client.call('cut-off', 'echo', 1);
    toClient.cut();
    expect(await call).toMatchObject({ kind: 'timeout' });
    gate.open();
    await expect(client.call('cut-off', 'echo', 1)).rejects.toMatchObject({ kind: 'unavailable' });
    await toClient.restore();
    await eventually('it is ready again', () => calling.ready);
    expect(await client.call('cut-off', 'echo', 2)).toBe(2);
    toClient.cut();
    toServer.cut();
  });

  it('can be closed while it is away', async () => {
    const { toClient, toServer, client, calling, serving, server } = await behindProxies('leaving');
    toClient.cut();
    await eventually('the loss is noticed', () => calling.state === 'disconnected');
    await client.close();
    await calling.close();
    toServer.mute();
    await server.close(100);
    await serving.close();
    expect([calling.state, serving.state]).toEqual(['disconnected', 'disconnected']);
    await toClient.restore();
    expect(calling.state).toBe('disconnected');
    toClient.cut();
    toServer.cut();
  });
});

describe('a broker that is short of memory', () => {
  it('makes the process not ready, and calls fail at once', async () => {
    const connection = await broker.connect();
    const client = await RpcClient.open(connection);
    connection.model?.emit('blocked', 'low on memory');
    expect(connection.ready).toBe(false);
    await expect(client.call('any', 'x', {})).rejects.toMatchObject({ kind: 'unavailable' });
    connection.model?.emit('unblocked');
    expect(connection.ready).toBe(true);
    expect(broker.logger.find('warn', 'the broker blocks publishers')).toHaveLength(1);
  });
});

describe('a queue that exists with other options', () => {
  it('rejects the server that declares it', async () => {
    const connection = await broker.connect();
    const admin = await broker.admin();
    await admin.assertQueue(connection.names.rpcQueue('taken'), { durable: false, autoDelete: true });
    await expect(serveRpc(connection, 'taken', { echo })).rejects.toThrow('PRECONDITION_FAILED');
    expect(broker.logger.find('error', 'PRECONDITION_FAILED').length).toBeGreaterThan(0);
    expect(connection.ready).toBe(true);
  });

  it('rejects the subscriber that declares it', async () => {
    const connection = await broker.connect();
    const admin = await broker.admin();
    await admin.assertQueue(connection.names.retryQueue('taken.events', 200), { durable: true });
    const types = ['order.confirmed'] as const;
    const subscribing = subscribe(connection, { queue: 'taken.events', types, handle: echo });
    await expect(subscribing).rejects.toThrow('PRECONDITION_FAILED');
  });

  it('keeps a process that comes back not ready, and loud, until it is resolved', async () => {
    const { toServer, serving, server, client } = await behindProxies('replaced');
    const queue = serving.names.rpcQueue('replaced');
    toServer.cut();
    const admin = await broker.admin();
    await admin.deleteQueue(queue);
    await admin.assertQueue(queue, { durable: true, maxLength: 3 });
    await toServer.restore();
    const complaints = () => broker.logger.find('error', `inequivalent arg`).length;
    const before = complaints();
    await eventually('the clash is logged, again and again', () => complaints() > before + 2);
    expect([serving.state, serving.ready, server.ready]).toEqual(['connected', false, false]);
    await admin.deleteQueue(queue);
    await eventually('it is ready again', () => serving.ready && server.ready);
    expect(await client.call('replaced', 'echo', 1)).toBe(1);
    toServer.cut();
  });
});

describe('a queue that somebody deletes', () => {
  it('is declared and consumed again', async () => {
    const connection = await broker.connect();
    await serveRpc(connection, 'deleted', { echo });
    const client = await RpcClient.open(connection);
    const admin = await broker.admin();
    await admin.deleteQueue(connection.names.rpcQueue('deleted'));
    await eventually(
      'the loss is logged',
      () => broker.logger.find('error', 'cancelled a consumer').length > 0,
    );
    await eventually('it is ready again', () => connection.ready);
    expect(await client.call('deleted', 'echo', 1)).toBe(1);
  });
});

describe('closing a connection', () => {
  it('ends it for good', async () => {
    const connection = await broker.connect();
    const client = await RpcClient.open(connection);
    await connection.close();
    await connection.close();
    expect(connection).toMatchObject({ state: 'disconnected', ready: false });
    await expect(client.call('any', 'x', {})).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
