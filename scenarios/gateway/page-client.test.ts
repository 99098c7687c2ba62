import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { PageClient } from './page-client.ts';

const PRICE = { amount: 5, currency: 'EUR' };
const ANSWERS: Readonly<Record<string, unknown>> = {
  '/me/wallet': { balance: PRICE },
  '/orders?limit=5': { items: ['order'], nextCursor: null },
  '/me/notices': { items: ['notice'] },
  '/me/recommendations': {
    items: [
      { sku: 'B', score: 0.9 },
      { sku: 'gone', score: 0.5 },
      { sku: 'A', score: 0.1 },
    ],
  },
  '/products?skus=B,gone,A': {
    items: ['A', 'B'].map((sku) => ({ sku, name: `name of ${sku}`, price: PRICE, description: '' })),
  },
  '/me/overview': {
    wallet: { balance: PRICE },
    orders: ['order'],
    notices: ['notice'],
    recommendations: [
      { sku: 'B', name: 'name of B', price: PRICE, score: 0.9 },
      { sku: 'A', name: 'name of A', price: PRICE, score: 0.1 },
    ],
    degraded: [],
  },
};

/** A shop that answers so. @param together so many requests wait for each other before any is answered */
async function shop(answers: Readonly<Record<string, unknown>>, together = 1) {
  const asked: string[] = [];
  let waiting: (() => void)[] = [];
  const server = createServer(({ url = '', headers }, response: ServerResponse) => {
    expect(headers.authorization).toBe('Bearer token');
    asked.push(url);
    const answer = () => response.writeHead(url in answers ? 200 : 404).end(JSON.stringify(answers[url]));
    waiting.push(answer);
    if (asked.length < together) return;
    for (const each of waiting) each();
    waiting = [];
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new PageClient((server.address() as AddressInfo).port, 'token');
  onTestFinished(() => {
    client.close();
    server.close();
  });
  return { client, asked };
}

it('has the same page from one answer and from five', async () => {
  const { client } = await shop(ANSWERS);
  expect(await client.five()).toEqual(await client.one());
});

it('asks for four at once, and for the fifth when it knows what is recommended', async () => {
  const { client, asked } = await shop(ANSWERS, 4);
  await client.five();
  expect(asked.slice(0, 4).toSorted()).toEqual([
    '/me/notices',
    '/me/recommendations',
    '/me/wallet',
    '/orders?limit=5',
  ]);
  expect(asked.slice(4)).toEqual(['/products?skus=B,gone,A']);
});

it('takes no page that is not whole for one', async () => {
  const degraded = { ...ANSWERS, '/me/overview': { degraded: ['notices'] } };
  await expect((await shop(degraded)).client.one()).rejects.toThrow('without notices');
  const nothing = { ...ANSWERS, '/me/recommendations': { items: [] } };
  await expect((await shop(nothing)).client.five()).rejects.toThrow('nothing is recommended');
  const { '/me/wallet': _, ...broken } = ANSWERS;
  await expect((await shop(broken)).client.five()).rejects.toThrow('/me/wallet was answered 404');
});
