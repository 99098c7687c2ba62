import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Draining } from './draining.ts';

let server: Server;
let draining: Draining;
let answer: () => void;
let arrived: Promise<void>;

/** A server that answers `/slow` when it is told to, and everything else at once. */
beforeEach(async () => {
  let arrive: () => void;
  arrived = new Promise((resolve) => {
    arrive = resolve;
  });
  server = createServer((request, response) => {
    const end = () => response.end('done');
    if (request.url === '/begun') response.write('be');
    if (request.url === '/now') return void end();
    answer = end;
    arrive();
  });
  draining = new Draining(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function client(
  sent: string,
): Promise<{ socket: Socket; heard: () => string; gone: Promise<unknown> }> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.on('error', () => undefined);
  const gone = new Promise((resolve) => socket.on('close', resolve));
  await once(socket, 'connect');
  socket.write(sent);
  return { socket, heard: () => text, gone };
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: shop\r\n\r\n`;

it('closes at once who is idle, who has sent nothing, and who has sent half a head', async () => {
  const idle = await client(get('/now'));
  await once(idle.socket, 'data');
  const others = await Promise.all([client(''), client('GET /now HTTP/1.1\r\nHos')]);
  await new Promise((resolve) => server.getConnections(() => setImmediate(resolve)));
  await draining.close();
  await Promise.all([idle, ...others].map(({ gone }) => gone));
});

it('answers who waits, and says that this was the last answer of the connection', async () => {
  const waiting = await client(get('/slow'));
  await arrived;
  const closed = draining.close();
  answer();
  await closed;
  await waiting.gone;
  expect(waiting.heard()).toMatch(/^HTTP\/1\.1 200 /);
  expect(waiting.heard()).toMatch(/^connection: close$/im);
  expect(waiting.heard()).toMatch(/done/);
});

it('ends a connection whose answer had begun before, once it is complete', async () => {
  const waiting = await client(get('/begun'));
  await arrived;
  const closed = draining.close();
  answer();
  await closed;
  await waiting.gone;
  expect(waiting.heard()).toContain('done');
});

it('does not wait for the rest of a body that does not come', async () => {
  const slow = await client('POST /slow HTTP/1.1\r\nHost: shop\r\nContent-Length: 10\r\n\r\n{');
  await arrived;
  await draining.close();
  await slow.gone;
});
