import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { backoff } from '@lab/shared-domain/kernel/deadline';
import type { Lock } from '@lab/shared-domain/kernel/lock';
import { createClient } from '@redis/client';
import { inTime } from './in-time.ts';
import type { LockOptions } from './open-lock.ts';

/**
 * Takes the name, if nobody has it, and a token, in one step. The count of tokens begins at the server's clock in microseconds: a server that
 * has lost its memory does not begin at 1 again, below what stores have seen.
 */
const ACQUIRE = `
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
local now = redis.call('TIME')
redis.call('SET', KEYS[2], now[1] .. string.format('%06d', now[2]), 'NX')
local token = redis.call('INCR', KEYS[2])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return token
`;

/** Gives the name back, if it is still this owner's: its lease may have ended, and another one has it. */
const RELEASE = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`;

const CONNECT_MS = 10_000;
/** A server that has not answered by then is not waited for: what it may have given ends with its lease. */
const ANSWER_MS = 1_000;
/** Redis tells nobody that a name is free: who waits asks again. ms. */
const ASK_AGAIN = { base: 4, cap: 32 };
const RECONNECT_MS = 100;

/** Locks in one Redis: keys with a lease. @throws when it cannot be reached */
export async function openRedisLock({ url, prefix, leaseMs, onTrouble }: LockOptions): Promise<Lock> {
  const client = createClient({
    url,
    // Without a connection an answer is no, at once: a caller's deadline goes on meanwhile.
    disableOfflineQueue: true,
    disableClientInfo: true,
    socket: { connectTimeout: CONNECT_MS, reconnectStrategy: RECONNECT_MS },
  });
  client.on('error', onTrouble);
  await inTime(CONNECT_MS, 'Redis did not greet', client.connect()).catch((error: unknown) => {
    client.destroy();
    throw error;
  });
  const tokens = `${prefix}lock-tokens`;
  const ask = (script: string, keys: string[], values: string[]) =>
    inTime(ANSWER_MS, 'Redis did not answer', client.eval(script, { keys, arguments: values }));

  return {
    async acquire(name, patienceMs) {
      const giveUpAt = performance.now() + patienceMs;
      const key = `${prefix}lock:${name}`;
      const owner = randomUUID();
      for (let attempt = 0; ; attempt += 1) {
        const askedAt = performance.now();
        const token = Number(await ask(ACQUIRE, [key, tokens], [owner, String(leaseMs)]));
        if (token > 0) {
          return {
            token,
            // From before the question: the lease may have begun then.
            lost: () => performance.now() - askedAt >= leaseMs,
            release: () => ask(RELEASE, [key], [owner]).then(() => undefined, onTrouble),
          };
        }
        const left = giveUpAt - performance.now();
        if (left <= 0) throw new Error(`${name} was not free in ${Math.round(patienceMs)} ms`);
        await delay(Math.min(left, backoff(attempt, ASK_AGAIN)));
      }
    },
    close: async () => client.destroy(),
  };
}
