import { connectToRedis } from '../../redis-connection.ts';
import type { Rate } from './token-buckets.ts';

/**
 * A bucket as in `TokenBuckets`, in one step, or two processes could take the same token. The clock is the server's: those of the processes may
 * differ. It may be set back. A bucket is never emptier than empty, so its client then waits no longer than for any other reason.
 */
const TAKE = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local every = tonumber(ARGV[1])
local burst = tonumber(ARGV[2])
local fullAt = tonumber(redis.call('GET', KEYS[1]) or '0')
fullAt = math.min(math.max(fullAt, now), now + burst * every)
local wait = fullAt - now - (burst - 1) * every
if wait > 0 then return wait end
fullAt = fullAt + every
redis.call('SET', KEYS[1], string.format('%.0f', fullAt), 'PX', math.ceil((fullAt - now) / 1000))
return 0
`;

/** Buckets that all processes share, in one Redis. A full one is not kept. */
export interface SharedBuckets {
  /** As `Buckets.take`. @throws without an answer of the server */
  take(client: string): Promise<number>;
  reconnect(): void;
  close(): void;
}

/** @param onTrouble told of a server that is out of reach */
export function openRedisBuckets(
  { url, prefix }: { readonly url: string; readonly prefix: string },
  { everyUs, burst }: Rate,
  onTrouble: (error: unknown) => void,
): SharedBuckets {
  const connection = connectToRedis(url, onTrouble);
  const values = [String(everyUs), String(burst)];
  return {
    async take(client) {
      const keys = [`${prefix}limit:${client}`];
      return Number(await connection.client.eval(TAKE, { keys, arguments: values }));
    },
    reconnect: () => connection.reconnect(),
    close: () => connection.close(),
  };
}
