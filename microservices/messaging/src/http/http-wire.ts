import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from '@lab/shared-domain/adapters/messages/codec';
import { Draining } from '@lab/shared-domain/adapters/process/draining';
import {
  limitedServer,
  refusal,
  USUAL_HTTP_LIMITS,
} from '@lab/shared-domain/adapters/process/limited-server';
import { type Dispatcher, Pool } from 'undici';
import { inTime } from '../deadline.ts';
import { balanced, type Way } from '../direct/balanced.ts';
import {
  type Answer,
  FAILED,
  FLUSH_MS,
  GREATEST_CONTENT,
  type Listener,
  type Outcome,
  REFUSED,
  type Wire,
} from '../direct/wire.ts';

/** The header that has a frame's type. */
const TYPE = 'x-message';

/** Connections to one address: as many requests are under way to it. The next ones wait for one of them. */
const CONNECTIONS = 64;
/** Beyond it a request is not sent. Also those count that nobody waits for any more: they are dropped when their turn comes. */
const MOST_WAITING = 1_000;
const CONNECT_MS = 1_000;
/** Nobody closes a connection that may be used again: one that closes under a request cannot tell whether it was read. ms. */
const KEPT_MS = 24 * 60 * 60_000;

/** Statuses are for people and tools that watch: callers go by the frame's type. */
const statusOf = (type: string): number => {
  if (type === REFUSED) return 503;
  return type === FAILED ? 500 : 200;
};

/**
 * JSON over HTTP/1.1: `POST /<context>.<method>`, a request on a connection at a time, connections kept.
 *
 * @param connections to one address, at most
 */
export const httpWireOver = (connections: number): Wire => ({
  codec: json,
  connect: (addresses, pick) =>
    balanced(
      addresses.map((address) => wayTo(address, connections)),
      pick,
    ),
  listener,
});

export const httpWire: Wire = httpWireOver(CONNECTIONS);

function wayTo(address: string, connections: number): Way {
  const pool = new Pool(`http://${address}`, {
    connections,
    pipelining: 1,
    connectTimeout: CONNECT_MS,
    keepAliveTimeout: KEPT_MS,
    keepAliveMaxTimeout: KEPT_MS,
    // The caller's own deadline takes the request back.
    headersTimeout: 0,
    maxResponseSize: GREATEST_CONTENT,
    bodyTimeout: 0,
  });
  let waiting = 0;
  return {
    send({ pattern, type, content }, done) {
      if (waiting >= MOST_WAITING) {
        queueMicrotask(() => done({ kind: 'unsent', why: `${waiting} requests wait already`, busy: true }));
        return () => undefined;
      }
      waiting++;
      const exchange = new Exchange(done, () => waiting--);
      const headers = { 'content-type': 'application/json', [TYPE]: type };
      pool.dispatch({ method: 'POST', path: `/${pattern}`, headers, body: content }, exchange);
      return () => exchange.takeBack();
    },
    close: () => pool.destroy(),
  };
}

class TakenBack extends Error {
  override readonly message = 'nobody waits for the reply any more';
}

/** One request and its reply, as undici tells of them. */
class Exchange implements Dispatcher.DispatchHandler {
  /** Known from the moment at which the request is written to a connection. */
  #controller: Dispatcher.DispatchController | undefined;
  #takenBack = false;
  #type = '';
  readonly #chunks: Buffer[] = [];

  /** @param begun is told once when it no longer waits for a connection */
  constructor(
    private readonly done: (outcome: Outcome) => void,
    private readonly begun: () => void,
  ) {}

  /** Ends the connection, if the request is on one already: HTTP/1.1 has no other way to stop a reply. */
  takeBack(): void {
    this.#takenBack = true;
    this.#controller?.abort(new TakenBack());
  }

  /** Before a byte is written. What is thrown fails this request alone, while `abort` would end the connection. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#takenBack) throw new TakenBack();
    // Once more, where undici writes it again to another connection.
    if (this.#controller === undefined) this.begun();
    this.#controller = controller;
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    _status: number,
    headers: IncomingMessage['headers'],
  ): void {
    this.#type = String(headers[TYPE]);
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.done({ kind: 'reply', type: this.#type, content: joined(this.#chunks) });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    const why = error.message;
    if (this.#controller !== undefined) {
      this.done({ kind: 'lost', why });
      return;
    }
    this.begun();
    this.done({ kind: 'unsent', why, busy: error instanceof TakenBack });
  }
}

const joined = (chunks: readonly Buffer[]): Buffer => {
  const [first] = chunks;
  return first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks);
};

/** Ends the connection of a request that is too great. */
function refuse({ socket }: IncomingMessage): void {
  if (socket.destroyed) return;
  socket.write(refusal(413));
  socket.destroy();
}

function listener(answer: Answer): Listener {
  const reply = async (request: IncomingMessage, response: ServerResponse, content: Buffer) => {
    const caller = {
      get gone() {
        return response.destroyed;
      },
    };
    const frame = await answer({ type: String(request.headers[TYPE]), content }, caller);
    if (caller.gone) return;
    response.writeHead(statusOf(frame.type), {
      'content-type': 'application/json',
      'content-length': frame.content.length,
      [TYPE]: frame.type,
    });
    response.end(frame.content);
  };
  const server = limitedServer(
    (request, response) => {
      response.sendDate = false;
      const chunks: Buffer[] = [];
      let bytes = 0;
      request.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= GREATEST_CONTENT) chunks.push(chunk);
        else refuse(request);
      });
      request.on('end', () => void reply(request, response, joined(chunks)));
    },
    USUAL_HTTP_LIMITS,
    refusal,
  );
  server.keepAliveTimeout = 0;
  const draining = new Draining(server);
  let drained: Promise<void> | undefined;
  return {
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen({ host, port, exclusive: true }, () => resolve((server.address() as AddressInfo).port));
      }),
    stop() {
      drained ??= draining.close();
    },
    async close() {
      this.stop();
      await inTime(FLUSH_MS, 'the last replies', drained ?? Promise.resolve()).catch(() => undefined);
      server.closeAllConnections();
    },
  };
}
