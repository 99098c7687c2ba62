import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { balancedWorkers, held } from '../test/balanced-workers.ts';

const { proxy, worker, send } = balancedWorkers();

test('requests of one connection reach all workers in turn', async () => {
  for (let count = 0; count < 3; count += 1) await worker();
  const sockets = new Set<unknown>();
  const asked = request(proxy.url, { agent: proxy.agent });
  asked.on('socket', (socket) => sockets.add(socket)).end();
  const [first] = (await once(asked, 'response')) as [IncomingMessage];
  const bodies = [await text(first)];
  for (let count = 0; count < 5; count += 1) bodies.push((await send('/')).body);
  expect(bodies).toEqual(['worker-1', 'worker-2', 'worker-3', 'worker-1', 'worker-2', 'worker-3']);
  expect(Object.values(proxy.agent.freeSockets).flat().length, 'one connection').toBe(1);
  expect(sockets.has(Object.values(proxy.agent.freeSockets).flat()[0])).toBe(true);
});

test('a request goes to the worker with the fewest under way', async () => {
  const busy = held();
  await worker(busy.handler);
  await worker();
  const slow = send('/', { agent: false });
  await expect.poll(() => busy.waiting).toBe(1);
  const others = [await send('/'), await send('/'), await send('/')];
  expect(others.map(({ body }) => body)).toEqual(Array(3).fill('worker-2'));
  busy.release();
  expect((await slow).body).toBe('held');
});

test('a worker that fails at once does not draw all requests', async () => {
  const slow = held();
  let failures = 0;
  await worker(slow.handler);
  await worker((_request, response) => {
    failures += 1;
    response.writeHead(500).end('failed');
  });
  const busy = send('/', { agent: false });
  await expect.poll(() => slow.waiting).toBe(1);
  expect((await send('/')).status).toBe(500);
  // It has nothing to do, and yet it is not its turn again.
  const next = send('/', { agent: false });
  await expect.poll(() => slow.waiting).toBe(2);
  expect(failures).toBe(1);
  proxy.clock.ms += 1_000;
  expect((await send('/')).status).toBe(500);
  slow.release();
  await Promise.all([busy, next]);
});

test('a worker that says that it is not ready yet has not failed', async () => {
  const slow = held();
  await worker(slow.handler);
  await worker((_request, response) => response.writeHead(503).end());
  const busy = send('/', { agent: false });
  await expect.poll(() => slow.waiting).toBe(1);
  for (let count = 0; count < 3; count += 1) expect((await send('/health/ready?a')).status).toBe(503);
  slow.release();
  await busy;
});

test('what a client has asked for in advance counts no more when it leaves', async () => {
  const [slow, other] = [held(), held()];
  await worker(slow.handler);
  await worker(other.handler);
  const client = connect(Number(proxy.url.port), proxy.url.hostname);
  client.write('GET / HTTP/1.1\r\nHost: shop\r\n\r\n'.repeat(6));
  await expect.poll(() => [slow.waiting, other.waiting]).toEqual([3, 3]);
  client.destroy();
  await expect.poll(() => [slow.gone, other.gone]).toEqual([3, 3]);
  const again = [send('/', { agent: false }), send('/', { agent: false })];
  await expect.poll(() => [slow.waiting, other.waiting]).toEqual([4, 4]);
  slow.release();
  other.release();
  await Promise.all(again);
});

describe('a worker that dies', () => {
  test('leaves its requests with a 502, which is a problem document, and others go on', async () => {
    const dying = held();
    const server = await worker(dying.handler);
    await worker();
    const lost = send('/orders?page=2', { agent: false });
    await expect.poll(() => dying.waiting).toBe(1);
    server.close();
    server.closeAllConnections();
    const answer = await lost;
    expect(answer.status).toBe(502);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(answer.body)).toMatchObject({
      status: 502,
      code: 'service-unavailable',
      instance: '/orders',
      correlationId: answer.headers['x-correlation-id'],
    });
    expect((await send('/')).body).toBe('worker-2');
  });

  test('in the middle of an answer cuts it off', async () => {
    const server = await worker((_asked, response) => {
      response.writeHead(200, { 'Content-Length': 100 }).write('half');
    });
    const asked = request(proxy.url, { agent: false }).end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    server.closeAllConnections();
    await expect(text(answer)).rejects.toThrow('aborted');
  });

  test('and is the last one, leaves a 503', async () => {
    const answer = await send('/');
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '1']);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'service-unavailable', status: 503 });
  });
});

test('who waits for an answer gets it before the proxy ends', async () => {
  const slow = held();
  await worker(slow.handler);
  const answer = send('/', { agent: false });
  await expect.poll(() => slow.waiting).toBe(1);
  const closed = proxy.close();
  slow.release();
  expect(await answer).toMatchObject({ status: 200, body: 'held' });
  await closed;
  const refused = connect(Number(proxy.url.port), proxy.url.hostname);
  const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNREFUSED');
});
