import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@redis/client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { acquire } from '../src/components/acquire.ts';
import { CredentialsRefused, type Server } from '../src/components/component.ts';
import { redis } from '../src/components/redis/redis.ts';
import { findDockerEngine } from '../src/host/docker-engine.ts';
import { isRefused, processesOf, untilNothingIsLeft } from './left-over.ts';
import { skipLoudly } from './skip-loudly.ts';

const program = await redis.find();
const docker = await findDockerEngine();
let workDir: string;
let runId: string;
let server: Server | undefined;

beforeEach(async () => {
  workDir = await mkdtemp(join(tmpdir(), 'lab redis 한국어 '));
  runId = `test-${process.pid}-${Math.random().toString(36).slice(2)}`;
});

afterEach(async () => {
  await server?.release();
  server = undefined;
  await untilNothingIsLeft(runId, 5_000);
  await rm(workDir, { recursive: true });
});

const options = () => ({ workDir, runId, namespaces: 1, log: () => undefined });

async function fresh(of: Server) {
  const { env, leave } = await of.freshNamespace();
  return { url: env.REDIS_URL ?? '', prefix: env.REDIS_PREFIX ?? '', leave };
}

async function withClient<T>(url: string, work: (client: ReturnType<typeof createClient>) => Promise<T>) {
  const client = createClient({ url, socket: { reconnectStrategy: false } });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client as ReturnType<typeof createClient>);
  } finally {
    client.destroy();
  }
}

const set = (url: string, key: string) => withClient(url, (client) => client.set(key, 'value'));
const keysOf = async (url: string) => (await withClient(url, (client) => client.keys('*'))).toSorted();

describe('a private Redis', () => {
  beforeEach((context) => skipLoudly(context, program ? undefined : 'no redis-server on this machine'));

  const start = async () => {
    const started = await redis.startPrivately(program ?? '', options());
    server = started;
    return started;
  };

  test('keeps what is written under a prefix of its own for each namespace, until that is left', async () => {
    const started = await start();
    const [one, other] = [await fresh(started), await fresh(started)];
    expect(one.prefix).not.toBe(other.prefix);
    for (const { url, prefix } of [one, other]) await set(url, `${prefix}key`);
    await one.leave();
    expect(await keysOf(one.url)).toEqual([`${other.prefix}key`]);
  });

  test('asks for a password, which no command line shows', async () => {
    const { url } = await fresh(await start());
    const { password } = new URL(url);
    expect(password).toHaveLength(24);
    expect(processesOf(runId).join()).toContain('redis-server');
    expect(processesOf(runId).join()).not.toContain(password);
    const nobody = redis.ask(url.replace(`:${password}@`, ''), 5_000);
    await expect(nobody).rejects.toBeInstanceOf(CredentialsRefused);
  });

  test('is seen as processes, and release leaves none, and no port', async () => {
    const started = await start();
    const { url } = await fresh(started);
    const own = processesOf(runId).filter((line) => started.pids().some((pid) => line.startsWith(`${pid} `)));
    expect(own.join()).toMatch(/redis-server/);
    await started.release();
    expect(processesOf(runId)).toEqual([]);
    await started.release();
    expect(await isRefused(url)).toBe(true);
  });

  test('killed it refuses, started again it answers', async () => {
    const started = await start();
    const { url } = await fresh(started);
    await started.outage?.kill();
    expect(await isRefused(url)).toBe(true);
    await started.outage?.restart();
    expect(await redis.ask(url, 5_000)).toMatchObject({ version: started.version });
  });

  test('plays the server of a user, which is left as it was found', async () => {
    const { url } = await fresh(await start());
    await set(url, 'of the user');
    await set(url, 'lab.');
    const env = { REDIS_URL: url };
    const named = await acquire(redis, { ...options(), runId: `${runId}-2`, env });
    expect(named).toMatchObject({ origin: 'REDIS_URL', pids: expect.any(Function) });
    expect(named.pids()).toEqual([]);
    expect(named.outage).toBeUndefined();
    const [one, other] = [await fresh(named), await fresh(named)];
    for (const { prefix } of [one, other])
      await withClient(url, (client) =>
        client.mSet(
          Array.from({ length: 2_000 }, (_, key): [string, string] => [`${prefix}${key}`, 'value']),
        ),
      );
    await one.leave();
    const left = await keysOf(url);
    expect(left).toHaveLength(2_002);
    expect(left.filter((key) => key.startsWith(one.prefix))).toEqual([]);
    await named.release();
    expect(await keysOf(url)).toEqual(['lab.', 'of the user']);
    await untilNothingIsLeft(`${runId}-2`, 5_000);
  });
});

test('a container keeps what is written, and release removes it', async (context) => {
  skipLoudly(context, 'missing' in docker ? `no Docker engine (${docker.missing})` : undefined);
  server = await redis.startContainer(options());
  const { url, prefix } = await fresh(server);
  await set(url, `${prefix}key`);
  expect(await keysOf(url)).toEqual([`${prefix}key`]);
  await server.release();
  expect(await isRefused(url)).toBe(true);
}, 330_000);
