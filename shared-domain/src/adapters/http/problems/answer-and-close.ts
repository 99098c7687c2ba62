import type { IncomingMessage, ServerResponse } from 'node:http';

/** How long the rest of a request is read, and thrown away, after its answer. ms. */
const LINGER_MS = 1_000;
/** So much is thrown away for a connection that is to go on: a greater body nobody reads. Bytes. */
const LITTLE_BYTES = 64 * 1024;

/**
 * Answers a request that is not read to its end, and closes its connection. The rest is thrown away for a while: if the connection were
 * closed at once, the client's system would tell it of the closed connection before it has read the answer (RFC 9112, section 9.6).
 */
export function answerAndClose(request: IncomingMessage, response: ServerResponse, body: string): void {
  response.setHeader('Connection', 'close');
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.write(body);
  afterTheRest(request, () => response.end());
}

/**
 * How much of a request is still to come, as far as it says so. A body that was not invited may never come; one of unknown length may never end. To
 * Node a request without a body is not complete either while its headers are looked at.
 */
export function restOf({ complete, headers }: IncomingMessage): 'nothing' | 'little' | 'much' {
  const { 'transfer-encoding': encoding, expect } = headers;
  const bytes = encoding === undefined ? Number(headers['content-length'] ?? 0) : Number.POSITIVE_INFINITY;
  if (complete || bytes === 0) return 'nothing';
  return expect === undefined && bytes <= LITTLE_BYTES ? 'little' : 'much';
}

/** Throws the rest of a request away, which has been answered. The connection is for the next request then; if the rest is late, it is closed. */
export function throwRestAway(request: IncomingMessage): void {
  afterTheRest(request, () => {
    if (!request.complete) request.socket.destroy();
  });
}

/** Throws the rest of a request away, and calls when there is no more of it, or after a while. */
export function afterTheRest(request: IncomingMessage, then: () => void): void {
  if (request.complete) {
    then();
    return;
  }
  const end = () => {
    clearTimeout(timer);
    request.off('end', end).off('close', end);
    then();
  };
  const timer = setTimeout(end, LINGER_MS);
  request.once('end', end).once('close', end).resume();
}
