import { writeEvent } from '@lab/shared-domain/adapters/messages/event';
import { HEADER } from '@lab/shared-domain/adapters/messages/message';
import type { DomainEvent } from '@lab/shared-domain/kernel/events';

/** Its value is the event's type, by which a subscriber passes over what it has not asked for, unread. */
export const TYPE = 'type';

/** A topic of events has so many partitions: so many instances of a subscriber can share the work, and each keeps the order of a key. */
export const PARTITIONS = 4;

/** Names of topics and groups. With a `prefix` several shops share one broker without seeing each other. */
export class Topics {
  constructor(readonly prefix = '') {}

  /** One for each sort of thing that events tell of, which is one service's: `order.confirmed` and `order.rejected` are in `shop.order`. */
  of(type: DomainEvent['type']): string {
    return `${this.prefix}shop.${type.slice(0, type.indexOf('.'))}`;
  }

  /** The group of a subscriber's processes, which share its events. */
  group(subscriber: string): string {
    return `${this.prefix}${subscriber}`;
  }

  /** What a subscriber could not apply. */
  dead(subscriber: string): string {
    return `${this.prefix}${subscriber}.dead`;
  }

  /** What a subscriber, and nobody else, is to try again. */
  again(subscriber: string): string {
    return `${this.prefix}${subscriber}.again`;
  }

  /** The group that remembers which dead letters have been sent on their way again. */
  redrive(subscriber: string): string {
    return `${this.prefix}${subscriber}.redrive`;
  }
}

/** Events of one key arrive in the order in which they were published. */
export function keyOf(event: DomainEvent): string {
  switch (event.type) {
    case 'product.price-changed':
      return event.data.sku;
    // One event tells of several products, so that all of them have one order.
    case 'stock.changed':
      return 'stock';
    default:
      return event.data.orderId;
  }
}

/** An event as a message of its topic. @param publishedAt epoch ms, where somebody wants to know */
export function messageOf(topics: Topics, event: DomainEvent, publishedAt?: number) {
  const { content, properties } = writeEvent(event);
  const correlationId = properties.headers[HEADER.correlationId];
  const headers: Record<string, string> = { [TYPE]: event.type };
  if (correlationId !== undefined) headers[HEADER.correlationId] = correlationId;
  if (publishedAt !== undefined) headers[HEADER.published] = String(publishedAt);
  return { topic: topics.of(event.type), key: keyOf(event), value: content, headers };
}
