import type { IncomingMessage, ServerResponse } from 'node:http';

/** How long the rest of a request is read, and thrown away, after its answer. ms. */
const LINGER_MS = 1_000;

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
