import { inCall } from '../../kernel/call-context.ts';
import { during } from '../../kernel/span.ts';
import { Timings } from '../../kernel/timings.ts';
import { beginSpan } from '../tracing/tracing.ts';
import { type Codec, json } from './codec.ts';
import { loggable, type Message } from './message.ts';
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
  /** Epoch ms. */
  readonly deadline: number | undefined;
  /** Of its caller's span, as it came. */
  readonly traceparent: string | undefined;
  /** Of who has asked, as it came. */
  readonly token: string | undefined;
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
  readonly traceparent?: string | undefined;
  readonly token?: string | undefined;
}

/**
 * Deadline, correlation id, trace and token are parameters of the type, as a reply's numbers are, and for the same reason: `writeReply`.
 *
 *     catalog.find; deadline=1764435600000; for=3f1c9a; trace=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
 */
const DEADLINE = '; deadline=';
const FOR = '; for=';
const TRACE = '; trace=';
const TOKEN = '; token=';

/** A request as it is sent; what carries it adds properties of its own. */
export function writeRequest(
  { pattern, payload, deadline, correlationId, traceparent, token }: OutgoingRequest,
  codec: Codec = json,
) {
  let type = pattern;
  if (deadline !== undefined) type += `; deadline=${deadline}`;
  if (correlationId !== undefined) type += `; for=${correlationId}`;
  if (traceparent !== undefined) type += `; trace=${traceparent}`;
  if (token !== undefined) type += TOKEN + token;
  const content = codec.write('request', pattern, payload);
  return { content, properties: { contentType: 'application/json', type } };
}

/** What a request asks for, without what its type says of the caller: a token is not for logs. */
export const patternIn = (type: string): string => type.split('; ', 1)[0] ?? type;

/** On the path of every request, hence no regular expression and no copies of objects, which take several times as long. */
function readType(type: string): {
  pattern: string;
  deadline: number | undefined;
  cause: string | undefined;
  traceparent: string | undefined;
  token: string | undefined;
} {
  const tokenAt = type.indexOf(TOKEN);
  const token = tokenAt === -1 ? undefined : type.slice(tokenAt + TOKEN.length);
  const open = tokenAt === -1 ? type : type.slice(0, tokenAt);
  const traceAt = open.indexOf(TRACE);
  const traceparent = traceAt === -1 ? undefined : open.slice(traceAt + TRACE.length);
  const untraced = traceAt === -1 ? open : open.slice(0, traceAt);
  const causeAt = untraced.indexOf(FOR);
  const cause = causeAt === -1 ? undefined : untraced.slice(causeAt + FOR.length);
  const rest = causeAt === -1 ? untraced : untraced.slice(0, causeAt);
  const deadlineAt = rest.indexOf(DEADLINE);
  if (deadlineAt === -1) return { pattern: rest, deadline: undefined, cause, traceparent, token };
  const deadline = Number.parseInt(rest.slice(deadlineAt + DEADLINE.length), 10);
  // No deadline of ours: the whole is taken for the pattern then, which no handler has.
  if (Number.isNaN(deadline)) return { pattern: open, deadline: undefined, cause, traceparent, token };
  return { pattern: rest.slice(0, deadlineAt), deadline, cause, traceparent, token };
}

/** Reads a request to `context`. Requests come from outside the process, so anything may be in them. */
export function readRequest(
  { content, properties }: Message,
  context: string,
  handlers: ReadonlyMap<string, Handler>,
  now = Date.now(),
  codec: Codec = json,
): Request {
  const { pattern, deadline, cause, traceparent, token } = readType(String(properties.type));
  const correlationId = loggable(cause);
  if (deadline !== undefined && deadline <= now) return { kind: 'expired', pattern, correlationId };
  const malformed = (code: ErrorCode): Request => ({ kind: 'malformed', pattern, correlationId, code });
  if (typeof properties.replyTo !== 'string') return malformed('malformed-request');
  const handler = pattern.startsWith(`${context}.`)
    ? handlers.get(pattern.slice(context.length + 1))
    : undefined;
  if (handler === undefined) return malformed('unknown-method');
  try {
    const payload = codec.read('request', pattern, content);
    return { kind: 'execute', pattern, correlationId, handler, payload, deadline, traceparent, token };
  } catch {
    return malformed('malformed-request');
  }
}

/**
 * Does what a request asks for in a call of its own, which knows of its caller what the request says.
 *
 * @throws as the handler
 */
export async function execute(request: ExecutableRequest): Promise<ResultReply> {
  const { pattern, handler, payload, deadline, correlationId, traceparent, token } = request;
  const timings = new Timings();
  const span = traceparent === undefined ? undefined : beginSpan(pattern, 'server', traceparent);
  const call = { correlationId, deadline, timings, span, token };
  const value = await during(span, () => inCall(call, () => handler(payload)));
  const { total, db, remoteDb } = timings.snapshot();
  return { kind: 'result', value, report: { handler: total, db: db + remoteDb } };
}
