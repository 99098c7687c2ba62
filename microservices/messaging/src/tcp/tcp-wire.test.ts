import { type AddressInfo, createServer, connect as openSocket, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import type { Outcome } from '../direct/wire.ts';
import { FrameReader, headOf } from './frames.ts';
import { tcpWire } from './tcp-wire.ts';

const request = (bytes = 0) => ({
  pattern: 'catalog.find',
  type: 'catalog.find',
  content: Buffer.alloc(bytes),
});
const RESULT = { type: 'result; handler=0.00; db=0.00', content: Buffer.alloc(0) };
const POLL = { timeout: 10_000 };

/** A server that does with its connections what a test says. */
async function serving(onConnection: (socket: Socket, nth: number) => unknown) {
  const sockets: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined);
    sockets.push(socket);
    onConnection(socket, sockets.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const line = tcpWire.connect([`127.0.0.1:${(server.address() as AddressInfo).port}`]);
  onTestFinished(async () => {
    await line.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const ask = (bytes?: number) => new Promise<Outcome>((resolve) => void line.send(request(bytes), resolve));
  return { sockets, line, ask };
}

function answering(socket: Socket): unknown {
  const reader = new FrameReader((id) => socket.write(headOf(id, RESULT)));
  return socket.on('data', (piece: Buffer) => reader.push(piece));
}

it('does not send to a peer that does not read', async () => {
  const { sockets, line, ask } = await serving((socket) => socket.pause());
  line.send(request(), () => undefined);
  await expect.poll(() => sockets.length, POLL).toBe(1);
  for (let i = 0; i < 20; i++) line.send(request(1024 * 1024), () => undefined);
  expect(await ask()).toMatchObject({ kind: 'unsent', why: expect.stringContaining('bytes wait there') });
});

it('leaves a connection that the peer has ended, although it still holds what the peer has not read', async () => {
  const { sockets, line } = await serving((socket, nth) => (nth > 1 ? answering(socket) : socket.pause()));
  for (let i = 0; i < 20; i++) line.send(request(1024 * 1024), () => undefined);
  await expect.poll(() => sockets.length, POLL).toBe(1);
  sockets[0]?.end();
  const outcomes: Outcome['kind'][] = [];
  const send = () => {
    line.send(request(), ({ kind }) => outcomes.push(kind));
    return outcomes;
  };
  await expect.poll(send, POLL).toContain('reply');
  expect(outcomes).not.toContain('lost');
});

it('opens no connection once it is closed', async () => {
  const { sockets, line, ask } = await serving(answering);
  await line.close();
  expect(await ask()).toMatchObject({ kind: 'unsent', why: 'the line is closed' });
  expect(sockets).toHaveLength(0);
});

it('tells that nothing was sent to who could not be reached, also when the request was taken back', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const line = tcpWire.connect([`127.0.0.1:${port}`]);
  onTestFinished(() => line.close());
  line.send(request(), () => undefined)();
  await expect.poll(() => line.sent, POLL).toBe(0);
});

it('reads no more requests of a peer that does not take its replies, until it does', async () => {
  let asked = 0;
  const listener = tcpWire.listener(async () => {
    asked++;
    return { ...RESULT, content: Buffer.alloc(1024 * 1024) };
  });
  const port = await listener.listen('127.0.0.1', 0);
  const socket = openSocket({ host: '127.0.0.1', port });
  onTestFinished(async () => {
    socket.destroy();
    await listener.close();
  });
  const MANY = 100;
  let sent = 0;
  const send = () => socket.write(headOf(++sent, request()));
  // Each in a piece of its own, as long as requests are taken.
  for (let before = -1; sent < MANY && asked !== before; ) {
    before = asked;
    send();
    await expect
      .poll(() => asked === sent, { timeout: 300 })
      .toBe(true)
      .catch(() => undefined);
  }
  expect(asked).toBeLessThan(MANY);
  let replies = 0;
  const reader = new FrameReader(() => replies++);
  socket.on('data', (piece: Buffer) => reader.push(piece));
  await expect.poll(() => replies, POLL).toBe(sent);
});
