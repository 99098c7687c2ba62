import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Admin } from '@platformatic/kafka';
import zookeeperClient, { type Client } from 'node-zookeeper-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { acquire } from '../src/components/acquire.ts';
import type { ComponentKind, Server } from '../src/components/component.ts';
import { consul } from '../src/components/consul/consul.ts';
import { kafka } from '../src/components/kafka/kafka.ts';
import { zookeeper } from '../src/components/zookeeper/zookeeper.ts';
import { findDockerEngine } from '../src/host/docker-engine.ts';
import { isRefused, processesOf, untilNothingIsLeft } from './left-over.ts';
import { skipLoudly } from './skip-loudly.ts';

const docker = await findDockerEngine();

/** Names that a user of the server sees, and how one is made. */
interface Contents {
  list(url: string): Promise<string[]>;
  put(url: string, name: string): Promise<void>;
}

async function inZookeeper<T>(
  url: string,
  work: (client: Client, done: (error: unknown, found: T) => void) => void,
): Promise<T> {
  const client = zookeeperClient.createClient(new URL(url).host, { sessionTimeout: 5_000 });
  try {
    const connected = new Promise<void>((resolve) => client.once('connected', resolve));
    client.connect();
    await connected;
    return await new Promise<T>((resolve, reject) =>
      work(client, (error, found) => (error ? reject(error) : resolve(found))),
    );
  } finally {
    client.close();
  }
}

const NODES: Contents = {
  list: async (url) => {
    const found = await inZookeeper<string[]>(url, (client, done) => client.getChildren('/', done));
    return found.filter((name) => name !== 'zookeeper').toSorted();
  },
  put: async (url, name) => {
    await inZookeeper<string>(url, (client, done) => client.mkdirp(`/${name}/below`, done));
  },
};

const KEYS: Contents = {
  async list(url) {
    const response = await fetch(new URL('/v1/kv/?keys', url));
    return response.status === 404 ? [] : ((await response.json()) as string[]).toSorted();
  },
  async put(url, name) {
    const { status } = await fetch(new URL(`/v1/kv/${name}`, url), { method: 'PUT', body: 'value' });
    expect(status).toBe(200);
  },
};

const TOPICS: Contents = {
  list: (url) => inKafka(url, async (admin) => (await admin.listTopics()).toSorted()),
  put: (url, name) => inKafka(url, async (admin) => void (await admin.createTopics({ topics: [name] }))),
};

async function inKafka<T>(url: string, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [new URL(url).host] });
  try {
    return await work(admin);
  } finally {
    await admin.close();
  }
}

const KINDS: readonly { kind: ComponentKind; contents: Contents; program: RegExp }[] = [
  { kind: zookeeper, contents: NODES, program: /java/ },
  { kind: consul, contents: KEYS, program: /consul/ },
  { kind: kafka, contents: TOPICS, program: /java/ },
];

describe.each(KINDS)('$kind.name', ({ kind, contents, program: named }) => {
  let program: string | undefined;
  let workDir: string;
  let runId: string;
  let server: Server | undefined;

  beforeEach(async () => {
    program = await kind.find();
    workDir = await mkdtemp(join(tmpdir(), 'lab servers 한국어 '));
    runId = `test-${process.pid}-${Math.random().toString(36).slice(2)}`;
  });

  afterEach(async () => {
    await server?.release();
    server = undefined;
    await untilNothingIsLeft(runId, 10_000);
    await rm(workDir, { recursive: true });
  });

  const options = () => ({ workDir, runId, namespaces: 1, log: () => undefined });

  async function fresh(of: Server) {
    const { env, leave } = await of.freshNamespace();
    const prefix = env[kind.urlVariable.replace('_URL', '_PREFIX')] ?? '';
    return { url: env[kind.urlVariable] ?? '', prefix, leave };
  }

  const start = async () => {
    const started = await kind.startPrivately(program ?? '', options());
    server = started;
    return started;
  };

  describe('started privately', () => {
    beforeEach((context) => skipLoudly(context, program ? undefined : `no ${kind.name} on this machine`));

    test('keeps what is written under a prefix of its own for each namespace, until that is left', async () => {
      const started = await start();
      const [one, other] = [await fresh(started), await fresh(started)];
      expect(one.prefix).not.toBe(other.prefix);
      for (const { url, prefix } of [one, other]) await contents.put(url, `${prefix}name`);
      await one.leave();
      expect(await contents.list(one.url)).toEqual([`${other.prefix}name`]);
    });

    test('is seen as processes, and release leaves none, and no port', async () => {
      const started = await start();
      const { url } = await fresh(started);
      const own = processesOf(runId).filter((line) =>
        started.pids().some((pid) => line.startsWith(`${pid} `)),
      );
      expect(own.join()).toMatch(named);
      await started.release();
      expect(processesOf(runId)).toEqual([]);
      await started.release();
      expect(await isRefused(url)).toBe(true);
    });

    test('killed it refuses, started again it has its data', async () => {
      const started = await start();
      const { url, prefix } = await fresh(started);
      await contents.put(url, `${prefix}name`);
      await started.outage?.kill();
      expect(await isRefused(url)).toBe(true);
      await started.outage?.restart();
      const { version } = await kind.ask(url, 5_000);
      // Kafka does not tell strangers.
      if (kind !== kafka) expect(version).toBe(started.version);
      expect(await contents.list(url)).toEqual([`${prefix}name`]);
    });

    test('plays the server of a user, which is left as it was found', async () => {
      const { url } = await fresh(await start());
      await contents.put(url, 'lab.');
      const env = { [kind.urlVariable]: url };
      const mine = await acquire(kind, { ...options(), runId: `${runId}-2`, env });
      expect(mine.origin).toBe(kind.urlVariable);
      expect(mine.pids()).toEqual([]);
      expect(mine.outage).toBeUndefined();
      const [one, other] = [await fresh(mine), await fresh(mine)];
      for (const { prefix } of [one, other]) await contents.put(url, `${prefix}name`);
      await one.leave();
      expect(await contents.list(url)).toEqual(['lab.', `${other.prefix}name`]);
      await mine.release();
      expect(await contents.list(url)).toEqual(['lab.']);
      await untilNothingIsLeft(`${runId}-2`, 5_000);
    });
  });

  test('a container keeps what is written, and release removes it', async (context) => {
    skipLoudly(context, 'missing' in docker ? `no Docker engine (${docker.missing})` : undefined);
    server = (await kind.startContainer?.(options())) ?? expect.fail('it has no container');
    const { url, prefix } = await fresh(server);
    await contents.put(url, `${prefix}name`);
    expect(await contents.list(url)).toEqual([`${prefix}name`]);
    await server.release();
    expect(await isRefused(url)).toBe(true);
  }, 330_000);
});
