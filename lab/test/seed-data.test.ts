import { cp, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { findOnPath } from '../src/host/processes/executable.ts';
import { prepareData } from '../src/topologies/seed-data.ts';
import type { Topology } from '../src/topologies/topology.ts';
import { ask, find, folder, root, runId, shop, start } from './fixtures/fixture-shop.ts';
import { isRefused, processesOf } from './left-over.ts';
import { skipLoudly } from './skip-loudly.ts';

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
