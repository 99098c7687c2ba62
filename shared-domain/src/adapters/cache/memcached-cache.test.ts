import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { expect, it, vi } from 'vitest';
import { openMemcachedCache } from './memcached-cache.ts';

it('a cache in Memcached leaves a connection that nobody answers on for another one', async () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    // The first connection is cut off without a word.
    const answers = sockets.length > 1;
    socket.on('error', () => undefined).on('data', () => answers && socket.write('EN W c7\r\n'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  const url = `memcached://127.0.0.1:${address.port}`;
  const troubles: unknown[] = [];
  const cache = openMemcachedCache({ url, prefix: '', onTrouble: (error) => troubles.push(error) });
  try {
    const waitFor = <T>(what: () => T | Promise<T>) => vi.waitFor(what, { timeout: 5_000, interval: 10 });
    // Before there is a connection, it is rejected at once. In an object, or this would wait for its answer.
    const { asking } = await waitFor(async () => {
      const asking = cache.get(['key']);
      let failed: unknown;
      asking.catch((error: unknown) => {
        failed = error;
      });
      await new Promise((resolve) => setImmediate(resolve));
      if (failed !== undefined) throw failed;
      return { asking };
    });
    cache.reconnect?.();
    await expect(asking).rejects.toThrow('broke');
    expect(await waitFor(() => cache.get(['key']))).toEqual([{ value: undefined, token: '7' }]);
    expect(sockets).toHaveLength(2);
    expect(troubles).toEqual([]);
  } finally {
    await cache.close();
    server.close();
    for (const socket of sockets) socket.destroy();
  }
});
