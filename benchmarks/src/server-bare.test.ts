import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startInMemoryShop } from '@lab/acceptance/in-memory-shop';
import { Tokens } from '@lab/shared-domain/adapters/http/auth/tokens';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listening } from './bare-listener.ts';
import { SEED } from './example-orders.ts';
import { type RequestName, requestsOf } from './load-requests.ts';
import { seedShop } from './place-order.ts';
import { openBareServer } from './server-bare.ts';

const SECRET = 'a secret of no consequence';

const OF_DUTY = [
  'location',
  'content-type',
  'content-security-policy',
  'strict-transport-security',
  'x-content-type-options',
];

let folder: string;
let shop: Awaited<ReturnType<typeof startInMemoryShop>>;
let bare: { readonly url: string; stop(): Promise<void> };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const file = join(folder, 'shop.sqlite');
  await seedShop(file);
  const server = await openBareServer(file, new Tokens(SECRET), pino({ level: 'silent' }));
  const { url, stop } = await listening(server.app);
  bare = { url, stop: () => stop().then(server.close) };
  shop = await startInMemoryShop({ jwtSecret: SECRET, seed: SEED });
});
afterAll(async () => {
  await shop?.stop();
  await bare?.stop();
  await rm(folder, { recursive: true });
});

async function answersTo(name: RequestName, change: RequestInit = {}) {
  const { path, answeredWith, ...request } = requestsOf(SECRET)[name](3);
  const of = async ({ url }: { readonly url: string }) => {
    const answer = await fetch(`${url}${path}`, { ...request, ...change });
    const body = answer.ok ? await answer.json() : undefined;
    const headers = OF_DUTY.filter((name) => answer.headers.has(name));
    return { status: answer.status, headers, body };
  };
  return { answeredWith, ours: await of(shop), byHand: await of(bare) };
}

it('answers a product as the shop does', async () => {
  const { answeredWith, ours, byHand } = await answersTo('product');
  expect(ours.status).toBe(answeredWith);
  expect(byHand).toEqual(ours);
});

it('answers an order as the shop does', async () => {
  const { answeredWith, ours, byHand } = await answersTo('place-order');
  expect(ours.status).toBe(answeredWith);
  // These alone are each order's own.
  const { id, placedAt } = byHand.body;
  expect([id, placedAt]).toEqual([expect.any(String), expect.any(String)]);
  expect({ ...byHand, body: { ...byHand.body, id: ours.body.id, placedAt: ours.body.placedAt } }).toEqual(
    ours,
  );
});

it('refuses what the shop refuses', async () => {
  const json = { 'content-type': 'application/json' };
  const headers = { ...requestsOf(SECRET)['place-order'](3).headers };
  for (const change of [{ headers: json }, { headers, body: '{"lines":[]}' }, { headers, body: '{' }]) {
    const { ours, byHand } = await answersTo('place-order', change);
    expect(byHand).toEqual(ours);
  }
});
