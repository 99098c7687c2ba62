import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Ask } from '../behaviour/http-client.ts';
import { HttpClient } from '../behaviour/http-client.ts';
import { type InMemoryOptions, startInMemoryShop } from '../in-memory-shop.ts';

type Limit = NonNullable<InMemoryOptions['limit']>;

/** One request in ten seconds: as good as none during a test. */
export const FIVE_AT_ONCE: Limit = {
  ...{ LIMIT: 'fixed', LIMIT_RATE: 0.1, LIMIT_BURST: 5 },
  ...{ REDIS_URL: 'redis://127.0.0.1:1', REDIS_PREFIX: 'shop.' },
};
export const PAGE: Ask = { path: '/products?limit=1' };

/** A shop with a limit, in this process, until the test has ended. */
export async function openLimited(
  limit: Limit,
  more: Pick<InMemoryOptions, 'obstacle' | 'limits' | 'logger'> = {},
) {
  const shop = await startInMemoryShop({ jwtSecret: 'x'.repeat(32), seed: 1, limit, ...more });
  onTestFinished(() => shop.stop());
  const http = new HttpClient(shop.url);
  onTestFinished(() => http.close());
  return { ...shop, http };
}

/** A connection that says what it is told, byte for byte, and keeps what it hears. */
export async function rawClient(
  url: string,
): Promise<{ socket: Socket; heard(): string; closed: Promise<unknown> }> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  // A server that closes a connection on which we still write resets it: what came before counts.
  socket.on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await once(socket, 'connect');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  return { socket, heard: () => text, closed };
}

export const times = <T>(count: number, of: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => of(i));

/** The sum of all series of a metric whose names and labels begin so. */
export async function metric(http: HttpClient, name: string): Promise<number> {
  const { text } = await http.send({ path: '/metrics' });
  const lines = text.split('\n').filter((line) => line.startsWith(name));
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}
