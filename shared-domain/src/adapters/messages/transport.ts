import type { DeadLetters, DomainEvent, Inbox, Outbox, Subscription } from '../../kernel/events.ts';
import type { UnitOfWork } from '../../kernel/unit-of-work.ts';
import type { Rpc } from './remote.ts';
import type { Handlers } from './request.ts';

/**
 * What carries calls and events between the processes of a deployment: one end of it, as one process sees it.
 *
 *     open ── serve, relay, subscribe ── … ── drain ── close
 *
 * What it promises, whatever it is made of: a call has a deadline and passes it on, a request that nobody waits for is not
 * carried out, an event that was noted arrives at least once, and what was lost comes back by itself.
 */
export interface Transport {
  /** Calls to contexts that live in other processes. */
  readonly rpc: Rpc;
  /**
   * Answers requests to a context from now on.
   *
   * @param atOnce how many this process takes up at once; as many as a waiting process can bear by default. Over a broker, what it cannot
   *   begin is left to the other instances. Without one, it waits here for its turn: it is another's only when too much waits, or when
   *   this process drains
   * @throws when that is refused
   */
  serve(context: string, handlers: Handlers, atOnce?: number): Promise<void>;
  readonly events: EventTransport;
  /** What it waits for, in words for an operator, before calls and events can pass; empty when it is ready. */
  waitingFor(): readonly string[];
  /** How many messages it has sent since it was opened: requests, replies and events. */
  sent(): number;
  /** Takes no more requests and events, gives back those not begun, and waits at most `ms` for those in work. What these send still leaves. */
  drain(ms: number): Promise<void>;
  /** Sends what is still to be sent, for a second or so, then closes. */
  close(): Promise<void>;
}

export interface EventTransport {
  /** Moves events from an outbox to their subscribers from now on. */
  relay(outbox: Outbox, options: RelayOptions): Promise<Relay>;
  /**
   * Applies events from now on, each once, however often it is delivered.
   *
   * @param applied told how long after it was published each event was applied, of those whose relay says when that was
   */
  subscribe(subscription: Subscription, database: SubscriberDatabase, applied?: Delay): Promise<void>;
  /** What could not be applied of a subscriber's events, by any of its processes. */
  deadLetters(subscriber: string): DeadLetters;
  /** How many events have come again since it was opened, after they had been applied. */
  repeated(): number;
}

/** Hears how long an event of a type took, milliseconds. */
export type Delay = (type: DomainEvent['type'], ms: number) => void;

export interface RelayOptions {
  /**
   * Who must hear what, by subscriber. The relay sees to it that an event waits for each of them before it leaves the outbox, also for one
   * that has never been started: what happens before its first start would be lost otherwise.
   */
  readonly subscribers: Readonly<Record<string, readonly DomainEvent['type'][]>>;
  /** Told how long after its commit each event was published. Without it no event says when that was. */
  readonly published?: Delay | undefined;
}

export interface Relay {
  /** Says that the outbox may hold something. Call it after a commit; it neither waits nor throws. */
  wake(): void;
}

/** Where a subscriber keeps what it makes of events, and which of them it has applied: one database. */
export interface SubscriberDatabase {
  readonly unitOfWork: UnitOfWork;
  readonly inbox: Inbox;
}
