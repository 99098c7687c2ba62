import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { OneWorker } from './one-worker.ts';

/**
 * A server whose answers are known beforehand, as a process of its own. The instrument is tested against it.
 *
 * - `/delay/<ms>` answers that long after the request arrived, independent of other requests
 * - `/work/<ms>` keeps the process's only worker busy for so long; requests queue for it
 * - `/error?every=<k>&number=<n>` fails (500) for every k-th number
 *
 * A request has arrived when Node hands it over. The way there and back, and parsing, add some tenths of a millisecond to the
 * known time; the reading of `/delay/0` shows how much. `Server-Timing` says, by the server's own clock, how long it held a
 * request (`held`) and by how much that was too long (`late`): about 0.02 ms on an idle machine.
 */

/** A Node timer may be a millisecond early and more than one late. */
const TIMER_SLACK_MS = 2;

const worker = new OneWorker(() => performance.now());

const server = createServer(async (request, response) => {
  const arrived = performance.now();
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://known');
  const [, kind, milliseconds] = pathname.split('/');
  let due = arrived;
  if (kind === 'delay') due = await until(arrived + Number(milliseconds));
  if (kind === 'work') due = await worker.work(Number(milliseconds));
  const isError =
    kind === 'error' && Number(searchParams.get('number')) % Number(searchParams.get('every')) === 0;
  const now = performance.now();
  response.writeHead(isError ? 500 : 200, {
    'content-type': 'text/plain',
    'server-timing': `held;dur=${(now - arrived).toFixed(3)}, late;dur=${(now - due).toFixed(3)}`,
  });
  response.end(isError ? 'a known error' : 'a known answer');
});

/** Waits coarsely with a timer, then reads the clock in every turn of the event loop. No other request has to wait. */
async function until(moment: number): Promise<number> {
  const coarse = moment - performance.now() - TIMER_SLACK_MS;
  if (coarse > 0) await sleep(coarse);
  while (performance.now() < moment) await new Promise(setImmediate);
  return moment;
}

// The server never closes a kept-alive connection during a measurement.
server.keepAliveTimeout = 60_000;
server.listen({ port: Number(process.env.PORT), host: '127.0.0.1', backlog: 4_096 });

const end = () => process.exit(0);
process.on('SIGTERM', end);
// The lab is gone.
process.on('disconnect', end);
// The lab ended while this process was still loading, so no listener heard it.
if (process.connected === false) end();
