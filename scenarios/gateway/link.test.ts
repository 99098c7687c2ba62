import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { openLink, roundTripOf } from './link.ts';

const ONE_WAY_MS = 40;

/** A server that does so with each connection, behind a link. @returns a client's socket */
async function over(oneWayMs: number, serve: (socket: Socket) => void): Promise<Socket> {
  const server = createServer({ allowHalfOpen: true }, serve);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const link = await openLink((server.address() as AddressInfo).port, oneWayMs);
  const socket = connect({ host: '127.0.0.1', port: link.port, allowHalfOpen: true });
  onTestFinished(async () => {
    socket.destroy();
    await link.close();
    server.close();
  });
  await once(socket, 'connect');
  return socket;
}

it('takes as long as it is told to, in each direction', async () => {
  const [near, far] = [await roundTripOf(0, 3), await roundTripOf(ONE_WAY_MS, 3)];
  // A timer may be a millisecond early by another clock.
  expect(far).toBeGreaterThanOrEqual(2 * (ONE_WAY_MS - 1));
  expect(near).toBeLessThan(far);
});

it('is not waited for when the connection ends, or somebody calls it off', async () => {
  const serve = (socket: Socket) => socket.once('data', () => socket.destroy());
  await expect(roundTripOf(1, 3, { serve })).rejects.toThrow();
  const called = new AbortController();
  const silent = (socket: Socket) => socket.once('data', () => called.abort(new Error('called off')));
  await expect(roundTripOf(1, 3, { serve: silent, signal: called.signal })).rejects.toThrow();
});

it('delays one direction by itself', async () => {
  let heardAt = Number.NaN;
  const socket = await over(ONE_WAY_MS, (server) =>
    server.once('data', () => {
      heardAt = performance.now();
      server.end('x');
    }),
  );
  const sentAt = performance.now();
  socket.write('x');
  await once(socket, 'data');
  expect(heardAt - sentAt).toBeGreaterThanOrEqual(ONE_WAY_MS - 1);
  expect(performance.now() - heardAt).toBeGreaterThanOrEqual(ONE_WAY_MS - 1);
});

it.each([0, 3])('loses and swaps nothing, with %i ms one way, and passes on the end', async (oneWayMs) => {
  const sent = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
  const socket = await over(oneWayMs, (server) => server.pipe(server));
  for (let from = 0; from < sent.length; from += 1_000) socket.write(sent.subarray(from, from + 1_000));
  socket.end();
  expect((await buffer(socket)).equals(sent)).toBe(true);
});

it('closes a connection whose server has gone', async () => {
  const socket = await over(3, (server) => server.once('data', () => server.destroy()));
  socket.write('x');
  await once(socket.resume(), 'end');
});
