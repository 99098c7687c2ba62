import { Pool } from 'undici';
import type { HttpRequest, HttpResponse, SetUpPlan, Workload } from '../scenario/workload.ts';

const REQUEST_MS = 30_000;
const AT_ONCE = 8;

/**
 * Runs a workload's set-up against a system. It is the same whichever driver follows.
 *
 * @returns what the load needs to know, as JSON
 * @throws whatever the workload throws, or when the system cannot be reached
 */
export async function setUp(
  url: string,
  workload: Workload<unknown>,
  plan: SetUpPlan,
  signal: AbortSignal,
): Promise<string> {
  const pool = new Pool(url, { connections: AT_ONCE, headersTimeout: REQUEST_MS, bodyTimeout: REQUEST_MS });
  const callOff = () => void pool.destroy();
  signal.addEventListener('abort', callOff, { once: true });
  try {
    const steps = workload.setUp(plan);
    for (let step = steps.next(); ; ) {
      if (step.done) return JSON.stringify(step.value);
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
