import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { RpcClient } from '../src/rabbitmq/rpc-client.ts';
import { serveRpc } from '../src/rabbitmq/rpc-server.ts';
import { subscribe } from '../src/rabbitmq/subscriber.ts';
import { eventually, orderConfirmed, TestBroker } from './support.ts';

const FIXTURE = fileURLToPath(new URL('fixtures/hanging-consumer.mjs', import.meta.url));
const BUILT = fileURLToPath(new URL('../dist/rabbitmq/rpc-server.js', import.meta.url));
const broker = new TestBroker();

/** Starts a consumer in a process of its own. It tells when it is ready, and when it has begun to work on a message. */
async function hangingConsumer(
  kind: 'rpc' | 'events',
): Promise<{ child: ChildProcess; said(word: string): boolean }> {
  if (!existsSync(BUILT)) throw new Error('this test needs the built package: run `make build` first');
  const words: unknown[] = [];
  // Without the test runner's own flags, which would resolve packages to their TypeScript sources.
  const child = fork(FIXTURE, [broker.url, broker.prefix, kind], { execArgv: [] });
  child.on('message', (word) => words.push(word));
  const said = (word: string) => words.includes(word);
  await eventually('the consumer is ready', () => said('ready'), 20_000);
  return { child, said };
}

it('a request goes to another server when the one that worked on it is killed', async () => {
  const { child, said } = await hangingConsumer('rpc');
  const connection = await broker.connect();
  const client = await RpcClient.open(connection);
  const call = client.call('killed', 'work', {}, { timeoutMs: 20_000 });
  await eventually('the request is in work', () => said('working'));
  child.kill('SIGKILL');
  await serveRpc(connection, 'killed', { work: async () => 'done by the other' });
  expect(await call).toBe('done by the other');
});

it('an event goes to another subscriber when the one that worked on it is killed', async () => {
  const { child, said } = await hangingConsumer('events');
  const connection = await broker.connect();
  const event = orderConfirmed('killed-1');
  const admin = await broker.admin();
  admin.publish(connection.names.eventExchange, event.type, Buffer.from(JSON.stringify(event)));
  await eventually('the event is in work', () => said('working'));
  child.kill('SIGKILL');
  const handled: string[] = [];
  const handle = async ({ id }: { id: string }) => handled.push(id);
  await subscribe(connection, { queue: 'killed.events', types: ['order.confirmed'], handle });
  await eventually('the event is handled', () => handled.includes(event.id));
});
