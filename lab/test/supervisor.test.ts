import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findOnPath } from '../src/host/processes/executable.ts';
import { waitUntil } from '../src/host/processes/wait-until.ts';
import { ask, folder, runId, shop, start } from './fixtures/fixture-shop.ts';
import { isRefused, processesOf, untilNothingIsLeft } from './left-over.ts';
import { skipLoudly } from './skip-loudly.ts';

test('starts every process, ready, with an environment of its own making', async () => {
  process.env.NODE_OPTIONS = '--trace-warnings';
  const running = await start(shop({ gateway: '', orders: '' }), {
    env: { AMQP_URL: 'amqp://here' },
  }).finally(() => {
    delete process.env.NODE_OPTIONS;
  });
  expect(running.processes.map(({ name }) => name)).toEqual(['gateway', 'orders']);
  expect(running.startupMs).toBeGreaterThan(0);
  const { env } = await ask(running.url);
  const orders = running.processes.find(({ name }) => name === 'orders');
  const other = await ask(orders?.url ?? '');
  expect(env).toMatchObject({
    AMQP_URL: 'amqp://here',
    LAB_RUN_ID: runId,
    HOST: '127.0.0.1',
    DATA_DIR: folder,
  });
  expect(env.JWT_SECRET).toMatch(/^[0-9a-f]{64}$/);
  expect(other.env.JWT_SECRET).toBe(env.JWT_SECRET);
  expect(env).not.toHaveProperty('NODE_OPTIONS');
});

test('a process that dies at start fails the start at once, with its name and its last words', async () => {
  // Who waited for the gateway would find the deadline first.
  const starting = start(shop({ gateway: 'never-ready', orders: 'dies-at-start' }));
  await expect(starting).rejects.toThrow(
    /^orders ended with exit code 7\n.*orders\.log:\ncannot open the database$/s,
  );
  expect(processesOf(runId)).toEqual([]);
});

test('a process that never gets ready is named when the deadline passes', async () => {
  const starting = start(shop({ gateway: '', orders: 'never-ready' }), { deadlineMs: 1_000 });
  await expect(starting).rejects.toThrow(/gave up waiting after 1 s: orders to be ready \(last seen: 503\)/);
  expect(processesOf(runId)).toEqual([]);
});

test('processes can be pinned to CPUs', async (context) => {
  skipLoudly(context, (await findOnPath('taskset')) ? undefined : 'no taskset on this machine');
  const running = await start(shop({ gateway: '' }), { cpus: '0' });
  const status = await readFile(`/proc/${running.processes[0]?.pid}/status`, 'utf8');
  expect(status).toMatch(/^Cpus_allowed_list:\t0$/m);
});

test('a start can be called off', async () => {
  const controller = new AbortController();
  const starting = start(shop({ gateway: 'never-ready' }), { signal: controller.signal });
  setTimeout(() => controller.abort(new Error('Ctrl-C')), 200);
  await expect(starting).rejects.toThrow('Ctrl-C');
  expect(processesOf(runId)).toEqual([]);
});

test('a killed process comes back on its port and is no failure; one that dies by itself is', async () => {
  const running = await start(shop({ gateway: '', orders: '' }));
  const before = running.processes.find(({ name }) => name === 'orders');
  await running.kill('orders');
  expect(await isRefused(before?.url ?? '')).toBe(true);
  await running.restart('orders');
  const after = running.processes.find(({ name }) => name === 'orders');
  expect(after?.url).toBe(before?.url);
  expect(after?.pid).not.toBe(before?.pid);
  await ask(running.url, '/die');
  await expect(running.failure).rejects.toThrow(/gateway ended with exit code 9.*out of memory/s);
});

test('a supervised process that dies comes back on its port, and when it did is kept', async () => {
  const running = await start(shop({ gateway: '', orders: '' }), { supervised: true });
  const [before] = running.processes;
  await ask(running.url, '/die');
  await waitUntil('the gateway to be back', () => running.restarts[0]?.readyAt !== undefined || 'not yet', {
    deadlineMs: 10_000,
  });
  expect(running.restarts).toHaveLength(1);
  const [restart] = running.restarts;
  expect(restart).toMatchObject({ process: 'gateway', exit: { code: 9, signal: null } });
  const { diedAt = 0, startedAt = 0, readyAt = 0 } = restart ?? {};
  expect(startedAt - diedAt).toBeGreaterThanOrEqual(99);
  expect(readyAt).toBeGreaterThan(startedAt);
  expect((await ask(running.url)).pid).not.toBe(before?.pid);
  expect(running.processes.find(({ name }) => name === 'gateway')?.pid).toBe((await ask(running.url)).pid);
  expect(await Promise.race([running.failure, Promise.resolve('no failure')])).toBe('no failure');
  await running.kill('orders');
  await running.restart('orders');
  expect(running.restarts).toHaveLength(1);
});

test('one that dies again and again is a failure after all', async () => {
  const running = await start(shop({ gateway: '', orders: 'short-lived' }), { supervised: true });
  await expect(running.failure).rejects.toThrow(/again and again: orders ended with exit code 9/);
  expect(running.restarts).toHaveLength(10);
  expect(running.restarts.every(({ process }) => process === 'orders')).toBe(true);
});

test('one that is to be started again is not, once the system is stopped', async () => {
  const running = await start(shop({ gateway: '', orders: '' }), { supervised: true });
  await running.send('orders', { about: 'to die' });
  await ask(running.url, '/die');
  await waitUntil('the death to be noticed', () => running.restarts.length > 0 || 'not yet', {
    deadlineMs: 5_000,
    everyMs: 5,
  });
  await running.stop();
  expect(processesOf(runId)).toEqual([]);
  expect(running.restarts[0]).not.toHaveProperty('readyAt');
});

test('the lab reaches each process over its IPC channel, until it is gone', async () => {
  const running = await start(shop({ gateway: '', orders: '' }));
  const heard = once(running.messages, 'message');
  await running.send('orders', { id: 7 });
  expect(await heard).toEqual([{ from: 'orders', content: { heard: { id: 7 } } }]);
  await running.kill('orders');
  await expect(running.send('orders', {})).rejects.toThrow('orders cannot be reached');
  await expect(running.send('billing', {})).rejects.toThrow('no process named billing');
});

test('stop drains, and keeps the logs', async () => {
  const running = await start(shop({ gateway: '' }));
  await running.stop();
  await running.stop();
  expect(processesOf(runId)).toEqual([]);
  expect(await isRefused(running.url)).toBe(true);
  expect(await readFile(join(folder, 'logs', 'gateway.log'), 'utf8')).toBe('draining\n');
});

test('stop ends a process that ignores SIGTERM, and its children', async () => {
  const running = await start(shop({ gateway: 'stubborn' }));
  const { worker } = await ask(running.url);
  expect(worker).toBeGreaterThan(0);
  expect(processesOf(runId)).toHaveLength(3);
  await running.stop();
  await untilNothingIsLeft(runId, 1_000);
});
