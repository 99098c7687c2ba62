import { randomUUID } from 'node:crypto';

/** What the reader of a message looks at, whatever has carried it, if anything. */
export interface Message {
  readonly content: Buffer;
  readonly properties: {
    readonly type?: unknown;
    readonly replyTo?: unknown;
    readonly correlationId?: string | undefined;
    readonly headers?: Readonly<Record<string, unknown>> | undefined;
  };
}

/**
 * An event's headers: of which request it is; when it was published, where somebody wants to know, and when an operator had it tried again, if
 * one had: epoch milliseconds.
 */
export const HEADER = {
  correlationId: 'x-correlation-id',
  published: 'x-published',
  revived: 'x-revived',
} as const;

/** That of a request from outside, or the id of a saga that was taken up. Anything else may not be logged. */
const CORRELATION_ID = /^[A-Za-z0-9._:-]{1,64}$/;

/** `undefined` travels as an empty body, so that a remote call returns what a local one would. */
export const encode = (payload: unknown): Buffer =>
  payload === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(payload));

/** @throws SyntaxError when the body is not JSON. */
export const decode = (body: Buffer): unknown =>
  body.length === 0 ? undefined : JSON.parse(body.toString());

export function numberHeader(message: Pick<Message, 'properties'>, name: string): number | undefined {
  const value = message.properties.headers?.[name];
  return typeof value === 'number' ? value : undefined;
}

/** The id under which the request that caused this message is logged everywhere; a new one when it brings none. */
export function correlationIdOf(
  message: Pick<Message, 'properties'>,
  fallback: () => string = randomUUID,
): string {
  return loggable(message.properties.headers?.[HEADER.correlationId], fallback);
}

/** The value, when it is a correlation id that may be logged; the fallback otherwise. */
export const loggable = (value: unknown, fallback: () => string = randomUUID): string =>
  typeof value === 'string' && CORRELATION_ID.test(value) ? value : fallback();
