import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Namespace, Server } from '@lab/lab/components/component';
import { type Line, lineTo } from '@lab/lab/components/line';
import { COMPONENTS } from '@lab/lab/components/registry';
import { type Held, type Lock, queued } from '@lab/shared-domain/kernel/lock';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { skipLoudly } from '../../lab/test/skip-loudly.ts';
import { openConsulLock } from '../../microservices/inventory/src/locks/consul-lock.ts';
import type { LockOptions } from '../../microservices/inventory/src/locks/open-lock.ts';
import { openRedisLock } from '../../microservices/inventory/src/locks/redis-lock.ts';
import { openZookeeperLock } from '../../microservices/inventory/src/locks/zookeeper-lock.ts';

/** Each lock, its server, and whether that remembers holders when it was killed and started again. */
const LOCKS = [
  { id: 'redis', open: openRedisLock, remembers: false },
  { id: 'zookeeper', open: openZookeeperLock, remembers: true },
  { id: 'consul', open: openConsulLock, remembers: true },
] as const;

const HOLDER = fileURLToPath(new URL('./fixtures/lock-holder.mjs', import.meta.url));
const deadline = () => ({ signal: AbortSignal.timeout(20_000) });
const LEASE_MS = 2_000;
/** Consul ends a session after twice its TTL at the latest, and keeps its names back for a while. */
const EXPIRED_MS = 15_000;

describe.each(LOCKS)('a lock in $id', ({ id, open, remembers }) => {
  const kind = COMPONENTS.get(id);
  let program: string | undefined;
  let server: Server | undefined;
  let workDir: string;
  let options: LockOptions;
  const opened: Lock[] = [];
  const holders: ChildProcess[] = [];
  const troubles: unknown[] = [];
  let line: Line | undefined;

  beforeAll(async () => {
    program = await kind.find();
    workDir = await mkdtemp(join(tmpdir(), `lock-${id}-`));
    if (program === undefined) return;
    const runId = `locks-${process.pid}-${randomUUID().slice(0, 8)}`;
    server = await kind.startPrivately(program, { workDir, runId, namespaces: 1, log: () => undefined });
  });
  afterAll(async () => {
    await server?.release();
    await rm(workDir, { recursive: true, force: true });
  });

  beforeEach(async (context) => {
    skipLoudly(context, server ? undefined : `no ${kind.name} on this machine`);
    const env: Namespace['env'] = (await server?.freshNamespace())?.env ?? {};
    options = {
      url: env[kind.urlVariable] ?? '',
      prefix: env[kind.urlVariable.replace('_URL', '_PREFIX')] ?? '',
      leaseMs: LEASE_MS,
      onTrouble: (error) => troubles.push(error),
    };
  });
  afterEach(async () => {
    for (const holder of holders.splice(0)) holder.kill('SIGKILL');
    await Promise.all(opened.splice(0).map((lock) => lock.close()));
    await line?.close();
    line = undefined;
  });

  /** A process of its own that holds `tea`, and says so. */
  async function startHolder(lock: string, opens: string, { url, prefix, leaseMs }: LockOptions) {
    const what = { id: lock, opens, options: { url, prefix, leaseMs }, name: 'tea' };
    const holder = fork(HOLDER, [JSON.stringify(what)], {
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    holders.push(holder);
    const [{ token }] = (await once(holder, 'message', deadline())) as [{ token: number }];
    return {
      token,
      process: holder,
      async giveBack(): Promise<unknown> {
        holder.send('give back');
        const [said] = await once(holder, 'message', deadline());
        return said;
      },
    };
  }

  /** As another process would open it. */
  async function openOne(url = options.url): Promise<Lock> {
    const lock = queued(await open({ ...options, url }));
    opened.push(lock);
    return lock;
  }

  test('has one holder of a name at a time over two processes, each with a greater token', async () => {
    const locks = [await openOne(), await openOne()];
    const tokens: number[] = [];
    let inside = 0;
    let most = 0;
    const work = async (lock: Lock) => {
      for (let turn = 0; turn < 5; turn += 1) {
        const held = await lock.acquire('tea', 10_000);
        inside += 1;
        most = Math.max(most, inside);
        tokens.push(held.token);
        expect(held.lost()).toBe(false);
        await new Promise((resolve) => setImmediate(resolve));
        inside -= 1;
        await held.release();
      }
    };
    await Promise.all([...locks, ...locks].map(work));
    expect(most).toBe(1);
    expect(tokens).toHaveLength(20);
    expect(tokens).toEqual([...new Set(tokens)].toSorted((one, other) => one - other));
    expect(tokens.every((token) => Number.isSafeInteger(token) && token > 0)).toBe(true);
  });

  test('lets holders of other names pass, and gives up after its patience', async () => {
    const [one, other] = [await openOne(), await openOne()];
    const held = await one.acquire('tea', 5_000);
    await (await other.acquire('coffee', 5_000)).release();
    await expect(other.acquire('tea', 300)).rejects.toMatchObject({
      dependency: 'lock',
      kind: 'unavailable',
    });
    await held.release();
    // Who gave up has left nothing behind that others wait for.
    await (await other.acquire('tea', 5_000)).release();
    await (await one.acquire('tea', 5_000)).release();
  });

  test('is handed on when its lease has ended, and the late holder cannot give it back', async () => {
    const [other, third] = [await openOne(), await openOne()];
    const late = await startHolder(id, open.name, options);
    late.process.kill('SIGSTOP');
    const next = await soonHeld(other, 'tea');
    expect(next.token).toBeGreaterThan(late.token);
    late.process.kill('SIGCONT');
    expect(await late.giveBack()).toEqual({ lost: true });
    await expect(third.acquire('tea', 300)).rejects.toMatchObject({ kind: 'unavailable' });
    await next.release();
    await (await third.acquire('tea', 5_000)).release();
  });

  test('is handed on when its holder alone is cut off from the server, and the holder knows it then', async () => {
    line = await lineTo(options.url);
    const [cutOff, other, third] = [await openOne(line.url), await openOne(), await openOne()];
    const held = await soonHeld(cutOff, 'tea');
    expect(held.lost()).toBe(false);
    line.cut();
    const next = await soonHeld(other, 'tea');
    expect(next.token).toBeGreaterThan(held.token);
    expect(held.lost()).toBe(true);
    await expect(cutOff.acquire('coffee', 500)).rejects.toMatchObject({ kind: 'unavailable' });
    line.mend();
    await held.release();
    await expect(third.acquire('tea', 300)).rejects.toMatchObject({ kind: 'unavailable' });
    await next.release();
    // Who was cut off takes part again.
    const after = await soonHeld(cutOff, 'tea');
    expect(after.token).toBeGreaterThan(next.token);
    await after.release();
  });

  test(`${remembers ? 'survives' : 'is lost by'} a restart of its server`, async () => {
    const [one, other] = [await openOne(), await openOne()];
    const held = await one.acquire('tea', 5_000);
    await server?.outage?.kill();
    await expect(other.acquire('coffee', 200)).rejects.toMatchObject({ kind: 'unavailable' });
    await server?.outage?.restart();
    const meanwhile = await acquireWithin(other, 'tea', remembers ? 1_000 : 10_000);
    expect(meanwhile === undefined).toBe(remembers);
    if (meanwhile) expect(meanwhile.token).toBeGreaterThan(held.token);
    await held.release();
    await meanwhile?.release();
    const after = await soonHeld(other, 'tea');
    expect(after.token).toBeGreaterThan(held.token);
    await after.release();
  });
});

/** For a name that is free, or will be. A server that is busy does not answer each question in time: then it is asked again. */
async function soonHeld(lock: Lock, name: string): Promise<Held> {
  const held = await acquireWithin(lock, name, EXPIRED_MS);
  if (!held) throw new Error(`${name} was not to be had within ${EXPIRED_MS} ms`);
  return held;
}

/** Tries again while the connection comes back. */
async function acquireWithin(lock: Lock, name: string, ms: number): Promise<Held | undefined> {
  const giveUpAt = performance.now() + ms;
  while (performance.now() < giveUpAt) {
    const held = await lock.acquire(name, giveUpAt - performance.now()).catch(() => undefined);
    if (held) return held;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return undefined;
}
