import { inCall } from '../../kernel/call-context.ts';
import { Timings } from '../../kernel/timings.ts';
import { decode, encode, loggable, type Message } from './message.ts';
import type { ErrorCode, ResultReply } from './reply.ts';

export type Handler = (payload: unknown) => Promise<unknown>;

/** By method name. A rejection is a bug or a failed dependency; expected failures are values. */
export type Handlers = Readonly<Record<string, Handler>>;

interface RequestOrigin {
  /** `<context>.<method>`, or whatever came in its place. */
  readonly pattern: string;
  /** Under which the request that caused it is logged everywhere; a new one when it brings none. */
  readonly correlationId: string;
}

export interface ExecutableRequest extends RequestOrigin {
  readonly kind: 'execute';
  readonly handler: Handler;
  readonly payload: unknown;
  readonly deadline?: number;
}

/** What a server has to do about a message on its request queue. */
export type Request =
  | ExecutableRequest
  /** Nobody waits for the reply any more. */
  | (RequestOrigin & { readonly kind: 'expired' })
  | (RequestOrigin & { readonly kind: 'malformed'; readonly code: ErrorCode });

interface OutgoingRequest {
  /** `<context>.<method>`. */
  readonly pattern: string;
  readonly payload: unknown;
  /** Epoch ms. */
  readonly deadline: number | undefined;
  readonly correlationId: string | undefined;
}

/**
 * Deadline and correlation id are parameters of the type, as a reply's numbers are, and for the same reason: `writeReply`.
 *
 *     catalog.find; deadline=1764435600000; for=3f1c9a
 */
const TYPE = /^([^;]*)(?:; deadline=(\d{1,16}))?(?:; for=(.*))?$/s;

/** A request as it is sent; what carries it adds properties of its own. */
export function writeRequest({ pattern, payload, deadline, correlationId }: OutgoingRequest) {
  let type = pattern;
  if (deadline !== undefined) type += `; deadline=${deadline}`;
  if (correlationId !== undefined) type += `; for=${correlationId}`;
  return { content: encode(payload), properties: { contentType: 'application/json', type } };
}

/** Reads a request to `context`. Requests come from outside the process, so anything may be in them. */
export function readRequest(
  { content, properties }: Message,
  context: string,
  handlers: ReadonlyMap<string, Handler>,
  now = Date.now(),
): Request {
  const type = String(properties.type);
  const [, pattern = type, until, cause] = TYPE.exec(type) ?? [];
  const origin = { pattern, correlationId: loggable(cause) };
  const deadline = until === undefined ? undefined : Number(until);
  if (deadline !== undefined && deadline <= now) return { ...origin, kind: 'expired' };
  const malformed = (code: ErrorCode): Request => ({ ...origin, kind: 'malformed', code });
  if (typeof properties.replyTo !== 'string') return malformed('malformed-request');
  const handler = pattern.startsWith(`${context}.`)
    ? handlers.get(pattern.slice(context.length + 1))
    : undefined;
  if (handler === undefined) return malformed('unknown-method');
  try {
    const payload = decode(content);
    return { ...origin, kind: 'execute', handler, payload, ...(deadline !== undefined && { deadline }) };
  } catch {
    return malformed('malformed-request');
  }
}

/** Does what a request asks for in a call of its own, which knows of its caller what the request says. @throws as `handle` */
export async function execute(
  { payload, deadline, correlationId }: ExecutableRequest,
  handle: Handler,
): Promise<ResultReply> {
  const timings = new Timings();
  const call = { correlationId, timings, ...(deadline !== undefined && { deadline }) };
  const value = await inCall(call, () => handle(payload));
  const { total, db, remoteDb } = timings.snapshot();
  return { kind: 'result', value, report: { handler: total, db: db + remoteDb } };
}
