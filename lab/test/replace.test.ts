import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { waitUntil } from '../src/host/processes/wait-until.ts';
import { ask, find, folder, runId, shop, start } from './fixtures/fixture-shop.ts';
import { isRefused, processesOf } from './left-over.ts';

test('a replaced process is another one, and the old one has drained', async () => {
  const running = await start(shop({ gateway: '', orders: '' }), { supervised: true });
  const before = find(running, 'orders');
  await running.replace('orders');
  const after = find(running, 'orders');
  expect(after?.pid).not.toBe(before?.pid);
  expect((await ask(after?.url ?? '')).pid).toBe(after?.pid);
  expect(await isRefused(before?.url ?? '')).toBe(true);
  expect(await readFile(join(folder, 'logs', 'orders.log'), 'utf8')).toBe('draining\n');
  expect(running.processes.map(({ name }) => name)).toEqual(['gateway', 'orders']);
  await running.kill('orders');
  expect(await isRefused(after?.url ?? '')).toBe(true);
  await running.restart('orders');
  expect(find(running, 'orders')?.url).toBe(after?.url);
  await ask(after?.url ?? '', '/die');
  await waitUntil('it to be back', () => running.restarts[0]?.readyAt !== undefined || 'not yet', {
    deadlineMs: 10_000,
  });
  expect(running.restarts).toMatchObject([{ process: 'orders', exit: { code: 9 } }]);
  expect(await Promise.race([running.failure, Promise.resolve('no failure')])).toBe('no failure');
});

test('the old process serves until the new one is ready, which may be another program', async () => {
  const running = await start(shop({ gateway: '', orders: '' }));
  const before = find(running, 'orders');
  const spec = { name: 'orders', entry: 'shop.mjs', env: { LATE_SECONDS: '0.5', NAME: 'orders-2.0' } };
  const replacing = running.replace('orders', spec);
  const both = () => processesOf(runId).filter((line) => line.includes('shop.mjs')).length === 3;
  await waitUntil('both to be there', () => both() || 'not yet', { deadlineMs: 5_000, everyMs: 5 });
  expect((await ask(before?.url ?? '')).pid).toBe(before?.pid);
  expect(find(running, 'orders')).toEqual(before);
  await replacing;
  expect((await ask(find(running, 'orders')?.url ?? '')).env.NAME).toBe('orders-2.0');
});

test('a process that dies while its successor starts is back before it is replaced', async () => {
  const topology = shop({ gateway: '', orders: '' });
  const slow = topology.processes.map((each) =>
    each.name === 'orders' ? { ...each, env: { ...each.env, LATE_SECONDS: '1.5' } } : each,
  );
  const running = await start({ ...topology, processes: slow }, { supervised: true });
  // Ready long before the one that has died is back.
  const spec = { name: 'orders', entry: 'shop.mjs', env: { LATE_SECONDS: '0.3' } };
  const replacing = running.replace('orders', spec);
  const both = () => processesOf(runId).filter((line) => line.includes('shop.mjs')).length === 3;
  await waitUntil('both to be there', () => both() || 'not yet', { deadlineMs: 5_000, everyMs: 5 });
  await ask(find(running, 'orders')?.url ?? '', '/die');
  await replacing;
  expect(running.restarts).toMatchObject([{ process: 'orders', readyAt: expect.any(Number) }]);
  expect((await ask(find(running, 'orders')?.url ?? '')).env.LATE_SECONDS).toBe('0.3');
  expect(processesOf(runId).filter((line) => line.includes('shop.mjs'))).toHaveLength(2);
});

test('the edge moves to a port of its own', async () => {
  const running = await start(shop({ gateway: '', orders: '' }));
  const before = running.url;
  await running.replace('gateway');
  expect(running.url).not.toBe(before);
  expect((await ask(running.url)).pid).toBe(find(running, 'gateway')?.pid);
  expect(await isRefused(before)).toBe(true);
});

test.each([
  ['never-ready', /orders to be ready \(last seen: 503\)/],
  ['dies-at-start', /^orders ended with exit code 7\n.*orders\.2\.log:\ncannot open the database$/s],
])('a new process that is %s is ended, and the old one goes on', async (behaviour, message) => {
  const running = await start(shop({ gateway: '', orders: '' }), { deadlineMs: 5_000 });
  const before = find(running, 'orders');
  const spec = { name: 'orders', entry: 'shop.mjs', env: { BEHAVIOUR: behaviour } };
  await expect(running.replace('orders', spec)).rejects.toThrow(message);
  expect(find(running, 'orders')).toEqual(before);
  expect((await ask(before?.url ?? '')).pid).toBe(before?.pid);
  expect(processesOf(runId).filter((line) => line.includes('shop.mjs'))).toHaveLength(2);
  expect(await Promise.race([running.failure, Promise.resolve('no failure')])).toBe('no failure');
});

test('a system that is stopped while a process is replaced leaves neither of the two', async () => {
  const running = await start(shop({ gateway: '', orders: '' }));
  const spec = { name: 'orders', entry: 'shop.mjs', env: { BEHAVIOUR: 'never-ready' } };
  const replacing = expect(running.replace('orders', spec)).rejects.toThrow('is being stopped');
  const both = () => processesOf(runId).filter((line) => line.includes('shop.mjs')).length === 3;
  await waitUntil('both to be there', () => both() || 'not yet', { deadlineMs: 5_000, everyMs: 5 });
  await running.stop();
  await replacing;
  expect(processesOf(runId)).toEqual([]);
});

test('says for how long both were there, which is as long as the old one drains', async () => {
  const topology = shop({ gateway: '', orders: '' });
  const slow = topology.processes.map((each) => ({ ...each, env: { ...each.env, DRAIN_SECONDS: '1' } }));
  const running = await start({ ...topology, processes: slow });
  const { startedAt, readyAt, toldAt, endedAt } = await running.replace('orders', {
    ...{ name: 'orders', entry: 'shop.mjs', env: { LATE_SECONDS: '0.5' } },
  });
  // Planted: the machine can only make them longer.
  expect(readyAt - startedAt).toBeGreaterThanOrEqual(495);
  expect(toldAt).toBeGreaterThanOrEqual(readyAt);
  expect(endedAt - toldAt).toBeGreaterThanOrEqual(995);
});

test('a process that is stopped first is away until the new one is ready, on its port', async () => {
  const running = await start(shop({ gateway: '', orders: '' }));
  const before = find(running, 'orders');
  const spec = { name: 'orders', entry: 'shop.mjs', env: { LATE_SECONDS: '0.5', NAME: 'orders-2.0' } };
  const stopping = running.stopAndStart('orders', spec);
  const away = async () => (await isRefused(before?.url ?? '')) || 'it is there';
  await waitUntil('it to be away', away, { deadlineMs: 5_000, everyMs: 5 });
  const { startedAt, readyAt, toldAt, endedAt } = await stopping;
  expect([toldAt, endedAt, startedAt, readyAt]).toEqual(
    [toldAt, endedAt, startedAt, readyAt].toSorted((one, other) => one - other),
  );
  expect(find(running, 'orders')?.url).toBe(before?.url);
  expect((await ask(before?.url ?? '')).env.NAME).toBe('orders-2.0');
  expect(await Promise.race([running.failure, Promise.resolve('no failure')])).toBe('no failure');
  await expect(running.stopAndStart('gateway', spec)).rejects.toThrow('gateway cannot be replaced by orders');
});

test('a new process has as long to get ready as it is given', async () => {
  const running = await start(shop({ gateway: '', orders: '' }));
  const spec = { name: 'orders', entry: 'shop.mjs', env: { BEHAVIOUR: 'never-ready' } };
  await expect(running.replace('orders', spec, 300)).rejects.toThrow('gave up waiting after 0.3 s');
});

test('a process is replaced by one of its name', async () => {
  const topology = shop({ gateway: '', orders: '' });
  const [, orders] = topology.processes;
  const running = await start(topology);
  await expect(running.replace('gateway', orders)).rejects.toThrow('gateway cannot be replaced by orders');
  await expect(running.replace('billing')).rejects.toThrow('no process named billing');
});
