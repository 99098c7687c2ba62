import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { USUAL_HTTP_LIMITS } from '@lab/shared-domain/adapters/process/limited-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problem } from '../behaviour/contract.ts';
import { startInMemoryShop } from '../in-memory-shop.ts';

/** Short deadlines, so that the tests need not wait long for them. ms. */
const LIMITS = { ...USUAL_HTTP_LIMITS, headersMs: 1_500, requestMs: 3_000, checkMs: 50, connections: 20 };

let shop: Awaited<ReturnType<typeof startInMemoryShop>>;
beforeAll(async () => {
  shop = await startInMemoryShop({ jwtSecret: 'x'.repeat(32), seed: 1, limits: LIMITS });
});
afterAll(() => shop.stop());

async function open(): Promise<Socket> {
  const socket = connect(Number(new URL(shop.url).port), '127.0.0.1');
  // A server that closes a connection on which we still write resets it: the answer before is what counts.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** All that the server says until it closes the connection. */
async function untilClosed(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  if (!socket.closed) await once(socket, 'close');
  return text;
}

function expectClosedWith(text: string, status: number, code: string): void {
  const [head = '', body = ''] = text.split('\r\n\r\n');
  expect(head).toContain(`HTTP/1.1 ${status} `);
  expect(head).toMatch(/^connection: close$/im);
  expect(problem.parse(JSON.parse(body))).toMatchObject({ status, code });
}

const othersAreServed = async () => expect((await fetch(`${shop.url}/products?limit=1`)).status).toBe(200);
const post = (length: string) =>
  `POST /sessions HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\n${length}\r\n\r\n`;

describe('the edge closes the connection of', () => {
  it.each([
    ['who sends nothing', ''],
    ['who stops within the headers', 'GET /products HTTP/1.1\r\nHost: shop\r\nX-Sl'],
  ])('one %s', async (_name, sent) => {
    const socket = await open();
    socket.write(sent);
    await othersAreServed();
    expectClosedWith(await untilClosed(socket), 408, 'request-timeout');
  });

  it.each([
    ['of a declared length', 'Content-Length: 1000', '{'],
    ['in chunks', 'Transfer-Encoding: chunked', '1\r\n{\r\n'],
  ])('a body that comes too slowly, %s', async (_name, length, piece) => {
    const socket = await open();
    socket.write(post(length));
    const drip = setInterval(() => socket.write(piece), 50);
    const text = untilClosed(socket);
    await othersAreServed();
    expectClosedWith(await text, 408, 'request-timeout');
    clearInterval(drip);
  });

  it('a body that is too large, as soon as it says so', async () => {
    const socket = await open();
    socket.write(post('Content-Length: 10000000') + 'x'.repeat(200_000));
    expectClosedWith(await untilClosed(socket), 413, 'body-too-large');
  });

  it('a body that is too large, without having invited it', async () => {
    const socket = await open();
    socket.write(post('Expect: 100-continue\r\nContent-Length: 10000000'));
    const text = await untilClosed(socket);
    expect(text).not.toContain('100 Continue');
    expectClosedWith(text, 413, 'body-too-large');
  });

  it('a request that names no host', async () => {
    const socket = await open();
    socket.write('GET /products HTTP/1.1\r\n\r\n');
    expectClosedWith(await untilClosed(socket), 400, 'invalid-request');
  });

  it('headers that are too large', async () => {
    const socket = await open();
    socket.write(`GET /products HTTP/1.1\r\nHost: shop\r\n${'X-Flood: x\r\n'.repeat(4_000)}`);
    expectClosedWith(await untilClosed(socket), 431, 'headers-too-large');
    await othersAreServed();
  });

  it('what is no HTTP', async () => {
    const socket = await open();
    socket.write('HELO shop\r\n\r\n');
    expectClosedWith(await untilClosed(socket), 400, 'invalid-request');
  });

  it('those that are too many, and serves again when some have gone', async () => {
    const sockets = await Promise.all(Array.from({ length: LIMITS.connections + 5 }, open));
    const texts = await Promise.all(sockets.map(untilClosed));
    // Closed without a word, as no request could be read for want of a connection.
    expect(texts.filter((text) => text === '').length).toBeGreaterThanOrEqual(5);
    await othersAreServed();
  });
});

it('a body that is announced is invited, and what else is expected is let be', async () => {
  const body = '{"email":"nobody@shop.example","password":"x"}';
  const socket = await open();
  socket.write(post(`Connection: close\r\nExpect: 100-continue\r\nContent-Length: ${body.length}`));
  await once(socket, 'data').then(([chunk]) => expect(String(chunk)).toBe('HTTP/1.1 100 Continue\r\n\r\n'));
  socket.write(body);
  expect(await untilClosed(socket)).toContain('HTTP/1.1 401 ');

  const other = await open();
  other.write('GET /products?limit=1 HTTP/1.1\r\nHost: shop\r\nConnection: close\r\nExpect: wonders\r\n\r\n');
  expect(await untilClosed(other)).toContain('HTTP/1.1 200 ');
});
