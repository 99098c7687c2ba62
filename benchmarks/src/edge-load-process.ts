import { Pool } from 'undici';
import { closedLoop } from './closed-loop.ts';
import type { EdgeOrder, EdgeReport } from './edge-load.ts';

const CONNECTIONS = 8;
const DEADLINES = { headersTimeout: 5_000, bodyTimeout: 5_000 };

/** A side's connections stay open while the other one is measured, as those of a browser would. */
const pools = new Map<string, Pool>();

function poolOf(url: string): Pool {
  const pool = pools.get(url) ?? new Pool(url, { connections: CONNECTIONS, ...DEADLINES });
  pools.set(url, pool);
  return pool;
}

/** Sends requests for the given time, one at a time on every connection. */
async function obey({ url, path, tokens, ms }: EdgeOrder): Promise<EdgeReport> {
  const pool = poolOf(url);
  let sent = 0;
  const request = async () => {
    const authorization = `Bearer ${tokens[sent++ % tokens.length]}`;
    const { statusCode, body } = await pool.request({ method: 'GET', path, headers: { authorization } });
    await body.dump();
    if (statusCode !== 200) throw new Error(`${url}${path} answered ${statusCode}`);
  };
  try {
    return { done: await closedLoop(request, { inFlight: CONNECTIONS, ms }) };
  } catch (error) {
    return { failed: String(error) };
  }
}

process.on('message', (order: EdgeOrder) => {
  void obey(order).then((report) => process.send?.(report, () => undefined));
});
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches every process of the terminal: the benchmark decides when its load ends.
process.on('SIGINT', () => undefined);
