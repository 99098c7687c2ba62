import { randomUUID } from 'node:crypto';
import type { ConsumeMessage } from 'amqplib';

/** Headers of requests and events. Besides, both have the properties `type`, `messageId`, `timestamp`, `contentType`. */
export const HEADER = {
  correlationId: 'x-correlation-id',
  /** Epoch ms after which nobody waits for the reply. */
  deadline: 'x-deadline',
  /** Which delivery of an event this is, from 1; a redelivery after a crash does not count. */
  attempt: 'x-attempt',
  /** Why the last attempt failed. */
  error: 'x-error',
} as const;

const CORRELATION_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** `undefined` travels as an empty body, so that a remote call returns what a local one would. */
export const encode = (payload: unknown): Buffer =>
  payload === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(payload));

/** @throws SyntaxError when the body is not JSON. */
export const decode = (body: Buffer): unknown =>
  body.length === 0 ? undefined : JSON.parse(body.toString());

export function numberHeader(message: Pick<ConsumeMessage, 'properties'>, name: string): number | undefined {
  const value: unknown = message.properties.headers?.[name];
  return typeof value === 'number' ? value : undefined;
}

/** The id under which the request that caused this message is logged everywhere; a new one when it brings none. */
export function correlationIdOf(message: ConsumeMessage, fallback: () => string = randomUUID): string {
  const value: unknown = message.properties.headers?.[HEADER.correlationId];
  return typeof value === 'string' && CORRELATION_ID.test(value) ? value : fallback();
}
