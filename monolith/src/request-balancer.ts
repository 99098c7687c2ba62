import { randomUUID } from 'node:crypto';
import { Agent, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import { isForOperators } from '@lab/shared-domain/adapters/http/operators';
import { afterTheRest } from '@lab/shared-domain/adapters/http/problems/answer-and-close';
import { Problem } from '@lab/shared-domain/adapters/http/problems/problem';
import {
  problemDocument,
  unreadableRequest,
} from '@lab/shared-domain/adapters/http/problems/problem-document';
import { Draining } from '@lab/shared-domain/adapters/process/draining';
import { limitedServer, USUAL_HTTP_LIMITS } from '@lab/shared-domain/adapters/process/limited-server';
import { UnderWay } from '@lab/shared-domain/adapters/under-way';

/** Where workers listen for their primary. */
export const LOOPBACK = '127.0.0.1';

/** They belong to one connection, and are not passed on (RFC 9110, section 7.6.1). Bodies keep their framing. */
const OF_ONE_CONNECTION = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'upgrade']);

/**
 * A reverse proxy in front of the workers of a cluster: each request goes to the one with the fewest under way, and among equals to the
 * one that has waited longest. A failure counts for a while, or a worker that fails at once would get all of them. Connections to workers are kept.
 * Headers pass as they are, and `X-Forwarded-For` gets the client.
 *
 * A request is never tried twice, as a worker may have done it. When its worker dies, it is answered 502; while no worker serves, 503.
 */
export class RequestBalancer {
  readonly #server = limitedServer(
    (request, response) => this.#forward(request, response),
    USUAL_HTTP_LIMITS,
    unreadableRequest,
  );
  readonly #draining = new Draining(this.#server);
  readonly #agent = new Agent({ keepAlive: true });
  /** By port, of the workers that serve: one that is started again has nothing under way, whatever its port was used for before. */
  readonly #underWay = new Map<number, UnderWay>();
  /** Ports, the one that got a request last at the end. */
  #order: number[] = [];

  /**
   * @param ports of the workers that serve now: each process of a worker has its own
   * @param now a clock that only goes forward. ms
   */
  constructor(
    private readonly ports: () => readonly number[],
    private readonly now?: () => number,
  ) {}

  /** @throws when the address cannot be listened to */
  listen(port: number, host: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject).listen(port, host, () => resolve());
    });
  }

  /** Takes no more connections. Resolves when every request under way has been answered. */
  async close(): Promise<void> {
    await this.#draining.close();
    this.#agent.destroy();
  }

  #leastBusy(): number | undefined {
    const serving = this.ports();
    this.#order = [
      ...serving.filter((port) => !this.#order.includes(port)),
      ...this.#order.filter((port) => serving.includes(port)),
    ];
    for (const port of this.#underWay.keys()) if (!serving.includes(port)) this.#underWay.delete(port);
    const busy = (port: number) => this.#underWay.get(port)?.count ?? 0;
    const [least] = this.#order.toSorted((a, b) => busy(a) - busy(b));
    if (least !== undefined) this.#order = [...this.#order.filter((port) => port !== least), least];
    return least;
  }

  #forward(request: IncomingMessage, response: ServerResponse): void {
    const port = this.#leastBusy();
    if (port === undefined) {
      refuse(request, response, 503, 'No worker serves at the moment.');
      return;
    }
    const end = this.#begin(port);
    let failed = false;
    const { method, url: path } = request;
    const headers = [...passedOn(request.rawHeaders), 'X-Forwarded-For', request.socket.remoteAddress ?? ''];
    if (request.headers.host === undefined) headers.push('Host', `${LOOPBACK}:${port}`);
    const upstream = ask({ host: LOOPBACK, port, method, path, headers, agent: this.#agent });
    response.once('close', () => {
      // Also one that was answered before all of it had come: its worker waits for the rest.
      if (!response.writableFinished || !upstream.writableFinished) upstream.destroy();
    });
    upstream
      .once('close', () => end(failed))
      .on('continue', () => response.writeContinue())
      .on('response', (answer) => {
        failed = isFailure(answer, request);
        passAnswerOn(answer, request, response);
      })
      .on('error', () => {
        failed = true;
        request.unpipe(upstream);
        if (response.destroyed || response.writableEnded) return;
        // What was begun cannot be taken back: the client sees that it is not whole.
        if (response.headersSent) response.destroy();
        else refuse(request, response, 502, 'The worker that had the request is gone.');
      });
    request.pipe(upstream);
  }

  #begin(port: number): (failed: boolean) => void {
    const known = this.#underWay.get(port);
    const load = known ?? new UnderWay(this.now);
    if (known === undefined) this.#underWay.set(port, load);
    return load.begin();
  }
}

/** Who asks whether a worker is ready may hear that it is not: that is no failure. */
const isFailure = ({ statusCode = 502 }: IncomingMessage, request: IncomingMessage): boolean =>
  statusCode >= 500 && !isForOperators(pathOf(request));

const pathOf = ({ url }: IncomingMessage): string => url?.split('?')[0] ?? '/';

function passAnswerOn(answer: IncomingMessage, request: IncomingMessage, response: ServerResponse): void {
  // A worker answers early when it does not want the rest.
  if (!request.complete) response.setHeader('Connection', 'close');
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, passedOn(answer.rawHeaders));
  answer
    .on('end', () => afterTheRest(request.unpipe(), () => response.end()))
    .on('error', () => response.destroy())
    .pipe(response, { end: false });
}

/** @param headers name, value, name, value … */
function passedOn(headers: readonly string[]): string[] {
  const named = new Set(OF_ONE_CONNECTION);
  for (let at = 0; at < headers.length; at += 2)
    if (headers[at]?.toLowerCase() === 'connection')
      for (const name of headers[at + 1]?.split(',') ?? []) named.add(name.trim().toLowerCase());
  return headers.filter((_, at) => !named.has(headers[at - (at % 2)]?.toLowerCase() ?? ''));
}

function refuse(request: IncomingMessage, response: ServerResponse, status: 502 | 503, detail: string): void {
  const correlationId = randomUUID();
  const path = pathOf(request);
  const body = problemDocument(new Problem('service-unavailable', detail, { status }), {
    path,
    correlationId,
  });
  response.writeHead(status, {
    'Content-Type': 'application/problem+json',
    'Content-Length': Buffer.byteLength(body),
    'X-Content-Type-Options': 'nosniff',
    'X-Correlation-Id': correlationId,
    'Retry-After': '1',
    ...(!request.complete && { Connection: 'close' }),
  });
  response.write(body);
  afterTheRest(request.unpipe(), () => response.end());
}
