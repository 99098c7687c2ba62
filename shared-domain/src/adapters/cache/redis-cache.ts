import { randomBytes } from 'node:crypto';
import { type Cache, type Found, LEASE_MS } from '../../kernel/cache.ts';
import { connectToRedis } from '../redis-connection.ts';
import type { CacheServer } from './cache-server.ts';

/** What is stored begins with its token. An empty key that a reader has marked has the token alone. */
const TOKEN_BYTES = 9;
const TOKEN_LENGTH = 12;

/** Stores a value, if the key has what the token stands for. */
const FILL = `
if redis.call('GETRANGE', KEYS[1], 0, ${TOKEN_LENGTH - 1}) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
`;

/** A cache in one Redis. It need not be there: what is asked meanwhile is not known. */
export function openRedisCache({ url, prefix, onTrouble }: CacheServer): Cache {
  const connection = connectToRedis(url, onTrouble);

  /**
   * Marks an empty key in one step, or two readers could. Who comes second is given what is there now. `SET NX GET` would do both at once; it
   * needs Redis 7.0.
   */
  const mark = async (name: string): Promise<Found> => {
    const token = newToken();
    const marked = await connection.client.set(name, token, {
      condition: 'NX',
      expiration: { type: 'PX', value: LEASE_MS },
    });
    if (marked !== null) return { value: undefined, token };
    return readStored(await connection.client.get(name)) ?? { value: undefined, token: undefined };
  };

  return {
    async get(keys) {
      const names = keys.map((key) => prefix + key);
      const [only] = names;
      const stored =
        only !== undefined && names.length === 1
          ? [await connection.client.get(only)]
          : await connection.client.mGet(names);
      return Promise.all(names.map((name, i) => readStored(stored[i] ?? null) ?? mark(name)));
    },
    async set(key, value, ttlMs, token) {
      const kept = await connection.client.eval(FILL, {
        keys: [prefix + key],
        arguments: [token, newToken() + JSON.stringify(value), String(Math.ceil(ttlMs))],
      });
      return Number(kept) === 1;
    },
    async delete(key) {
      await connection.client.unlink(prefix + key);
    },
    reconnect: () => connection.reconnect(),
    async close() {
      connection.close();
    },
  };
}

const newToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url');

/** @returns undefined for a key that is empty, and not marked */
function readStored(stored: string | null): Found | undefined {
  if (stored === null) return undefined;
  if (stored.length === TOKEN_LENGTH) return { value: undefined, token: undefined };
  return { value: JSON.parse(stored.slice(TOKEN_LENGTH)), token: stored.slice(0, TOKEN_LENGTH) };
}
