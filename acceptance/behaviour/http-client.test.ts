import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { HttpClient } from './http-client.ts';

let server: Server;
let client: HttpClient;

afterEach(() => {
  client.close();
  server.close();
});

/** A server that resets the connections of some requests. */
async function serve(resets: (request: IncomingMessage, asked: number) => boolean) {
  const asked = new Map<Socket, number>();
  server = createServer((request, response) => {
    const nth = (asked.get(request.socket) ?? 0) + 1;
    asked.set(request.socket, nth);
    if (resets(request, nth)) request.socket.resetAndDestroy();
    else response.end('answered');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = new HttpClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return asked;
}

test('a request on a connection that the server has just closed is sent again, on a fresh one', async () => {
  const connections = await serve((_, nth) => nth > 1);
  expect((await client.send({ path: '/' })).text).toBe('answered');
  expect((await client.send({ path: '/', method: 'POST', json: {} })).text).toBe('answered');
  expect([...connections.values()]).toEqual([2, 1]);
});

test('a fresh connection that is reset is an error', async () => {
  const connections = await serve(() => true);
  await expect(client.send({ path: '/' })).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(connections.size).toBe(1);
});
