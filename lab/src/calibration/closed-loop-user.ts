import { setTimeout as sleep } from 'node:timers/promises';

const THINK_MS = 10;

/**
 * One user in a closed loop, as a contrast: sends a request, waits for the answer, pauses for 10 ms and repeats, until called
 * off. While a request waits, the user sends no other. So a server that stops costs it a single slow answer (coordinated
 * omission).
 *
 * @returns how long each answer took, in milliseconds
 * @throws when the server cannot be reached
 */
export async function closedLoopUser(url: string, path: string, signal: AbortSignal): Promise<number[]> {
  const { Pool } = await import('undici');
  const pool = new Pool(url, { connections: 1 });
  const times: number[] = [];
  try {
    while (!signal.aborted) {
      const asked = performance.now();
      const { body } = await pool.request({ method: 'GET', path, signal });
      await body.dump();
      times.push(performance.now() - asked);
      await sleep(THINK_MS, undefined, { signal });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await pool.destroy();
  }
  return times;
}
