import { type Cache, type Found, LEASE_MS } from '../../kernel/cache.ts';
import type { CacheServer } from './cache-server.ts';
import { MemcachedConnection, type Reply } from './memcached-connection.ts';

const USUAL_PORT = 11_211;
/** Memcached counts seconds. What is to live for less lives for one. */
const seconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1_000));
/** Longer times are taken for dates. Seconds. */
const LONGEST = 30 * 24 * 60 * 60;

/**
 * A cache in one Memcached, from version 1.6.10 on. It need not be there: what is asked meanwhile is not known.
 *
 * Its own protocol has all that a lease takes: a reader of an empty key makes an empty item (`N`), and is told that it won (`W`). A number for
 * compare-and-swap (`c`) is its token.
 */
export function openMemcachedCache({ url, prefix, onTrouble }: CacheServer): Cache {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const connection = new MemcachedConnection({ host, port: Number(port || USUAL_PORT) }, onTrouble);
  return {
    get: (keys) =>
      Promise.all(
        keys.map((key) => connection.send(`mg ${prefix}${key} v c N${seconds(LEASE_MS)}`).then(readFound)),
      ),
    async set(key, value, ttlMs, token) {
      const data = Buffer.from(JSON.stringify(value));
      const ttl = Math.min(LONGEST, seconds(ttlMs));
      const { code } = await connection.send(`ms ${prefix}${key} ${data.length} C${token} T${ttl}`, data);
      return code === 'HD';
    },
    async delete(key) {
      await connection.send(`md ${prefix}${key}`);
    },
    reconnect: () => connection.reconnect(),
    async close() {
      connection.close();
    },
  };
}

function readFound({ flags, data }: Reply): Found {
  const token = flags.find((flag) => flag.startsWith('c'))?.slice(1);
  if (data === undefined || data.length === 0)
    return { value: undefined, token: flags.includes('W') ? token : undefined };
  return { value: JSON.parse(data.toString()), token };
}
