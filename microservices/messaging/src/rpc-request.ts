import type { ConsumeMessage } from 'amqplib';
import { decode, HEADER, numberHeader } from './message.ts';
import type { ErrorCode } from './reply.ts';

export type Handler = (payload: unknown) => Promise<unknown>;

export interface ExecutableRequest {
  readonly kind: 'execute';
  readonly handler: Handler;
  readonly payload: unknown;
  readonly deadline?: number;
}

/** What a server has to do about a message on its request queue. */
export type Request =
  | ExecutableRequest
  /** Nobody waits for the reply any more. */
  | { readonly kind: 'expired' }
  | { readonly kind: 'malformed'; readonly code: ErrorCode };

/** Reads a request to `context`. Requests come from outside the process, so anything may be in them. */
export function readRequest(
  message: ConsumeMessage,
  context: string,
  handlers: ReadonlyMap<string, Handler>,
  now = Date.now(),
): Request {
  const deadline = numberHeader(message, HEADER.deadline);
  if (deadline !== undefined && deadline <= now) return { kind: 'expired' };
  if (typeof message.properties.replyTo !== 'string') return { kind: 'malformed', code: 'malformed-request' };
  const handler = handlers.get(methodOf(message.properties.type, context));
  if (handler === undefined) return { kind: 'malformed', code: 'unknown-method' };
  try {
    const payload = decode(message.content);
    return { kind: 'execute', handler, payload, ...(deadline !== undefined && { deadline }) };
  } catch {
    return { kind: 'malformed', code: 'malformed-request' };
  }
}

const methodOf = (pattern: unknown, context: string): string =>
  typeof pattern === 'string' && pattern.startsWith(`${context}.`) ? pattern.slice(context.length + 1) : '';
