import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findOnPath } from '../src/host/processes/executable.ts';
import { waitUntil } from '../src/host/processes/wait-until.ts';
import { prepareData } from '../src/topologies/seed-data.ts';
import { type StartOptions, startSystem } from '../src/topologies/supervisor.ts';
import type { RunningSystem, Topology } from '../src/topologies/topology.ts';
import { isRefused, processesOf, untilNothingIsLeft } from './left-over.ts';
import { skipLoudly } from './skip-loudly.ts';

const root = fileURLToPath(new URL('./fixtures', import.meta.url));
let folder: string;
let runId: string;
let system: RunningSystem | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-supervisor-'));
  runId = `test-${process.pid}-${Math.random().toString(36).slice(2)}`;
});

afterEach(async () => {
  await system?.stop();
  system = undefined;
  await untilNothingIsLeft(runId, 5_000);
  await rm(folder, { recursive: true });
});

/** A topology of fixture processes: name → behaviour. */
function shop(processes: Readonly<Record<string, string>>): Topology {
  return {
    id: 'fixture',
    title: 'Fixture',
    edge: Object.keys(processes)[0] ?? '',
    components: [],
    processes: Object.entries(processes).map(([name, behaviour]) => ({
      name,
      entry: 'shop.mjs',
      env: { BEHAVIOUR: behaviour, NAME: name },
    })),
  };
}

async function start(topology: Topology, options: Partial<StartOptions> = {}): Promise<RunningSystem> {
  system = await startSystem(topology, {
    root,
    runId,
    trialDir: folder,
    dataDir: folder,
    env: {},
    ...options,
  });
  return system;
}

interface Answer {
  readonly env: Record<string, string>;
  readonly pid: number;
  readonly worker?: number;
  readonly data: string;
}

const find = ({ processes }: RunningSystem, name: string) => processes.find((each) => each.name === name);

async function ask(url: string, path = '/environment'): Promise<Answer> {
  return (await (await fetch(`${url}${path}`)).json()) as Answer;
}

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

test('seeds every database once, for trials to start from a copy', async () => {
  const topology = shop({ gateway: '', orders: '', catalog: '' });
  const seeded = join(folder, 'seeded');
  await prepareData(topology, { root, dir: seeded, seed: 7, runId });
  expect(processesOf(runId)).toEqual([]);
  const dataDir = join(folder, 'trial', 'data');
  await cp(seeded, dataDir, { recursive: true });
  const running = await start(topology, { dataDir });
  expect(await ask(running.url)).toMatchObject({ data: 'seed 7' });
});

test('a database that cannot be seeded is named, with the reason', async () => {
  const topology = shop({ gateway: '', orders: 'cannot-seed' });
  const preparing = prepareData(topology, { root, dir: folder, seed: 7, runId });
  await expect(preparing).rejects.toThrow(/orders could not seed its database: exit code 1.*no such table/s);
});

test('a process need not be a Node program', async (context) => {
  skipLoudly(context, (await findOnPath('python3')) ? undefined : 'no python3 on this machine');
  const own = { name: 'catalog', command: ['python3', 'shop.py'], env: { NAME: 'catalog' } } as const;
  const topology = { ...shop({ gateway: '' }), processes: [...shop({ gateway: '' }).processes, own] };
  await prepareData(topology, { root, dir: folder, seed: 7, runId });
  const running = await start(topology);
  const catalog = find(running, 'catalog');
  const { env, data, pid } = await ask(catalog?.url ?? '');
  expect({ data, pid }).toEqual({ data: 'seed 7', pid: catalog?.pid });
  expect(env).toMatchObject({ LAB_RUN_ID: runId, DATA_DIR: folder });
  await expect(running.send('catalog', {})).rejects.toThrow(
    'catalog cannot be reached: it is no Node program',
  );
  await running.kill('catalog');
  expect(await isRefused(catalog?.url ?? '')).toBe(true);
  await running.restart('catalog');
  expect((await ask(catalog?.url ?? '')).pid).not.toBe(pid);
  await running.stop();
  expect(processesOf(runId)).toEqual([]);
});

test('a program may be a path in the project, and a process may have a seeder of its own', async () => {
  const seed = [process.execPath, '-e', 'require("fs").writeFileSync(process.env.DATA_DIR + "/by-hand", "")'];
  const program = relative(root, process.execPath);
  const spec = { name: 'shop', command: [program, 'shop.mjs'], seed: seed as [string, ...string[]] } as const;
  const topology: Topology = { ...shop({ shop: '' }), processes: [spec] };
  await prepareData(topology, { root, dir: folder, seed: 7, runId });
  expect(await readdir(folder)).toContain('by-hand');
  expect((await ask((await start(topology)).url)).env.LAB_RUN_ID).toBe(runId);
});

test('a program that is not there is named', async () => {
  const absent: Topology = {
    ...shop({ shop: '' }),
    processes: [{ name: 'shop', command: ['no-such-shop'] }],
  };
  await expect(start(absent)).rejects.toThrow('shop could not be started: cannot execute no-such-shop');
  const seeding = prepareData(absent, { root, dir: folder, seed: 7, runId });
  await expect(seeding).rejects.toThrow('shop could not seed its database: cannot execute no-such-shop');
  expect(processesOf(runId)).toEqual([]);
});

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

test('a process is replaced by one of its name', async () => {
  const topology = shop({ gateway: '', orders: '' });
  const [, orders] = topology.processes;
  const running = await start(topology);
  await expect(running.replace('gateway', orders)).rejects.toThrow('gateway cannot be replaced by orders');
  await expect(running.replace('billing')).rejects.toThrow('no process named billing');
});
