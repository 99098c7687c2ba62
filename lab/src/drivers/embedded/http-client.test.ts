import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HttpClient } from './http-client.ts';

let server: Server;
let served: Map<Socket, number>;

beforeEach(async () => {
  served = new Map();
  server = createServer(({ socket }, response) => {
    served.set(socket, (served.get(socket) ?? 0) + 1);
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => new Promise((resolve) => server.close(resolve)));

/** Requests one after the other. Returns how many each connection carried. */
async function requestsPerConnection(count: number, spread: boolean): Promise<number[]> {
  const { port } = server.address() as AddressInfo;
  const client = new HttpClient(`http://127.0.0.1:${port}`, { connections: 4, timeoutMs: 5_000, spread });
  const request = { endpoint: 'any', method: 'GET', path: '/', expect: [200] } as const;
  for (let sent = 0; sent < count; sent += 1) {
    const { outcome } = await new Promise<{ outcome: { kind: string } }>((resolve) =>
      client.send(request, process.hrtime.bigint(), resolve),
    );
    expect(outcome.kind).toBe('ok');
  }
  client.close();
  return [...served.values()];
}

test('requests that follow each other stay on one connection', async () => {
  expect(await requestsPerConnection(12, false)).toEqual([12]);
});

test('requests that are to be spread use all connections evenly', async () => {
  expect(await requestsPerConnection(12, true)).toEqual([3, 3, 3, 3]);
});
