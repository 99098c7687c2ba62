import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquire } from '../src/components/acquire.ts';
import { rabbitmq } from '../src/components/rabbitmq/rabbitmq.ts';
import type { Driver, Load, LoadPlan } from '../src/drivers/driver.ts';
import { embeddedDriver } from '../src/drivers/embedded/embedded-driver.ts';
import { findK6 } from '../src/drivers/k6/find-k6.ts';
import { k6Driver } from '../src/drivers/k6/k6-driver.ts';
import { runLoad } from '../src/drivers/take-turns.ts';
import { findCpuSets } from '../src/host/cpu-sets.ts';
import { moveSelf } from '../src/host/processes/pinned.ts';
import { listProcesses } from '../src/host/processes/process-table.ts';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import { startSystem } from '../src/topologies/supervisor.ts';
import { type DelayServer, startDelayServer } from './fixtures/delay-server.ts';
import { processesOf } from './left-over.ts';
import { skipLoudly } from './skip-loudly.ts';

const fixtures = fileURLToPath(new URL('./fixtures', import.meta.url));
const workload = join(fixtures, 'delay-workload.js');
const sets = await findCpuSets();
const k6 = await findK6();
const runId = `test-${process.pid}-cpus`;

let dir: string;
let server: DelayServer;

beforeEach(async (context) => {
  skipLoudly(context, 'missing' in sets ? sets.missing : undefined);
  dir = await mkdtemp(join(tmpdir(), 'lab-cpus-'));
  server = await startDelayServer();
});

afterEach(async () => {
  if ('missing' in sets) return;
  await server.close();
  await rm(dir, { recursive: true, force: true });
  expect(processesOf(runId)).toEqual([]);
});

/** CPUs of every thread of the run's processes whose command matches, each list once. */
async function cpusOf(command: RegExp): Promise<string[]> {
  const own = listProcesses().filter((each) => each.runId === runId && command.test(each.command));
  const lists = own.map(async ({ pid }) => {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    return /^Cpus_allowed_list:\t(.*)$/m.exec(status)?.[1] ?? '';
  });
  return [...new Set(await Promise.all(lists))];
}

const wanted = (side: 'arms' | 'driver') => ('missing' in sets ? '' : sets[side]);

test('every process of a system runs on the CPUs of the arms, cluster workers too', async () => {
  const shop = (name: string, behaviour: string) => ({
    name,
    entry: 'shop.mjs',
    env: { NAME: name, BEHAVIOUR: behaviour },
  });
  const processes = [shop('gateway', ''), shop('orders', 'stubborn')];
  const topology = { id: 'fixture', title: 'Fixture', edge: 'gateway', components: [], processes } as const;
  const place = { root: fixtures, runId, trialDir: dir, dataDir: dir, env: {}, cpus: wanted('arms') };
  const system = await startSystem(topology, place);
  try {
    expect(listProcesses().filter(({ command }) => command.includes('shop.mjs')).length).toBeGreaterThan(2);
    expect(await cpusOf(/shop\.mjs/)).toEqual([wanted('arms')]);
  } finally {
    await Promise.all(system.processes.map(({ name }) => system.kill(name)));
    await system.stop();
  }
});

test('every process of a private broker runs on the CPUs of the arms', async (context) => {
  skipLoudly(context, (await rabbitmq.find()) ? undefined : 'no rabbitmq-server on this machine');
  const workDir = join(dir, 'broker');
  const options = { workDir, runId, log: () => undefined, namespaces: 1, cpus: wanted('arms'), env: {} };
  const broker = await acquire(rabbitmq, options);
  try {
    expect(await cpusOf(/epmd|beam|erl_child_setup|inet_gethost/)).toEqual([wanted('arms')]);
    const counted = broker.pids();
    const own = listProcesses().filter((each) => each.runId === runId && !/guardian/.test(each.command));
    // Whatever belongs to the broker is counted, and counted once.
    expect(counted.toSorted()).toEqual(own.map(({ pid }) => pid).toSorted());
  } finally {
    await broker.release();
  }
});

const drivers: Driver[] = [embeddedDriver, ...('missing' in k6 ? [] : [k6Driver(k6, PROJECT_ROOT)])];

test.each(drivers)('the $id driver runs on its own CPUs', async (driver) => {
  const dataFile = join(dir, 'data.json');
  await writeFile(dataFile, JSON.stringify({ delays: [0] }));
  const load: Load = {
    runId,
    url: server.url,
    workload: { built: workload, source: workload },
    dataFile,
    seed: 1,
    arrivalSeed: 1,
    timeoutMs: 5_000,
    connections: 50,
    dir,
    cpus: wanted('driver'),
  };
  const plan: LoadPlan = {
    warmUp: { perSecond: 50, minSeconds: 1, maxSeconds: 1, within: 3 },
    phases: [{ name: 'only', perSecond: 50, seconds: 1 }],
  };
  let seen: string[] = [];
  const look = async () => {
    seen = await cpusOf(driver.id === 'k6' ? /^\S*k6 run / : /embedded/);
  };
  const { phases } = await runLoad(driver, load, plan, { blockStarts: look }, new AbortController().signal);
  expect(seen).toEqual([wanted('driver')]);
  expect(phases[0]?.driverCpu ?? 0).toBeLessThan(1);
});

test('the lab can keep off the CPUs of the arms and come back', async () => {
  const own = async () =>
    /^Cpus_allowed_list:\t(.*)$/m.exec(await readFile('/proc/self/status', 'utf8'))?.[1];
  const before = await own();
  await moveSelf(wanted('driver'));
  expect(await own()).toBe(wanted('driver'));
  await moveSelf(`${wanted('arms')},${wanted('driver')}`);
  expect(await own()).toBe(before);
});
