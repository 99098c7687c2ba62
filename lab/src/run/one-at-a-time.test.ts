import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePorts } from '../host/processes/free-ports.ts';
import { isMachineShared } from '../host/shared-machine.ts';
import { UsageError } from '../registry/usage-error.ts';
import { type Reservation, reserveMachine } from './one-at-a-time.ts';

let port: number;
const held: Reservation[] = [];
const take = async (what: string) => {
  const reservation = await reserveMachine({ what, folder: '/results/x' }, { shared: false, port });
  held.push(reservation);
  return reservation;
};

beforeEach(async () => {
  [port = 0] = await freePorts(1);
});

afterEach(() => {
  for (const turn of held.splice(0)) turn.release();
});

test('the second is refused, and is told who measures what, and where', async () => {
  const first = await take('a run');
  await expect(take('another')).rejects.toThrow(UsageError);
  await expect(take('another')).rejects.toThrow(`process ${process.pid}, a run, in /results/x`);
  first.tell({ what: 'run 42', folder: '/results/latency/42' });
  await expect(take('another')).rejects.toThrow('run 42, in /results/latency/42');
});

test('once the first has ended, the second may measure', async () => {
  (await take('a run')).release();
  await take('another');
});

test('of many at the same moment, one may', async () => {
  const all = await Promise.allSettled(['a', 'b', 'c', 'd'].map(take));
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test.each([
  ['ends at once', ''],
  ['speaks of something else', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
  ['speaks without end', 'x'.repeat(100_000)],
])('a stranger that has the port and %s is told', async (_, words) => {
  const stranger = createServer((socket) => socket.on('error', () => undefined).end(words));
  stranger.listen(0, '127.0.0.1');
  await once(stranger, 'listening');
  port = (stranger.address() as AddressInfo).port;
  await expect(take('a run')).rejects.toThrow(`has port ${port} of 127.0.0.1 and does not say`);
  stranger.close();
});

test('where the machine is shared, whoever asks may measure', async () => {
  await take('a run');
  (await reserveMachine({ what: 'another', folder: '' }, { shared: true, port })).release();
  expect(
    [undefined, '', '0', 'off', 'no', '1'].map((value) => isMachineShared({ LAB_SHARED_MACHINE: value })),
  ).toEqual([false, false, false, false, false, true]);
});
