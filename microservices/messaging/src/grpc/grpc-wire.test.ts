import { once } from 'node:events';
import { constants, createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { leastOutstanding, type Picker } from '../direct/picks.ts';
import { ALL_REFUSED, type Answer, type Outcome, REFUSED } from '../direct/wire.ts';
import { grpcWire } from './grpc-wire.ts';

const request = (pattern: string) => ({ pattern, type: pattern, content: Buffer.alloc(0) });
const FIND = request('catalog.find');
const RESULT = { type: 'result; handler=0.00; db=0.00', content: Buffer.alloc(0) };

async function listening(answer: Answer, pick?: Picker) {
  const listener = grpcWire.listener(answer);
  const port = await listener.listen('127.0.0.1', 0);
  const line = grpcWire.connect([`127.0.0.1:${port}`], pick);
  onTestFinished(async () => {
    await line.close();
    await listener.close();
  });
  const ask = (frame = FIND) => new Promise<Outcome>((resolve) => void line.send(frame, resolve));
  return { listener, line, ask };
}

it('keeps its connection when many calls are late at once', async () => {
  const gates: (() => void)[] = [];
  const wait: Answer = ({ type }) =>
    type === FIND.type
      ? new Promise((resolve) => gates.push(() => resolve(RESULT)))
      : Promise.resolve(RESULT);
  const { listener, line, ask } = await listening(wait);
  listener.serves?.('catalog', ['find']);
  listener.serves?.('orders', ['get']);
  const get = request('orders.get');
  expect(await ask(get)).toMatchObject({ kind: 'reply', type: RESULT.type });
  const kept = ask();
  const late = Array.from({ length: 1_500 }, () => line.send(FIND, () => undefined));
  await expect.poll(() => gates.length, { timeout: 15_000 }).toBe(1_501);
  for (const takeBack of late) takeBack();
  // Comes after all resets on the same connection.
  expect(await ask(get)).toMatchObject({ kind: 'reply', type: RESULT.type });
  for (const open of gates) open();
  expect(await kept).toMatchObject({ kind: 'reply', type: RESULT.type });
}, 30_000);

it('passes on what is asked of a context that is not served yet, and refuses what no message describes', async () => {
  const asked: string[] = [];
  const { listener, ask } = await listening(async ({ type }) => {
    asked.push(type);
    return { type: REFUSED, content: Buffer.alloc(0) };
  });
  listener.serves?.('catalog-feed', ['page']);
  listener.serves?.('catalog', ['find']);
  expect(await ask(request('orders.get'))).toMatchObject({ kind: 'unsent', why: ALL_REFUSED });
  expect(await ask(request('catalog-feed.page'))).toMatchObject({ kind: 'unsent', why: ALL_REFUSED });
  expect(asked).toEqual(['orders.get', 'catalog-feed.page']);
  expect(await ask(request('orders-feed.page'))).toMatchObject({ kind: 'unsent', why: ALL_REFUSED });
  expect(await ask(request('catalog.missing'))).toMatchObject({ kind: 'reply', type: 'error' });
  expect(asked).toHaveLength(2);
});

it('gives up open calls when it is closed', async () => {
  let begun = false;
  const { listener, line, ask } = await listening(() => {
    begun = true;
    return new Promise(() => undefined);
  });
  listener.serves?.('catalog', ['find']);
  const open = ask();
  await expect.poll(() => begun, { timeout: 5_000 }).toBe(true);
  await line.close();
  expect(await open).toMatchObject({ kind: 'lost' });
});

/** An address of a server that takes connections, and refuses each stream before it has begun it. */
async function refusingServer() {
  const server = createServer();
  let streams = 0;
  server.on('stream', (stream) => {
    streams++;
    stream.on('error', () => undefined).close(constants.NGHTTP2_REFUSED_STREAM);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sessions = new Set<{ destroy(): void }>();
  server.on('session', (session) => sessions.add(session));
  onTestFinished(() => {
    for (const session of sessions) session.destroy();
    server.close();
  });
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, streams: () => streams };
}

it.each([
  ['in turns', undefined],
  ['to the least busy one', leastOutstanding],
])('asks another instance %s for what one has refused to begin', async (_name, pick) => {
  const refusing = await refusingServer();
  const listener = grpcWire.listener(async () => RESULT);
  listener.serves?.('catalog', ['find']);
  const port = await listener.listen('127.0.0.1', 0);
  const line = grpcWire.connect([refusing.address, `127.0.0.1:${port}`], pick);
  onTestFinished(async () => {
    await line.close();
    await listener.close();
  });
  const ask = () => new Promise<Outcome>((resolve) => void line.send(FIND, resolve));
  const outcomes: Outcome[] = [];
  const asked = async () => {
    outcomes.push(await ask());
    return refusing.streams();
  };
  await expect.poll(asked, { timeout: 15_000 }).toBeGreaterThan(0);
  for (const outcome of outcomes) expect(outcome).toMatchObject({ kind: 'reply', type: RESULT.type });
});

it.each([
  ['in turns', undefined],
  ['to the least busy one', leastOutstanding],
])('counts what was refused among what was sent, %s, as the other wires do', async (_name, pick) => {
  const { listener, line, ask } = await listening(
    async () => ({ type: REFUSED, content: Buffer.alloc(0) }),
    pick,
  );
  listener.serves?.('catalog', ['find']);
  expect(await ask()).toMatchObject({ kind: 'unsent', why: ALL_REFUSED });
  expect(line.sent).toBe(1);
});
