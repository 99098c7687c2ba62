import type { Options } from 'amqplib';

/** A prefix marks a temporary namespace (a test, a trial): its queues vanish this long after their last use. */
const TEMPORARY_QUEUE_MS = 30 * 60_000;
/** Nobody consumes the notes, so they are out of use from the last declaration on, however long the shop runs. */
const NOTES_MS = 24 * 60 * 60_000;

/**
 * Names of everything declared on the broker, and the options of its queues. With a `prefix` several shops share one
 * vhost without seeing each other.
 */
export class Names {
  constructor(readonly prefix = '') {}

  /** The topic exchange that all domain events pass; the routing key is the event's type. */
  get eventExchange(): string {
    return `${this.prefix}shop.events`;
  }

  /** The queue of requests to a context. Every process that serves the context consumes from it. */
  rpcQueue(context: string): string {
    return `${this.prefix}rpc.${context}`;
  }

  eventQueue(queue: string): string {
    return `${this.prefix}${queue}`;
  }

  /** The delay is part of the name, so that changing it makes a new queue instead of clashing with the old one. */
  retryQueue(queue: string, delayMs: number): string {
    return `${this.eventQueue(queue)}.retry.${delayMs}`;
  }

  deadQueue(queue: string): string {
    return `${this.eventQueue(queue)}.dead`;
  }

  /** Holds the names of all that was declared in a temporary namespace, see `declareQueue`; undefined in any other. */
  get notes(): string | undefined {
    return this.isTemporary ? `${this.prefix}declared` : undefined;
  }

  queueOptions(more: Options.AssertQueue = {}): Options.AssertQueue {
    return { durable: true, ...more, ...(this.isTemporary && { expires: TEMPORARY_QUEUE_MS }) };
  }

  notesOptions(): Options.AssertQueue {
    return { durable: true, expires: NOTES_MS };
  }

  /** A temporary exchange vanishes with the last queue that was bound to it. */
  exchangeOptions(): Options.AssertExchange {
    return { durable: true, autoDelete: this.isTemporary };
  }

  private get isTemporary(): boolean {
    return this.prefix !== '';
  }
}
