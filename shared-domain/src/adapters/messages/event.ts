import { type DomainEvent, isEvent } from '../../kernel/events.ts';
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
  if (!isEvent(body)) return { ok: false, reason: 'not an event: id, type, occurredAt and data are needed' };
  if (!types.some((type) => type === body.type))
    return { ok: false, reason: `not subscribed to ${body.type}` };
  return { ok: true, event: body };
}
