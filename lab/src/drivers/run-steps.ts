import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'undici';
import type { HttpResponse, Step } from '../scenario/workload.ts';

const REQUEST_MS = 30_000;
const AT_ONCE = 8;

/** An answer, and when its request was sent and it was complete: epoch milliseconds, with fractions. */
export interface TimedResponse extends HttpResponse {
  readonly startedAt: number;
  readonly endedAt: number;
}

/**
 * Sends the requests that a workload's set-up or check yields, and gives it the answers. It is the same whichever driver is used.
 * It is also a client of its own, which may act on what it is answered while a driver loads the same system: its times and those of
 * a driver's history are of one clock, to a millisecond.
 *
 * @returns what the steps return
 * @throws whatever they throw, or when the system cannot be reached
 */
export async function runSteps<T>(
  url: string,
  steps: Generator<readonly Step[], T, readonly TimedResponse[]>,
  signal: AbortSignal,
): Promise<T> {
  const epochMs = Date.now() - performance.now();
  const now = () => epochMs + performance.now();
  const { Pool } = await import('undici');
  const pool = new Pool(url, { connections: AT_ONCE, headersTimeout: REQUEST_MS, bodyTimeout: REQUEST_MS });
  const callOff = () => void pool.destroy();
  signal.addEventListener('abort', callOff, { once: true });
  try {
    for (let step = steps.next(); ; ) {
      if (step.done) return step.value;
      signal.throwIfAborted();
      step = steps.next(await Promise.all(step.value.map((request) => send(pool, request, now, signal))));
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', callOff);
    await pool.destroy();
  }
}

async function send(
  pool: Pool,
  request: Step,
  now: () => number,
  signal: AbortSignal,
): Promise<TimedResponse> {
  const { method, path, headers = {}, body = null, afterMs = 0 } = request;
  if (afterMs > 0) await sleep(afterMs, undefined, { signal });
  const startedAt = now();
  const response = await pool.request({ method, path, headers: { ...headers }, body });
  const text = await response.body.text();
  return { status: response.statusCode, body: text, startedAt, endedAt: now() };
}
