import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { Problem, type ProblemCode } from './problem.ts';

/** A problem as the body of an answer (RFC 9457). */
export const problemDocument = (
  problem: Problem,
  request: { readonly path?: string; readonly correlationId: string },
): string =>
  JSON.stringify({
    type: `urn:shop:problem:${problem.code}`,
    title: problem.title,
    status: problem.status,
    detail: problem.detail,
    code: problem.code,
    instance: request.path,
    correlationId: request.correlationId,
    ...(problem.options.errors && { errors: problem.options.errors }),
    ...(problem.options.orderId && { orderId: problem.options.orderId }),
  });

const UNREADABLE: Readonly<Record<number, readonly [ProblemCode, string]>> = {
  408: [
    'request-timeout',
    'The request did not come in time. Send its headers within 5 s, all of it within 10 s.',
  ],
  413: ['body-too-large', 'The body may have 64 KiB at most.'],
  431: ['headers-too-large', 'The headers may have 16 KiB at most.'],
};

/** The answer to a request that the server could not read, as it is sent. Nobody has given such a request an id yet. */
export function unreadableRequest(status: number): string {
  const [code, detail] = UNREADABLE[status] ?? ['invalid-request', 'The request is not valid HTTP.'];
  const correlationId = randomUUID();
  const body = problemDocument(new Problem(code, detail), { correlationId });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'X-Content-Type-Options: nosniff',
    `X-Correlation-Id: ${correlationId}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
