import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Namespace } from './component.ts';
import { Lines } from './lines.ts';

let server: Server;
let place: Namespace;
let heard: string;
let left: number;
const ends: (() => Promise<void>)[] = [];

/** Answers with what it hears, and keeps it. */
beforeEach(async () => {
  [heard, left] = ['', 0];
  server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', (packet) => {
      heard += String(packet);
      socket.write(packet);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  place = {
    env: { REDIS_URL: `redis://:secret@127.0.0.1:${port}`, REDIS_PREFIX: 'shop.' },
    leave: async () => {
      left += 1;
    },
  };
});

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  const closed = once(server, 'close');
  server.close();
  await closed;
});

async function reached(ids: readonly string[], from = place) {
  const lines = new Lines(ids);
  const over = await lines.over(from);
  ends.push(() => over.leave());
  return { lines, over };
}

async function connected(url: string): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port) });
  // A line that is mended hangs up, and may do so with a reset.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** `once` would reject with a reset. */
const closed = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve));

async function said(socket: Socket, word: string): Promise<string> {
  socket.write(word);
  const [packet] = (await once(socket, 'data')) as [Buffer];
  return String(packet);
}

it('carries packets both ways, under the user and the prefix of the place', async () => {
  const { over } = await reached(['redis']);
  expect(over.env.REDIS_URL).toMatch(/^redis:\/\/:secret@127\.0\.0\.1:\d+$/);
  expect(over.env.REDIS_URL).not.toBe(place.env.REDIS_URL);
  expect(over.env.REDIS_PREFIX).toBe('shop.');
  const socket = await connected(over.env.REDIS_URL ?? '');
  expect(await said(socket, 'tea')).toBe('tea');
});

it('loses what is said while it is cut, and carries what is said on a new connection afterwards', async () => {
  const { lines, over } = await reached(['redis']);
  const url = over.env.REDIS_URL ?? '';
  const before = await connected(url);
  expect(await said(before, 'tea')).toBe('tea');
  const answers: string[] = [];
  before.on('data', (packet) => answers.push(String(packet)));
  const gone = closed(before);
  lines.of('redis')?.cut();
  before.write('lost');
  const arrived = once(server, 'connection');
  const meanwhile = await connected(url);
  await arrived;
  const alsoGone = closed(meanwhile);
  meanwhile.write('lost too');
  lines.of('redis')?.mend();
  await Promise.all([gone, alsoGone]);
  expect(answers).toEqual([]);
  const after = await connected(url);
  expect(await said(after, 'milk')).toBe('milk');
  expect(heard).toBe('teamilk');
});

it('leaves what has no line as it is', async () => {
  const { lines, over } = await reached(['redis', 'consul'], {
    ...place,
    env: { ...place.env, CONSUL_URL: 'https://consul.example:8501' },
  });
  expect(over.env.CONSUL_URL).toBe('https://consul.example:8501');
  expect(lines.of('consul')).toBeUndefined();
  expect(lines.of('zookeeper')).toBeUndefined();
  const none = await reached([]);
  expect(none.over.env).toEqual(place.env);
});

it('ends when the place is left, which is left as well', async () => {
  const { lines, over } = await reached(['redis']);
  const socket = await connected(over.env.REDIS_URL ?? '');
  expect(await said(socket, 'tea')).toBe('tea');
  const gone = closed(socket);
  await over.leave();
  await gone;
  expect([left, lines.of('redis')]).toEqual([1, undefined]);
});
