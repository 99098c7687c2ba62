import { once } from 'node:events';
import {
  Agent,
  createServer,
  type IncomingMessage,
  type RequestOptions,
  request,
  type Server,
} from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RequestBalancer } from './request-balancer.ts';

type Handler = ConstructorParameters<typeof Server>[1];

let balancer: RequestBalancer;
let url: URL;
let workers: { readonly server: Server; readonly port: number }[];
let agent: Agent;
let clock: { ms: number };

/** Starts a worker that says who it is. */
async function worker(handler?: Handler): Promise<Server> {
  const name = `worker-${workers.length + 1}`;
  const server = createServer(handler ?? ((_request, response) => response.end(name)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  workers.push({ server, port: (server.address() as AddressInfo).port });
  return server;
}

beforeEach(async () => {
  workers = [];
  agent = new Agent({ keepAlive: true, maxSockets: 1 });
  clock = { ms: 0 };
  balancer = new RequestBalancer(
    () => workers.filter(({ server }) => server.listening).map(({ port }) => port),
    () => clock.ms,
  );
  // A free port, as another server had it.
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  await balancer.listen(port, '127.0.0.1');
  url = new URL(`http://127.0.0.1:${port}`);
});

afterEach(async () => {
  agent.destroy();
  await balancer.close();
  for (const { server } of workers) {
    server.close();
    server.closeAllConnections();
  }
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

async function send(path: string, options: RequestOptions = {}, body = ''): Promise<Answer> {
  const sent = request(new URL(path, url), { agent, ...options });
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
}

/** One that answers only when it is told to. */
function held() {
  const waiting: (() => void)[] = [];
  let gone = 0;
  return {
    handler: ((_request, response) => {
      waiting.push(() => response.end('held'));
      response.once('close', () => {
        if (!response.writableFinished) gone += 1;
      });
    }) satisfies Handler,
    /** Whose clients have left. */
    get gone() {
      return gone;
    },
    get waiting() {
      return waiting.length;
    },
    release() {
      for (const answer of waiting.splice(0)) answer();
    },
  };
}

test('requests of one connection reach all workers in turn', async () => {
  for (let count = 0; count < 3; count += 1) await worker();
  const sockets = new Set<unknown>();
  const asked = request(url, { agent });
  asked.on('socket', (socket) => sockets.add(socket)).end();
  const [first] = (await once(asked, 'response')) as [IncomingMessage];
  const bodies = [await text(first)];
  for (let count = 0; count < 5; count += 1) bodies.push((await send('/')).body);
  expect(bodies).toEqual(['worker-1', 'worker-2', 'worker-3', 'worker-1', 'worker-2', 'worker-3']);
  expect(Object.values(agent.freeSockets).flat().length, 'one connection').toBe(1);
  expect(sockets.has(Object.values(agent.freeSockets).flat()[0])).toBe(true);
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
  clock.ms += 1_000;
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
  const client = connect(Number(url.port), url.hostname);
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
    host: url.host,
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
  const asked = request(url, { method: 'PUT', headers: { Expect: '100-continue', 'Content-Length': 4 } });
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
  const asked = request(url, { method: 'POST' });
  asked.write('x'.repeat(100_000));
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  expect([answer.statusCode, answer.headers.connection, await text(answer)]).toEqual([413, 'close', 'big']);
  asked.destroy();
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
    const asked = request(url, { agent: false }).end();
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
  const closed = balancer.close();
  slow.release();
  expect(await answer).toMatchObject({ status: 200, body: 'held' });
  await closed;
  const refused = connect(Number(url.port), url.hostname);
  const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNREFUSED');
});
