import { readSettings } from '@lab/shared-domain/adapters/process/config';
import { afterEach, expect, it, vi } from 'vitest';
import { openTransport, transportSettings } from '../src/open-transport.ts';
import { RabbitConnection } from '../src/rabbitmq/connection.ts';
import { RpcClient } from '../src/rabbitmq/rpc-client.ts';
import { TestBroker } from './support.ts';

const broker = new TestBroker();
afterEach(() => {
  vi.restoreAllMocks();
});

const read = (env: NodeJS.ProcessEnv) => readSettings(transportSettings, env);

it('is RabbitMQ on this machine unless told otherwise', () => {
  expect(read({})).toMatchObject({
    TRANSPORT: 'rabbitmq',
    EVENTS: 'rabbitmq',
    AMQP_URL: 'amqp://127.0.0.1:5672',
  });
});

it.each([
  ['TRANSPORT', 'pigeons'],
  ['AMQP_URL', 'http://x'],
  ['AMQP_PREFIX', 'no queue has this name'],
  ['EVENTS', 'pigeons'],
  ['KAFKA_URL', 'http://x'],
  ['KAFKA_PREFIX', 'no topic has this name'],
  ['KAFKA_FLUSH', 'never'],
  ['CALLS_BALANCING', 'by-taste'],
])('refuses %s=%s, by name', (name, value) => {
  expect(() => read({ [name]: value })).toThrow(name);
});

it('leaves no connection open when what carries calls cannot be opened', async () => {
  vi.spyOn(RpcClient, 'open').mockRejectedValueOnce(new Error('the broker refused a queue'));
  const opened = vi.spyOn(RabbitConnection.prototype, 'open');
  const settings = read({ AMQP_URL: broker.url, AMQP_PREFIX: broker.prefix });
  const options = { name: 'test', logger: broker.logger, callTimeoutMs: 1_000 };
  await expect(openTransport(settings, options)).rejects.toThrow('the broker refused a queue');
  expect(opened.mock.contexts.map((context) => (context as RabbitConnection).state)).toEqual([
    'disconnected',
  ]);
});

it('refuses to share calls out over RabbitMQ, where nobody could', async () => {
  const settings = read({ CALLS_BALANCING: 'two-choices', AMQP_URL: 'amqp://127.0.0.1:1' });
  const options = { name: 'test', logger: broker.logger, callTimeoutMs: 1_000 };
  await expect(openTransport(settings, options)).rejects.toThrow(
    'CALLS_BALANCING=two-choices is for TRANSPORT=grpc, http or tcp',
  );
});
