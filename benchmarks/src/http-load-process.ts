import { Pool } from 'undici';
import { closedLoop } from './closed-loop.ts';
import type { LoadOrder, LoadReport } from './http-load.ts';
import { requestsOf } from './load-requests.ts';

const CONNECTIONS = 8;
const DEADLINES = { headersTimeout: 5_000, bodyTimeout: 5_000 };

/** Sends requests for a time, one at a time on every connection. */
type Load = (ms: number) => ReturnType<typeof closedLoop>;

/** A side's connections stay open while the other one is measured, as those of a browser would. */
const loads = new Map<string, Load>();

function loadOf({ url, request, secret }: LoadOrder): Load {
  const key = `${request} ${url}`;
  const load = loads.get(key) ?? startLoad(url, requestsOf(secret)[request]);
  loads.set(key, load);
  return load;
}

function startLoad(url: string, nth: ReturnType<typeof requestsOf>['product']): Load {
  const pool = new Pool(url, { connections: CONNECTIONS, ...DEADLINES });
  let sent = 0;
  const send = async () => {
    const { answeredWith, ...request } = nth(sent++);
    const { statusCode, body } = await pool.request(request);
    if (statusCode !== answeredWith)
      throw new Error(`${url}${request.path} answered ${statusCode}: ${await body.text()}`);
    await body.dump();
  };
  return (ms) => closedLoop(send, { inFlight: CONNECTIONS, ms });
}

async function obey(order: LoadOrder): Promise<LoadReport> {
  try {
    return { done: await loadOf(order)(order.ms) };
  } catch (error) {
    return { failed: String(error) };
  }
}

process.on('message', (order: LoadOrder) => {
  void obey(order).then((report) => process.send?.(report, () => undefined));
});
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches every process of the terminal: the benchmark decides when its load ends.
process.on('SIGINT', () => undefined);
