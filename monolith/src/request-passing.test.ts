import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { balancedWorkers } from '../test/balanced-workers.ts';

/** What the proxy passes on, from a client to a worker and back. */
const { proxy, worker, send } = balancedWorkers();

test('headers and bodies pass in both directions, the client is added, and what belongs to one connection stays', async () => {
  let seen: IncomingMessage | undefined;
  await worker(async (asked, response) => {
    seen = asked;
    response.setHeader('Server-Timing', 'total;dur=3');
    response.setHeader('Set-Cookie', ['a=1', 'b=2']);
    response.writeHead(201, 'Made').end(`got ${await text(asked)}`);
  });
  const headers = {
    'X-Correlation-Id': 'one',
    'X-Forwarded-For': '192.0.2.1',
    Connection: 'keep-alive, X-Hop',
    'X-Hop': 'mine',
  };
  const answer = await send('/orders?limit=2', { method: 'POST', headers }, 'body');
  expect(answer).toMatchObject({ status: 201, body: 'got body' });
  expect(answer.headers).toMatchObject({ 'server-timing': 'total;dur=3', 'set-cookie': ['a=1', 'b=2'] });
  expect(seen).toMatchObject({ method: 'POST', url: '/orders?limit=2' });
  expect(seen?.headers).toMatchObject({
    host: proxy.url.host,
    'x-correlation-id': 'one',
    'x-forwarded-for': '192.0.2.1, 127.0.0.1',
  });
  expect(seen?.headers).not.toHaveProperty('x-hop');
});

test('a body is invited by the worker alone', async () => {
  const server = await worker();
  server.on('checkContinue', async (asked, response) => {
    response.writeContinue();
    response.end(`got ${await text(asked)}`);
  });
  const asked = request(proxy.url, {
    method: 'PUT',
    headers: { Expect: '100-continue', 'Content-Length': 4 },
  });
  asked.flushHeaders();
  await once(asked, 'continue');
  asked.end('body');
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  expect(await text(answer)).toBe('got body');
});

test('a worker that does not want the rest of a request is heard', async () => {
  await worker((_asked, response) => {
    response.writeHead(413, { Connection: 'close', 'Content-Length': 3 }).end('big');
  });
  const asked = request(proxy.url, { method: 'POST' });
  asked.write('x'.repeat(100_000));
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  expect([answer.statusCode, answer.headers.connection, await text(answer)]).toEqual([413, 'close', 'big']);
  asked.destroy();
});
