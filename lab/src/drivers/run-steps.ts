import { Pool } from 'undici';
import type { HttpRequest, HttpResponse } from '../scenario/workload.ts';

const REQUEST_MS = 30_000;
const AT_ONCE = 8;

/**
 * Sends the requests that a workload's set-up or check yields, and gives it the answers. It is the same whichever driver is used.
 *
 * @returns what the steps return
 * @throws whatever they throw, or when the system cannot be reached
 */
export async function runSteps<T>(
  url: string,
  steps: Generator<readonly HttpRequest[], T, readonly HttpResponse[]>,
  signal: AbortSignal,
): Promise<T> {
  const pool = new Pool(url, { connections: AT_ONCE, headersTimeout: REQUEST_MS, bodyTimeout: REQUEST_MS });
  const callOff = () => void pool.destroy();
  signal.addEventListener('abort', callOff, { once: true });
  try {
    for (let step = steps.next(); ; ) {
      if (step.done) return step.value;
      signal.throwIfAborted();
      step = steps.next(await Promise.all(step.value.map((request) => send(pool, request))));
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', callOff);
    await pool.destroy();
  }
}

async function send(pool: Pool, request: HttpRequest): Promise<HttpResponse> {
  const { method, path, headers = {}, body = null } = request;
  const response = await pool.request({ method, path, headers: { ...headers }, body });
  return { status: response.statusCode, body: await response.body.text() };
}
