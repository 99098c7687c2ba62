import {
  createServer,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Socket } from 'node:net';

/** What a client may take of a server, whatever it asks for. */
export interface HttpLimits {
  /** The headers of a request have come within this time; on a new connection, from its beginning. ms. */
  readonly headersMs: number;
  /** All of a request has come within this time, its body included. ms. */
  readonly requestMs: number;
  /** How often the server looks for late requests: they may be late by so much. ms. */
  readonly checkMs: number;
  /** All headers of a request together. Bytes. */
  readonly headerBytes: number;
  /** One more is closed at once. */
  readonly connections: number;
}

/**
 * 2,000 connections: the lab opens some hundred at its highest rates, a connection without a request costs some 10 kB, and a process
 * may usually open 4,096 files or more. The number of headers needs no limit besides their size. Each look wakes an idle process up, so
 * late requests may have twice the time.
 */
export const USUAL_HTTP_LIMITS: HttpLimits = {
  headersMs: 5_000,
  requestMs: 10_000,
  checkMs: 5_000,
  headerBytes: 16 * 1024,
  connections: 2_000,
};

/** The status of a request that Node refuses before a handler sees it, or sees all of it. */
const STATUS_OF_ERROR: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  HPE_HEADER_OVERFLOW: 431,
};

/**
 * An HTTP server with limits, which listens to nothing yet. It closes the connection of a request that breaks one.
 * @param answer all of the answer to a request that is refused with `status`, as it is sent: head, empty line, body
 */
export function limitedServer(
  handler: RequestListener,
  limits: HttpLimits,
  answer: (status: number) => string,
): Server {
  const { headersMs, requestMs, checkMs, headerBytes, connections } = limits;
  const server = createServer(
    {
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: checkMs,
      maxHeaderSize: headerBytes,
      // Node's own refusal says nothing but its status.
      requireHostHeader: false,
    },
    (request, response) => {
      if (request.headers.host === undefined && request.httpVersion === '1.1') refuse(request.socket, 400);
      else handler(request, response);
    },
  );
  const refuse = (socket: Socket, status: number) => {
    socket.write(answer(status));
    socket.destroy();
  };
  server.maxConnections = connections;
  closeWithConnection(server);
  const answers = new WeakMap<object, ServerResponse>();
  server.on('request', (request, response) => answers.set(request.socket, response));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const begun = answers.get(socket);
    const amidAnAnswer = begun?.headersSent === true && !begun.writableFinished;
    if (socket.writable && error.code !== 'ECONNRESET' && !amidAnAnswer)
      refuse(socket, STATUS_OF_ERROR[error.code ?? ''] ?? 400);
    else socket.destroy();
  });
  // Who reads a body invites it, see `jsonBody`; Node would invite every one. Other expectations may be ignored (RFC 9110, 10.1.1).
  for (const event of ['checkContinue', 'checkExpectation'] as const)
    server.on(event, (request, response) => server.emit('request', request, response));
  return server;
}

/**
 * Node says `close` of an answer when its connection has closed, but only of the one that is being written: not of those that wait behind it, as the
 * client has sent their requests without waiting. Whoever counts what is under way must hear of those as well.
 */
function closeWithConnection(server: Server): void {
  const waiting = new WeakMap<Socket, Set<ServerResponse>>();
  server.on('request', ({ socket }, response) => {
    const known = waiting.get(socket);
    const answers = known ?? new Set();
    if (known === undefined) {
      waiting.set(socket, answers);
      socket.once('close', () => {
        // One that waits has no connection yet. One that has been written has none any more, and says so itself.
        for (const each of answers) if (each.socket === null && !each.writableFinished) each.emit('close');
      });
    }
    answers.add(response);
    response.once('close', () => answers.delete(response));
  });
}

/** The answer to a request that is refused, as it is sent, without a word more than its status. */
export const refusal = (status: number): string =>
  `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
