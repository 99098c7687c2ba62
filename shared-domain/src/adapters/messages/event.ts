import type { DomainEvent } from '../../kernel/events.ts';
import { decode, encode, HEADER, type Message } from './message.ts';

export type EventMessage =
  | { readonly ok: true; readonly event: DomainEvent }
  | { readonly ok: false; readonly reason: string };

/** An event as it is sent; what carries it adds properties of its own. */
export const writeEvent = (event: DomainEvent) => ({
  content: encode(event),
  properties: {
    contentType: 'application/json',
    type: event.type,
    headers: { [HEADER.correlationId]: event.correlationId },
  },
});

/** Reads an event of one of the types. What is in a queue came from outside the process, so it may be anything. */
export function readEvent(
  message: Pick<Message, 'content'>,
  types: readonly DomainEvent['type'][],
): EventMessage {
  let body: unknown;
  try {
    body = decode(message.content);
  } catch {
    return { ok: false, reason: 'not JSON' };
  }
  if (!isEnvelope(body))
    return { ok: false, reason: 'not an event: id, type, occurredAt and data are needed' };
  if (!types.some((type) => type === body.type))
    return { ok: false, reason: `not subscribed to ${body.type}` };
  return { ok: true, event: body as DomainEvent };
}

/** The envelope is checked, the data of a known type is taken as published. */
function isEnvelope(body: unknown): body is { id: string; type: string; occurredAt: string; data: object } {
  if (typeof body !== 'object' || body === null) return false;
  const { id, type, occurredAt, data } = body as Record<string, unknown>;
  const texts = [id, type, occurredAt].every((field) => typeof field === 'string' && field !== '');
  return texts && typeof data === 'object' && data !== null;
}
