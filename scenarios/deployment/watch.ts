import { setTimeout as delay } from 'node:timers/promises';
import type { ProbeBench } from '@lab/lab/scenario/probe';
import { get } from '../shop/http.ts';

const EVERY_MS = 40;
const DEADLINE_MS = 1_000;

/**
 * Which version has answered, or none: today's ledger does not say when money was moved last, the next one does, and one that is not ready gives itself
 * away.
 */
export type Version = 'old' | 'new' | 'unready' | 'none';

/** An answer, or that there was none, and when. Epoch ms. */
export interface Seen {
  readonly at: number;
  readonly version: Version;
}

type Bench = Pick<ProbeBench, 'ask' | 'now' | 'signal'>;

/** Asks the payments again and again which version they are, for as long as something is done. */
export async function watching<T>(
  bench: Bench,
  staff: string,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly seen: readonly Seen[] }> {
  const seen: Seen[] = [];
  let over = false;
  const looking = (async () => {
    while (!over) {
      const asked = { ...get('/ledger', staff), endpoint: 'ledger', expect: [200] };
      const { outcome, body, endedAt } = await bench.ask(asked, { deadlineMs: DEADLINE_MS });
      seen.push({ at: endedAt, version: outcome === 'ok' ? versionOf(body) : 'none' });
      await delay(EVERY_MS, undefined, { signal: bench.signal });
    }
  })();
  // Awaited below; until then its failure is not unhandled.
  looking.catch(() => undefined);
  try {
    const result = await work();
    over = true;
    await looking;
    return { result, seen };
  } finally {
    over = true;
  }
}

/** @param body of the ledger's answer */
export function versionOf(body: string): Version {
  const { movedAt } = JSON.parse(body) as { movedAt?: string | null };
  if (movedAt === 'unready') return 'unready';
  return movedAt === undefined ? 'old' : 'new';
}

/**
 * For how long answers of both versions came, ms: from the first new one to the last old one, 0 where no old one came after a new one.
 *
 * @param seen ascending in time
 * @throws when no answer of the new version was seen, or the last one is of the old version: then nothing was updated
 */
export function mixedOf(seen: readonly Seen[]): number {
  const first = seen.find(({ version }) => version === 'new');
  const last = seen.findLast(({ version }) => version === 'old');
  if (!first) throw new Error('no answer of the new version was seen');
  if (seen.findLast(({ version }) => version !== 'none') === last)
    throw new Error('the last answer is of the old version');
  return Math.max(0, (last?.at ?? 0) - first.at);
}
