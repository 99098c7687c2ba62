import { setTimeout as delay } from 'node:timers/promises';

const LOOK_EVERY_MS = 50;

/**
 * Waits until a process lacks nothing of its own, before it takes on requests: who shares a port or a queue with others gets its part of the requests at
 * once.
 *
 * @param lacks what it lacks, in words for an operator. When it throws, that is one thing more to wait for: a database may be busy for a moment
 * @param deadlineMs 60 s by default, as the lab and most supervisors wait
 * @throws what it still lacks then
 */
export async function untilReady(
  lacks: () => Promise<readonly string[]>,
  deadlineMs = 60_000,
): Promise<void> {
  const giveUpAt = performance.now() + deadlineMs;
  const look = () => lacks().catch((error: unknown) => [`an answer (${wordsOf(error)})`]);
  for (let missing = await look(); missing.length > 0; missing = await look()) {
    if (performance.now() >= giveUpAt) throw new Error(`still waiting for ${missing.join(', ')}`);
    await delay(LOOK_EVERY_MS);
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
