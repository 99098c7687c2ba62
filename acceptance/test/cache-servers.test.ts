import { once } from 'node:events';
import { connect, createServer, type Server as NetServer, type Socket } from 'node:net';
import type { Cache } from '@lab/shared-domain/kernel/cache';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { skipLoudly } from '../../lab/test/skip-loudly.ts';
import type { CacheServer } from '../../shared-domain/src/adapters/cache/cache-server.ts';
import { guarded } from '../../shared-domain/src/adapters/cache/guarded-cache.ts';
import { openMemcachedCache } from '../../shared-domain/src/adapters/cache/memcached-cache.ts';
import { noCounts, ReadThrough } from '../../shared-domain/src/adapters/cache/read-through.ts';
import { openRedisCache } from '../../shared-domain/src/adapters/cache/redis-cache.ts';
import { USUAL_GUARD } from '../../shared-domain/src/adapters/circuit-breaker.ts';
import { cacheSuite } from '../../shared-domain/src/adapters/conformance/cache-suite.ts';
import { eventually } from '../behaviour/expectations.ts';
import { type PrivateServer, startOwnServer } from '../private-servers.ts';

const CACHES = [
  { id: 'redis', open: openRedisCache, url: 'REDIS_URL', prefix: 'REDIS_PREFIX' },
  { id: 'memcached', open: openMemcachedCache, url: 'MEMCACHED_URL', prefix: 'MEMCACHED_PREFIX' },
] as const;

describe.each(CACHES)('a cache in $id', ({ id, open, url, prefix }) => {
  let server: PrivateServer | undefined;
  let missing: string | undefined;
  const opened: Cache[] = [];

  beforeAll(async () => {
    const started = await startOwnServer(id);
    if (typeof started === 'string') missing = started;
    else server = started;
  });
  afterAll(() => server?.release());
  beforeEach((context) => skipLoudly(context, missing));
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((cache) => cache.close()));
  });

  const at = async (): Promise<CacheServer> => {
    const { env } = (await server?.freshNamespace()) ?? { env: {} as Record<string, string> };
    return { url: env[url] ?? '', prefix: env[prefix] ?? '', onTrouble: () => undefined };
  };
  /** One that is connected. */
  const openAt = async (where: CacheServer): Promise<Cache> => {
    const cache = open(where);
    opened.push(cache);
    await eventually('the cache to be connected', () =>
      cache.get(['connected']).then(
        () => true,
        () => undefined,
      ),
    );
    return cache;
  };

  cacheSuite('keeps its promises', async () => openAt(await at()));

  it('keeps what one process has stored for another one, and no key of another prefix', async () => {
    const where = await at();
    const [one, other, apart] = [await openAt(where), await openAt(where), await openAt(await at())];
    const [found] = await one.get(['key']);
    expect(await one.set('key', 'kept', 60_000, found?.token ?? '')).toBe(true);
    expect((await other.get(['key']))[0]?.value).toBe('kept');
    expect((await apart.get(['key']))[0]?.value).toBeUndefined();
    await other.delete('key');
    expect((await one.get(['key']))[0]?.value).toBeUndefined();
  });

  it('is refused a value by a process that was paused while another one forgot it', async () => {
    const where = await at();
    const [paused, other] = [await openAt(where), await openAt(where)];
    const [found] = await paused.get(['key']);
    await other.delete('key');
    const [next] = await other.get(['key']);
    await other.set('key', 'new', 60_000, next?.token ?? '');
    expect(await paused.set('key', 'old', 60_000, found?.token ?? '')).toBe(false);
    expect((await other.get(['key']))[0]?.value).toBe('new');
  });

  describe('in trouble', () => {
    /** What a page does, with the guard that it has. */
    const reader = async (where: CacheServer) => {
      const counts = noCounts();
      const told: boolean[] = [];
      const cache = guarded(await openAt(where), USUAL_GUARD, (used) => told.push(used));
      const through = new ReadThrough({ cache, counts, refresh: 'single-flight' });
      const load = async (keys: readonly string[]) => new Map(keys.map((key) => [key, 'from the origin']));
      const read = async (key: string) => (await through.read([key], 60_000, load)).get(key);
      return { counts, told, read, forget: (key: string) => through.forget([key]) };
    };

    /** Readers are answered by the origin. The cache is given up, and most of them do not ask it. */
    const expectAnswersWithout = async ({ read, told, counts }: Awaited<ReturnType<typeof reader>>) => {
      const before = counts.unknown;
      const reads = [];
      for (let i = 0; i < 30; i += 1) reads.push(await read(`key-${i}`));
      expect(reads).toEqual(Array.from({ length: 30 }, () => 'from the origin'));
      expect(counts.unknown - before).toBeGreaterThan(20);
      expect(told[0]).toBe(false);
    };

    const expectUsedAgain = async ({ read, counts }: Awaited<ReturnType<typeof reader>>) => {
      await eventually('the cache to be used again', async () => {
        const before = counts.hits;
        await read('again');
        return counts.hits > before ? true : undefined;
      });
    };

    it('goes without a server that is killed, and uses it again, empty, when it is back', async () => {
      const page = await reader(await at());
      await page.read('kept');
      await server?.outage?.kill();
      await expectAnswersWithout(page);
      await expect(page.forget('kept')).rejects.toThrow();
      await server?.outage?.restart();
      const { hits } = page.counts;
      await expectUsedAgain(page);
      expect(page.counts.hits).toBeGreaterThan(hits);
    });

    it('goes without a server that hangs, and forgets by a later word what it could not be told', async () => {
      const page = await reader(await at());
      const all = [...(server?.pids() ?? [])];
      expect(all.length).toBeGreaterThan(0);
      try {
        for (const pid of all) process.kill(pid, 'SIGSTOP');
        await expectAnswersWithout(page);
        await expect(page.forget('kept')).rejects.toThrow();
      } finally {
        for (const pid of all) process.kill(pid, 'SIGCONT');
      }
      await expectUsedAgain(page);
      // A machine that is busy may keep it from answering in time once more.
      await eventually('the copy to be forgotten', () =>
        page.forget('again').then(
          () => true,
          () => undefined,
        ),
      );
      const { misses } = page.counts;
      await page.read('again');
      expect(page.counts.misses).toBe(misses + 1);
    });

    it('goes without a server that is cut off, and comes back to it', async () => {
      const where = await at();
      const path = await openPath(new URL(where.url));
      try {
        const through = new URL(where.url);
        through.hostname = '127.0.0.1';
        through.port = String(path.port);
        const page = await reader({ ...where, url: through.href });
        path.cut();
        await expectAnswersWithout(page);
        await path.restore();
        await expectUsedAgain(page);
      } finally {
        path.cut();
      }
    });

    it('need not be there when a shop starts', async () => {
      const where = await at();
      await server?.outage?.kill();
      const cache = open(where);
      opened.push(cache);
      await expect(cache.get(['key'])).rejects.toThrow();
      await server?.outage?.restart();
      await eventually('the cache to be connected', () =>
        cache.get(['key']).then(
          () => true,
          () => undefined,
        ),
      );
    });
  });
});

/** A TCP path to a server that can be cut. */
async function openPath(target: URL) {
  const sockets = new Set<Socket>();
  let server: NetServer | undefined;
  let port = 0;
  const listen = async () => {
    server = createServer((client) => {
      const behind = connect({ host: target.hostname, port: Number(target.port), noDelay: true });
      client.setNoDelay(true).pipe(behind).pipe(client);
      for (const [socket, other] of [
        [client, behind],
        [behind, client],
      ] as const) {
        sockets.add(socket);
        socket.on('error', () => other.destroy());
        socket.on('close', () => {
          sockets.delete(socket);
          other.destroy();
        });
      }
    }).listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address === 'object' && address !== null) port = address.port;
  };
  await listen();
  return {
    get port() {
      return port;
    },
    cut() {
      server?.close();
      for (const socket of sockets) socket.destroy();
    },
    restore: listen,
  };
}
