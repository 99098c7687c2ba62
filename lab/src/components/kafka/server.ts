import { setTimeout as delay } from 'node:timers/promises';
import type { Admin } from '@platformatic/kafka';
import { type Answer, inTime } from '../answer.ts';
import { installableFactsOf } from '../facts.ts';

export const FACTS = installableFactsOf('kafka');
export const PROBE_MS = 2_000;
export const READY = 'Kafka to say which topics it has';

/** Kafka tells its clients which requests it understands, and not which version it is. */
const UNTOLD = 'unknown';
/** How soon a group is tried again that somebody is still in. ms. */
const AGAIN_MS = 250;
const CLOSE_MS = 1_000;

/** The environment of a service whose topics and groups shall have names that begin with a prefix. */
export const namespaceEnvironment = (url: string, prefix: string) => ({
  KAFKA_URL: url,
  KAFKA_PREFIX: prefix,
});

/** @throws when it does not answer within `deadlineMs` */
export function askKafka(url: string, deadlineMs: number): Promise<Answer> {
  return withAdmin(url, deadlineMs, async (admin) => {
    await admin.listTopics();
    return { version: UNTOLD };
  });
}

/**
 * Removes the topics and groups whose names begin with a prefix. A group that somebody was in, and who has been killed, can be removed when
 * his session has ended.
 *
 * @throws when that takes longer than `deadlineMs`
 */
export function forgetTopics(url: string, prefix: string, deadlineMs: number): Promise<void> {
  if (prefix === '') throw new Error('without a prefix, all topics of the server would be removed');
  return withAdmin(url, deadlineMs, async (admin) => {
    const topics = (await admin.listTopics()).filter((name) => name.startsWith(prefix));
    if (topics.length > 0) await admin.deleteTopics({ topics });
    const until = performance.now() + deadlineMs;
    for (;;) {
      const found = await admin.listGroups({ types: ['classic', 'consumer'] });
      const groups = [...found.keys()].filter((name) => name.startsWith(prefix));
      if (groups.length === 0) return;
      try {
        await admin.deleteGroups({ groups });
      } catch (error) {
        if (performance.now() + AGAIN_MS > until) throw error;
      }
      await delay(AGAIN_MS);
    }
  });
}

/** The library is loaded by those who use it alone. */
async function withAdmin<T>(url: string, deadlineMs: number, work: (admin: Admin) => Promise<T>): Promise<T> {
  const { Admin: Client } = await import('@platformatic/kafka');
  const admin = new Client({
    clientId: 'lab',
    bootstrapBrokers: [new URL(url).host],
    connectTimeout: deadlineMs,
    requestTimeout: deadlineMs,
    retries: false,
  });
  try {
    return await inTime(deadlineMs, work(admin));
  } finally {
    await inTime(CLOSE_MS, admin.close()).catch(() => undefined);
  }
}
