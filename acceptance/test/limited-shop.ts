import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished } from 'vitest';
import { expectProblem } from '../behaviour/expectations.ts';
import { customerEmail, PASSWORD } from '../behaviour/facts.ts';
import { type Answer, type Ask, HttpClient } from '../behaviour/http-client.ts';
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

/** The sum of all series of a page of metrics whose names and labels begin so. */
export function sumIn(page: string, name: string): number {
  const lines = page.split('\n').filter((line) => line.startsWith(name));
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

/** The same of what the shop tells now. */
export async function metric(http: HttpClient, name: string): Promise<number> {
  return sumIn((await http.send({ path: '/metrics' })).text, name);
}

/** Signs in, which is a request of the address. */
export async function tokenOf(http: HttpClient, email: string): Promise<string> {
  const answer = await http.send({ method: 'POST', path: '/sessions', json: { email, password: PASSWORD } });
  expect(answer.status).toBe(201);
  return (answer.json() as { token: string }).token;
}

/** A request of a customer, who has a bucket of his own. */
export async function customerOf(http: HttpClient, number: number): Promise<Ask> {
  return { path: '/me/data', token: await tokenOf(http, customerEmail(number)) };
}

/** That a request was refused, and its client told when to come again. */
export function expectTooMany(answer: Answer): void {
  expectProblem(answer, 429, 'too-many-requests');
  expect(answer.headers['retry-after']).toMatch(/^([1-9]|10)$/);
}
