import { type Answer, inTime } from '../answer.ts';
import { CredentialsRefused } from '../component.ts';
import { installableFactsOf } from '../facts.ts';

export const FACTS = installableFactsOf('redis');
export const PROBE_MS = 2_000;
export const READY = 'Redis to greet';

/** So many keys are asked for, and removed, at once: a server is not to stand still for others meanwhile. */
const BATCH = 500;

/** The environment of a service that shall keep its keys under a prefix. */
export const namespaceEnvironment = (url: string, prefix: string) => ({
  REDIS_URL: url,
  REDIS_PREFIX: prefix,
});

/** @throws {CredentialsRefused}, or when nobody greets within `deadlineMs` */
export function askRedis(url: string, deadlineMs: number): Promise<Answer> {
  return connected(url, deadlineMs, async (client) => ({ version: (await client.hello()).version }));
}

/** Removes the keys under a prefix. @throws when that takes longer than `deadlineMs` */
export async function forgetKeys(url: string, prefix: string, deadlineMs: number): Promise<void> {
  if (prefix === '') throw new Error('without a prefix, all keys of the server would be removed');
  const MATCH = `${prefix.replaceAll(/[\\*?[\]^-]/g, '\\$&')}*`;
  await connected(url, deadlineMs, async (client) => {
    for await (const keys of client.scanIterator({ MATCH, COUNT: BATCH }))
      if (keys.length > 0) await client.unlink(keys);
  });
}

/** The library is loaded by those who use it alone: it has hundreds of modules, and every command of the lab knows Redis. */
async function clientOf(url: string, deadlineMs: number) {
  const { createClient } = await import('@redis/client');
  const socket = { connectTimeout: deadlineMs, reconnectStrategy: false } as const;
  const client = createClient({ url, socket, disableClientInfo: true });
  client.on('error', () => undefined);
  return client;
}

async function connected<T>(
  url: string,
  deadlineMs: number,
  work: (client: Awaited<ReturnType<typeof clientOf>>) => Promise<T>,
): Promise<T> {
  const client = await clientOf(url, deadlineMs);
  try {
    await inTime(deadlineMs, client.connect());
    return await inTime(deadlineMs, work(client));
  } catch (error) {
    throw /WRONGPASS|NOAUTH|invalid password/i.test(String(error)) ? new CredentialsRefused() : error;
  } finally {
    client.destroy();
  }
}
