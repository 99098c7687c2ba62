import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { acquire } from '../src/components/acquire.ts';
import type { Server } from '../src/components/component.ts';
import { memcached } from '../src/components/memcached/memcached.ts';
import { findDockerEngine } from '../src/host/docker-engine.ts';
import { isRefused, processesOf, untilNothingIsLeft } from './left-over.ts';
import { skipLoudly } from './skip-loudly.ts';

const program = await memcached.find();
const docker = await findDockerEngine();
let workDir: string;
let runId: string;
let server: Server | undefined;

beforeEach(async () => {
  workDir = await mkdtemp(join(tmpdir(), 'lab memcached 한국어 '));
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
  return { url: env.MEMCACHED_URL ?? '', prefix: env.MEMCACHED_PREFIX ?? '', leave };
}

/** What it answers, up to the end of the connection that `quit` brings. */
async function say(url: string, ...commands: string[]): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).setEncoding('latin1');
  let heard = '';
  socket.on('data', (text: string) => {
    heard += text;
  });
  socket.write([...commands, 'quit', ''].join('\r\n'));
  await once(socket, 'close', { signal: AbortSignal.timeout(10_000) });
  return heard;
}

const set = (url: string, ...keys: string[]) =>
  say(url, ...keys.flatMap((key) => [`set ${key} 0 0 5`, 'value']));
const has = async (url: string, key: string) => (await say(url, `get ${key}`)).includes('VALUE');

describe('a private Memcached', () => {
  beforeEach((context) => skipLoudly(context, program ? undefined : 'no memcached on this machine'));

  const start = async () => {
    const started = await memcached.startPrivately(program ?? '', options());
    server = started;
    return started;
  };

  test('keeps what is written under a prefix of its own for each namespace, until that is left', async () => {
    const started = await start();
    const [one, other] = [await fresh(started), await fresh(started)];
    expect(one.prefix).not.toBe(other.prefix);
    for (const { url, prefix } of [one, other]) await set(url, `${prefix}key`);
    await one.leave();
    expect(await has(one.url, `${one.prefix}key`)).toBe(false);
    expect(await has(one.url, `${other.prefix}key`)).toBe(true);
  });

  test('is seen as processes, and release leaves none, and no port', async () => {
    const started = await start();
    const { url } = await fresh(started);
    const own = processesOf(runId).filter((line) => started.pids().some((pid) => line.startsWith(`${pid} `)));
    expect(own.join()).toMatch(/memcached/);
    await started.release();
    expect(processesOf(runId)).toEqual([]);
    await started.release();
    expect(await isRefused(url)).toBe(true);
  });

  test('killed it refuses, started again it answers, and is empty', async () => {
    const started = await start();
    const { url } = await fresh(started);
    await set(url, 'key');
    await started.outage?.kill();
    expect(await isRefused(url)).toBe(true);
    await started.outage?.restart();
    expect(await memcached.ask(url, 5_000)).toMatchObject({ version: started.version });
    expect(await has(url, 'key')).toBe(false);
  });

  test('plays the server of a user, which is left as it was found', async () => {
    const { url } = await fresh(await start());
    await set(url, 'of-the-user', 'lab.');
    const env = { MEMCACHED_URL: url };
    const named = await acquire(memcached, { ...options(), runId: `${runId}-2`, env });
    expect(named.origin).toBe('MEMCACHED_URL');
    expect(named.pids()).toEqual([]);
    expect(named.outage).toBeUndefined();
    const [one, other] = [await fresh(named), await fresh(named)];
    for (const { prefix } of [one, other])
      await set(url, ...Array.from({ length: 2_000 }, (_, key) => `${prefix}${key}`));
    await one.leave();
    expect(await has(url, `${one.prefix}0`)).toBe(false);
    expect(await has(url, `${one.prefix}1999`)).toBe(false);
    expect(await has(url, `${other.prefix}1999`)).toBe(true);
    await named.release();
    expect(await has(url, `${other.prefix}1999`)).toBe(false);
    expect(await has(url, 'of-the-user')).toBe(true);
    expect(await has(url, 'lab.')).toBe(true);
    await untilNothingIsLeft(`${runId}-2`, 5_000);
  });
});

test('a container keeps what is written, and release removes it', async (context) => {
  skipLoudly(context, 'missing' in docker ? `no Docker engine (${docker.missing})` : undefined);
  server = await memcached.startContainer(options());
  const { url, prefix } = await fresh(server);
  await set(url, `${prefix}key`);
  expect(await has(url, `${prefix}key`)).toBe(true);
  await server.release();
  expect(await isRefused(url)).toBe(true);
}, 330_000);
