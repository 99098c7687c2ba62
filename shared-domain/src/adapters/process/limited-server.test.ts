import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { limitedServer, refusal, USUAL_HTTP_LIMITS } from './limited-server.ts';

let server: Server;
/** The answers that were asked for, in their order. */
let asked: ServerResponse[];
/** How often each of them has said that it has closed. */
let closed: number[];

beforeEach(async () => {
  asked = [];
  closed = [];
  const handler = (_: unknown, response: ServerResponse) => {
    const place = asked.push(response) - 1;
    closed[place] = 0;
    response.on('close', () => {
      closed[place] = (closed[place] ?? 0) + 1;
    });
  };
  server = limitedServer(handler, USUAL_HTTP_LIMITS, refusal);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** A client that sends so many requests on one connection, without waiting. */
async function inAdvance(many: number) {
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.write('GET / HTTP/1.1\r\nHost: shop\r\n\r\n'.repeat(many));
  await expect.poll(() => asked.length).toBe(many);
  return client;
}

it('closes all answers of a connection with it, each once', async () => {
  const client = await inAdvance(3);
  client.destroy();
  await expect.poll(() => closed).toEqual([1, 1, 1]);
  // Nobody hears them, and nobody is told again.
  for (const each of asked) each.end('late');
  await once(server.close(), 'close');
  expect(closed).toEqual([1, 1, 1]);
});

it('closes each answer that is written once, also when others still wait as the connection closes', async () => {
  const client = await inAdvance(4);
  asked[0]?.end();
  asked[1]?.end();
  await expect.poll(() => closed).toEqual([1, 1, 0, 0]);
  // Made, but kept back by the one before it.
  asked[3]?.end('made');
  client.destroy();
  await expect.poll(() => closed).toEqual([1, 1, 1, 1]);
});
