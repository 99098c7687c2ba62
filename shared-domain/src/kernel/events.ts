import { currentCall } from './call-context.ts';
import type { Money } from './money.ts';

interface Envelope<Type extends string, Data> {
  /** Derived from what happened, never random: publishing the same fact twice gives the same id. */
  readonly id: string;
  readonly type: Type;
  readonly occurredAt: string;
  readonly data: Data;
  /** Of the request that caused it, for logs; set when it is published. */
  readonly correlationId?: string | undefined;
  /** Of the span in which it was published, where there is one: see `Span.traceparent`. */
  readonly traceparent?: string | undefined;
}

export interface OrderFacts {
  readonly orderId: string;
  readonly customerId: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly total: Money;
}

/** It waits for its turn. Published only where orders are accepted before they are decided, and heard only by who carries them out. */
export type OrderAccepted = Envelope<'order.accepted', Pick<OrderFacts, 'orderId'>>;
export type OrderConfirmed = Envelope<'order.confirmed', OrderFacts>;
export type OrderRejected = Envelope<'order.rejected', OrderFacts & { readonly reason: string }>;
export type OrderCancelled = Envelope<'order.cancelled', OrderFacts>;
/** What changes after one another has versions that ascend: of two, the greater one is the newer, whichever arrives last. */
interface Versioned {
  /** See `Versions`. */
  readonly version: number;
}

export type PriceChanged = Envelope<
  'product.price-changed',
  Versioned & { readonly sku: string; readonly price: Money }
>;
/** All that changed at once, as it is afterwards. Published only where somebody keeps a replica. */
export type StockChanged = Envelope<
  'stock.changed',
  Versioned & {
    readonly levels: readonly { readonly sku: string; readonly onHand: number; readonly reserved: number }[];
  }
>;

/** Whether it has what every event has. The data of a known type is taken as published. */
export function isEvent(body: unknown): body is DomainEvent {
  if (typeof body !== 'object' || body === null) return false;
  const { id, type, occurredAt, data } = body as Record<string, unknown>;
  const texts = [id, type, occurredAt].every((field) => typeof field === 'string' && field !== '');
  return texts && typeof data === 'object' && data !== null;
}

export type OrderEvent = OrderConfirmed | OrderRejected | OrderCancelled;
export type DomainEvent = OrderEvent | OrderAccepted | PriceChanged | StockChanged;

/** The event with what says of which request it is. */
export function traced(event: DomainEvent): DomainEvent {
  const call = currentCall();
  return { ...event, correlationId: call?.correlationId, traceparent: call?.span?.traceparent };
}

/** Publishes facts. Called inside a `UnitOfWork.write`: the event leaves if, and only if, that transaction commits. */
export interface EventPublisher {
  publish(event: DomainEvent): Promise<void>;
}

/** A context's interest in events. `apply` runs inside a write transaction that also records that it has the event. */
export interface Subscription {
  readonly subscriber: string;
  readonly types: readonly DomainEvent['type'][];
  apply(event: DomainEvent): Promise<void>;
  /** Work that goes on once the transaction has committed. Until it ends, the event is in work; it is not repeated after a crash. Never rejects. */
  after?(event: DomainEvent): Promise<void>;
}

/** So often an event is tried whose subscriber fails. Then it is put aside, for an operator. An outage is no failure of the subscriber. */
export const ATTEMPTS = 4;

/** What an outbox has noted under this id is no event, e.g. because another hand has changed it. Once it is parked, the others can be read. */
export class UnreadableNote extends Error {
  constructor(
    readonly id: string,
    options: ErrorOptions,
  ) {
    super(`the note ${id} cannot be read: ${options.cause}`, options);
    this.name = 'UnreadableNote';
  }
}

/** How many events an outbox holds, and how many of them are parked. */
export interface OutboxCount {
  readonly pending: number;
  readonly parked: number;
}

/** Events of committed transactions that have not yet been delivered everywhere. Lives in the publisher's database. */
export interface Outbox {
  /** Adds an event to the ambient transaction; the same id again is ignored. */
  add(event: DomainEvent): Promise<void>;
  /**
   * The oldest undelivered events, in order, without those that are parked.
   *
   * @throws UnreadableNote for the first of them that is no event
   */
  pending(limit: number): Promise<DomainEvent[]>;
  /** Forgets them, parked or not. @returns how many of them it had */
  delivered(ids: readonly string[]): Promise<number>;
  /** Whether the event is still to be delivered, be it parked. */
  holds(id: string): Promise<boolean>;
  /** Puts an event aside that a subscriber cannot apply, or a note that is none. It stays, with the reason. */
  park(id: string, reason: string): Promise<void>;
  count(): Promise<OutboxCount>;
  /** Makes those that are parked pending again. @returns how many */
  unpark(): Promise<number>;
}

/** Events that a subscriber could not apply. They are kept for an operator. */
export interface DeadLetters {
  count(): Promise<number>;
  /** Has the subscriber try them again, as if they were new: for when what kept it from applying them is mended. @returns how many */
  redrive(): Promise<number>;
}

/** As old as what an inbox has forgotten: nobody can tell whether it has been applied. It is put aside, for an operator. */
export class TooOld extends Error {
  /** @param horizon from when the age of the youngest event counts that was forgotten, epoch ms */
  constructor(
    subscriber: string,
    eventId: string,
    readonly horizon: number,
  ) {
    const after = new Date(horizon).toISOString();
    super(`${eventId} is too old: the inbox of ${subscriber} only knows what happened after ${after}`);
    this.name = 'TooOld';
  }
}

/** What an inbox forgets at a time, and what it goes on to know. */
export interface Pruning {
  /** Forgotten is what was applied longer ago than this, and is older by more than this than the event that the subscriber has applied last. ms. */
  readonly retentionMs: number;
  /** Epoch ms. An event from later than this makes no other one old, nor does one that was applied later: a clock was wrong. */
  readonly now: number;
  /** It looks at so many rows at most, those that were applied first. */
  readonly most: number;
}

/** Ids of events that a subscriber has applied. Lives in the subscriber's database. */
export interface Inbox {
  /**
   * Records the event for the subscriber in the ambient transaction; false when it was there already.
   *
   * @param datedAt from when its age counts, epoch ms: when it happened, or was tried again by an operator. Without it the event is never forgotten,
   *   and neither is one from more than a day ahead: its publisher's clock is wrong
   * @param now epoch ms
   * @throws TooOld when it may have been there, and be forgotten
   */
  firstTime(subscriber: string, eventId: string, datedAt?: number, now?: number): Promise<boolean>;
  /** Those of the subscribers for whom the event is recorded. */
  appliedBy(subscribers: readonly string[], eventId: string): Promise<string[]>;
  /** Forgets an event that cannot come again. */
  forget(subscribers: readonly string[], eventId: string): Promise<void>;
  /** Forgets old events of a subscriber, in a short transaction of its own; in none where none is old. @returns how many */
  prune(subscriber: string, pruning: Pruning): Promise<number>;
}
