import { inCall } from '../../kernel/call-context.ts';
import { Timings } from '../../kernel/timings.ts';
import { decode, encode, HEADER, type Message, numberHeader } from './message.ts';
import type { ErrorCode, ResultReply } from './reply.ts';

export type Handler = (payload: unknown) => Promise<unknown>;

/** By method name. A rejection is a bug or a failed dependency; expected failures are values. */
export type Handlers = Readonly<Record<string, Handler>>;

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

interface OutgoingRequest {
  /** `<context>.<method>`. */
  readonly pattern: string;
  readonly payload: unknown;
  /** Epoch ms. */
  readonly deadline: number | undefined;
  readonly correlationId: string | undefined;
}

/** A request as it is sent; what carries it adds properties of its own. */
export function writeRequest({ pattern, payload, deadline, correlationId }: OutgoingRequest) {
  return {
    content: encode(payload),
    properties: {
      contentType: 'application/json',
      type: pattern,
      headers: { [HEADER.deadline]: deadline, [HEADER.correlationId]: correlationId },
    },
  };
}

/** Reads a request to `context`. Requests come from outside the process, so anything may be in them. */
export function readRequest(
  message: Message,
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

/** Does what a request asks for in a call of its own, which knows of its caller what the request says. @throws as `handle` */
export async function execute(
  { payload, deadline }: ExecutableRequest,
  correlationId: string,
  handle: Handler,
): Promise<ResultReply> {
  const timings = new Timings();
  const call = { correlationId, timings, ...(deadline !== undefined && { deadline }) };
  const value = await inCall(call, () => handle(payload));
  const { total, db, remoteDb } = timings.snapshot();
  return { kind: 'result', value, report: { handler: total, db: db + remoteDb } };
}
