import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A request of which something is still missing is waited for so long. ms. */
const BODY_MS = 1_000;

/**
 * Lets a server end without hurrying anybody who waits for an answer: from then on each answer is the last one of its connection, and
 * connections without a request are closed at once. Node alone goes on to serve those that are never idle, and waits for half a request.
 * Made before the server listens, as it has to know all connections.
 */
export class Draining {
  readonly #connections = new Set<Socket>();
  readonly #underWay = new Map<ServerResponse, IncomingMessage>();
  #closing = false;

  constructor(private readonly server: Server) {
    server.on('connection', (socket) => {
      this.#connections.add(socket);
      socket.once('close', () => this.#connections.delete(socket));
    });
    server.prependListener('request', (request, response) => {
      this.#underWay.set(response, request);
      response.once('close', () => {
        this.#underWay.delete(response);
        // Its head may have been on its way when the server began to close, and promised more.
        if (this.#closing) request.socket.destroySoon();
      });
      if (this.#closing) endsWith(response);
    });
  }

  /** Takes no more connections. Resolves when the last one has closed. */
  async close(): Promise<void> {
    this.#closing = true;
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const response of this.#underWay.keys()) endsWith(response);
    const busy = new Set([...this.#underWay.values()].map(({ socket }) => socket));
    for (const socket of this.#connections) if (!busy.has(socket)) socket.destroy();
    const late = setTimeout(() => this.#cutUnfinished(), BODY_MS);
    await closed.finally(() => clearTimeout(late));
  }

  #cutUnfinished(): void {
    for (const { complete, socket } of this.#underWay.values()) if (!complete) socket.destroy();
  }
}

function endsWith(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}
