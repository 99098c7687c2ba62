import { setTimeout as delay } from 'node:timers/promises';

const LOOK_EVERY_MS = 50;

/**
 * Waits until a process lacks nothing of its own, before it takes on requests: who shares a port or a queue with others gets its part of the requests at
 * once.
 *
 * @param lacks what it lacks, in words for an operator
 * @param deadlineMs 60 s by default, as the lab and most supervisors wait
 * @throws what it still lacks then, or what `lacks` throws
 */
export async function untilReady(
  lacks: () => Promise<readonly string[]>,
  deadlineMs = 60_000,
): Promise<void> {
  const giveUpAt = performance.now() + deadlineMs;
  for (let missing = await lacks(); missing.length > 0; missing = await lacks()) {
    if (performance.now() >= giveUpAt) throw new Error(`still waiting for ${missing.join(', ')}`);
    await delay(LOOK_EVERY_MS);
  }
}
