import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError } from '../registry/usage-error.ts';
import type { Feed } from './feed.ts';
import { type Asset, pageAssets } from './page-assets.ts';

const HOST = '127.0.0.1';
/** Names under which a browser on this machine, or at the end of a tunnel to it, knows the server. */
const OWN_NAMES: ReadonlySet<string> = new Set([HOST, 'localhost']);
/** Until a page that has lost the server asks again, ms. */
const RETRY_MS = 1_000;
/** Bytes that may wait for a page that does not read, e.g. a tab that sleeps. It asks again when it wakes up. */
const MOST_WAITING = 4 * 1024 * 1024;

/** The page may load what the server has, and nothing else. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/** A report has all of its style and script in itself, and loads nothing. */
const REPORT_POLICY =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': PAGE_POLICY,
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

export interface LiveServerOptions {
  readonly feed: Feed;
  /** A free one where it is 0. */
  readonly port: number;
  /** The file of the run's report; undefined while there is none. */
  readonly report: () => string | undefined;
}

/** A server of the page that shows a run. */
export interface LiveServer {
  /** e.g. `http://127.0.0.1:40123/`. */
  readonly url: string;
  /**
   * Ends it once no page follows any more, or after the grace. A page hangs up when it has all that it shows. Safe to call twice.
   *
   * @param graceMs milliseconds that pages have for it
   */
  end(graceMs: number): Promise<void>;
}

/**
 * Serves the page and the events of a run, on loopback only. It runs in the lab's process, which keeps to the driver's CPUs while arms
 * are measured, and has all of its files in memory.
 *
 * @throws {UsageError} when the port is taken
 */
export async function serveLive({ feed, port, report }: LiveServerOptions): Promise<LiveServer> {
  const assets = await pageAssets();
  let hangsUp = (): void => undefined;
  const server = createServer((request, response) => {
    const refusal = refusalOf(request);
    if (refusal) return answer(response, refusal.status, refusal.why);
    const [path = '/'] = (request.url ?? '/').split('?');
    if (path === '/events') return follow(feed, request, response, () => hangsUp());
    if (path === '/report.html') return void sendReport(response, report());
    const asset = assets.get(path);
    return asset ? send(response, asset) : answer(response, 404, 'There is no such page.');
  });
  try {
    server.listen(port, HOST);
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new UsageError({
      en: `Port ${port} is taken by another program. Choose one with --port (make: PORT=…).`,
      ko: `포트 ${port}번을 다른 프로그램이 쓰고 있다. --port로 다른 포트를 고른다(make: PORT=…).`,
    });
  }
  return {
    url: `http://${HOST}:${(server.address() as AddressInfo).port}/`,
    end: async (graceMs) => {
      const over = new AbortController();
      hangsUp = () => {
        if (feed.followers === 0) over.abort();
      };
      hangsUp();
      await sleep(graceMs, undefined, { signal: over.signal }).catch(() => undefined);
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A page of another site may make its own name mean this machine, and then ask here: its requests carry that name. */
function refusalOf({ method, headers }: IncomingMessage): { status: number; why: string } | undefined {
  const name = (headers.host ?? '').toLowerCase().replace(/:\d+$/, '');
  if (!OWN_NAMES.has(name))
    return { status: 403, why: 'This server answers to 127.0.0.1 and localhost only.' };
  if (method !== 'GET') return { status: 405, why: 'This server can only be read.' };
  return undefined;
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}

const send = (response: ServerResponse, { type, body }: Asset): void =>
  void response.writeHead(200, { ...HEADERS, 'content-type': type }).end(body);

async function sendReport(response: ServerResponse, file: string | undefined): Promise<void> {
  const body = file && (await readFile(file).catch(() => undefined));
  if (!body) return answer(response, 404, 'There is no report yet.');
  const headers = { ...HEADERS, 'content-security-policy': REPORT_POLICY };
  response.writeHead(200, { ...headers, 'content-type': 'text/html; charset=utf-8' }).end(body);
}

/** Server-sent events: those that the page does not know yet, and then each as it comes. */
function follow(
  feed: Feed,
  { headers }: IncomingMessage,
  response: ServerResponse,
  hangsUp: () => void,
): void {
  response.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream; charset=utf-8' });
  response.write(`retry: ${RETRY_MS}\n\n`);
  const last = headers['last-event-id'];
  const end = feed.follow(typeof last === 'string' ? last : undefined, ({ id, json }) => {
    response.write(`id: ${id}\ndata: ${json}\n\n`);
    if (response.writableLength > MOST_WAITING) response.destroy();
  });
  response.once('close', () => {
    end();
    hangsUp();
  });
}
