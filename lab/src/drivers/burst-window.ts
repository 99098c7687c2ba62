import { setTimeout as sleep } from 'node:timers/promises';
import type { BurstHooks } from './driver.ts';

/**
 * Calls the hooks of a burst where its measured window begins and ends, while the burst goes on.
 *
 * @param burst rejects when there will be no more of it
 * @param startsAt when the window begins, epoch milliseconds
 * @returns what the burst comes to, when the hooks are done too
 * @throws what the burst or a hook throws
 */
export async function besideWindow<T>(
  burst: Promise<T>,
  startsAt: number,
  seconds: number,
  { started, ended }: BurstHooks,
): Promise<T> {
  const over = new AbortController();
  const until = (epochMs: number) =>
    sleep(Math.max(0, epochMs - Date.now()), undefined, { signal: over.signal });
  const watch = async () => {
    await until(startsAt);
    await started();
    await until(startsAt + seconds * 1000);
    await ended();
  };
  try {
    const [result] = await Promise.all([burst, watch()]);
    return result;
  } finally {
    over.abort();
  }
}
