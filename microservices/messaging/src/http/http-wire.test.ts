import { createServer, request as post, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { GREATEST_CONTENT, type Outcome } from '../direct/wire.ts';
import { httpWire, httpWireOver } from './http-wire.ts';

const REQUEST = { pattern: 'catalog.find', type: 'catalog.find', content: Buffer.from('{}') };
/** As many requests are under way to one address. */
const CONNECTIONS = 64;

/** A server that keeps its replies until it is told to send them. */
async function serving(wire = httpWire) {
  const kept: ServerResponse[] = [];
  const counts = { connections: 0, requests: 0 };
  const server = createServer((request, response) => {
    counts.requests++;
    request.resume();
    kept.push(response.setHeader('x-message', 'result; handler=0.00; db=0.00'));
  });
  server.keepAliveTimeout = 0;
  server.on('connection', () => counts.connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const line = wire.connect([`127.0.0.1:${(server.address() as AddressInfo).port}`]);
  onTestFinished(async () => {
    await line.close();
    server.closeAllConnections();
    server.close();
  });
  return {
    ...{ line, counts },
    begun: (many: number) => expect.poll(() => kept.length, { timeout: 10_000 }).toBe(many),
    reply: () => {
      for (const response of kept.splice(0)) response.end('{}');
    },
    ask: () => new Promise<Outcome>((resolve) => void line.send(REQUEST, resolve)),
  };
}

it('keeps the connection on which a request would begin that was taken back', async () => {
  const { line, counts, begun, reply, ask } = await serving();
  const first = Array.from({ length: CONNECTIONS }, ask);
  await begun(CONNECTIONS);
  // More would look as if nobody answered there.
  for (let i = 0; i < 4; i++) line.send(REQUEST, () => undefined)();
  const behind = Array.from({ length: CONNECTIONS }, ask);
  reply();
  expect((await Promise.all(first)).map(({ kind }) => kind)).toEqual(first.map(() => 'reply'));
  await begun(CONNECTIONS);
  reply();
  expect((await Promise.all(behind)).map(({ kind }) => kind)).toEqual(behind.map(() => 'reply'));
  expect([counts.connections, counts.requests, line.sent]).toEqual([
    CONNECTIONS,
    2 * CONNECTIONS,
    2 * CONNECTIONS,
  ]);
});

it('has one call after the other on one connection, where it may have no more', async () => {
  const { counts, begun, reply, ask } = await serving(httpWireOver(1));
  const asked = [ask(), ask(), ask()];
  for (const _ of asked) {
    await begun(1);
    reply();
  }
  expect((await Promise.all(asked)).map(({ kind }) => kind)).toEqual(['reply', 'reply', 'reply']);
  expect(counts).toEqual({ connections: 1, requests: 3 });
});

it('does not send what would wait behind too many', async () => {
  const { line, ask } = await serving();
  const waiting: Outcome[] = [];
  for (let i = 0; i < 1_000 + CONNECTIONS; i++) line.send(REQUEST, (outcome) => waiting.push(outcome));
  expect(await ask()).toMatchObject({ kind: 'unsent', why: expect.stringContaining('wait already') });
});

it('refuses a request that is too great, before all of it has come', async () => {
  let asked = false;
  const listener = httpWire.listener(async () => {
    asked = true;
    return { type: 'result; handler=0.00; db=0.00', content: Buffer.alloc(0) };
  });
  const port = await listener.listen('127.0.0.1', 0);
  onTestFinished(() => listener.close());
  const piece = Buffer.alloc(1024 * 1024);
  let pieces = 0;
  const ended = new Promise<void>((resolve) => {
    const sending = post({ host: '127.0.0.1', port, method: 'POST', path: '/catalog.find' });
    const more = () => {
      if (pieces++ < GREATEST_CONTENT / piece.length + 64) sending.write(piece, more);
      else sending.end();
    };
    sending.on('error', () => undefined).on('close', resolve);
    more();
  });
  await ended;
  expect(pieces).toBeGreaterThan(GREATEST_CONTENT / piece.length);
  expect(asked).toBe(false);
});
