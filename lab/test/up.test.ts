import { once } from 'node:events';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, inject, test, vi } from 'vitest';
import { prepare } from '../src/commands/prepare.ts';
import { up } from '../src/commands/up.ts';
import { freePorts } from '../src/host/processes/free-ports.ts';
import { waitUntil } from '../src/host/processes/wait-until.ts';
import { UsageError } from '../src/registry/usage-error.ts';
import type { Topology } from '../src/topologies/topology.ts';
import { isRefused, processesOf } from './left-over.ts';

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lab-root-'));
  await cp(fileURLToPath(new URL('./fixtures', import.meta.url)), root, { recursive: true });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

afterAll(() => rm(root, { recursive: true }));

const topology: Topology = {
  id: 'fixture',
  title: 'Fixture',
  edge: 'shop',
  components: ['rabbitmq'],
  processes: [
    { name: 'shop', entry: 'shop.mjs' },
    { name: 'other', entry: 'shop.mjs', env: { NAME: 'other' } },
  ],
};

const broken: Topology = {
  ...topology,
  id: 'broken',
  title: 'Broken',
  components: [],
  processes: [{ name: 'shop', command: ['false'] as const }],
};

const withoutBroker: Topology = { ...topology, components: [] };

/** Runs `lab up` here; `said` grows while it does. */
async function runUp(of: Topology) {
  const [port = 0] = await freePorts(1);
  const said: string[] = [];
  const controller = new AbortController();
  const url = `http://127.0.0.1:${port}`;
  const code = up(of, {
    root,
    seed: 7,
    port,
    say: (line) => said.push(line),
    signal: controller.signal,
  });
  const untilReady = () =>
    waitUntil('the shop to be up', () => said.join('\n').includes('ready after') || said.join('\n'), {
      deadlineMs: 60_000,
    });
  return { port, url, said, code, untilReady, interrupt: () => controller.abort(new Error('Ctrl-C')) };
}

test('up starts a seeded shop with its broker, says how to use it, and Ctrl-C ends all of it', async () => {
  const { url, said, code, untilReady, interrupt } = await runUp(topology);
  await untilReady();
  const answer = (await (await fetch(`${url}/environment`)).json()) as {
    env: Record<string, string>;
    data: string;
  };
  expect(answer.data).toBe('seed 7');
  expect(answer.env.AMQP_URL).toMatch(/^amqp:/);
  const text = said.join('\n');
  for (const hint of [`${url}/docs`, `${url}/sessions`, 'customer-001@shop.example', 'Ctrl-C']) {
    expect(text).toContain(hint);
  }
  interrupt();
  expect(await code).toBe(0);
  expect(await isRefused(url)).toBe(true);
  expect(processesOf(answer.env.LAB_RUN_ID ?? '')).toEqual([]);
  expect(await readdir(join(root, '.lab'))).toEqual([]);
});

test('Ctrl-C during the start ends it as well', async () => {
  const { code, said, interrupt } = await runUp(topology);
  await waitUntil('the start to begin', () => said.length > 0 || 'silence', { deadlineMs: 5_000 });
  interrupt();
  expect(await code).toBe(0);
  expect(await readdir(join(root, '.lab'))).toEqual([]);
});

test('a process that dies ends all of it, with its last words', async () => {
  const errors = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const { url, code, untilReady } = await runUp(withoutBroker);
  await untilReady();
  await fetch(`${url}/die`);
  expect(await code).toBe(4);
  expect(errors.mock.calls.join()).toMatch(/shop ended with exit code 9.*out of memory/s);
  expect(await readdir(join(root, '.lab'))).toEqual([]);
});

test('a taken port is bad usage', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const options = { root, seed: 1, port, say: () => undefined, signal: new AbortController().signal };
  await expect(up(topology, options)).rejects.toThrow(UsageError);
  await expect(up(topology, options)).rejects.toThrow(`Port ${port} is taken`);
  server.close();
});

test('prepare starts each shop once and ends it, and says which one did not start', async () => {
  vi.stubEnv('AMQP_URL', inject('amqpUrl'));
  const said: string[] = [];
  const options = {
    root,
    say: (line: string) => void said.push(line),
    signal: new AbortController().signal,
  };
  expect(await prepare([topology], options)).toBe(0);
  expect(said.join('\n')).toMatch(/✔ Fixture: ready after .*\nEverything is here/);
  said.length = 0;
  expect(await prepare([broken, withoutBroker], options)).toBe(4);
  expect(said.join('\n')).toMatch(/✘ Broken: .*\n(.*\n)*.*✔ Fixture/);
  expect(said.join('\n')).not.toContain('Everything is here');
  expect(await readdir(join(root, '.lab'))).toEqual([]);
});

test('prepare names a component that is missing, with what to do', async () => {
  vi.stubEnv('AMQP_URL', 'amqp://127.0.0.1:1');
  const said: string[] = [];
  const options = { root, say: (line: string) => void said.push(line), signal: new AbortController().signal };
  expect(await prepare([topology, broken], options)).toBe(3);
  expect(said.join('\n')).toMatch(/✘ Fixture: RabbitMQ is missing.*AMQP_URL/s);
});
