import type { Channel, ConsumeMessage } from 'amqplib';
import { inTime } from '../deadline.ts';
import { InFlight } from '../in-flight.ts';
import type { RabbitConnection } from './connection.ts';
import type { ChannelSpec, ManagedChannel } from './managed-channel.ts';

const CANCEL_MS = 1_000;

export interface ConsumerSpec<C extends Channel> {
  /** As declared: with the prefix. */
  readonly queue: string;
  /** How many messages may be in work at once. */
  readonly prefetch: number;
  declare(channel: C): Promise<void>;
  /** Must ack (or nack) the message on this channel in the end, whatever happens. */
  onMessage(message: ConsumeMessage, channel: C): Promise<void>;
}

/** Consumes a queue with manual acks, on every channel that its connection gives it, and drains when it is closed. */
export class Consumer<C extends Channel> {
  readonly #inFlight = new InFlight();
  #managed: ManagedChannel<C> | undefined;
  #tag: string | undefined;
  #stopping = false;

  constructor(
    private readonly connection: RabbitConnection,
    private readonly spec: ConsumerSpec<C>,
  ) {}

  get ready(): boolean {
    return !this.#stopping && (this.#managed?.ready ?? false);
  }

  /** @throws what the broker says when it refuses the declarations. */
  async start(open: (channel: ChannelSpec<C>) => Promise<ManagedChannel<C>>): Promise<void> {
    this.#managed = await open({ name: this.spec.queue, setup: (channel) => this.#setup(channel) });
  }

  /** Takes no more messages, waits up to `drainMs` for those in work, then closes; the rest goes back to the queue. */
  async close(drainMs: number): Promise<void> {
    this.#stopping = true;
    const { logger } = this.connection;
    const { queue } = this.spec;
    await this.#cancel().catch((error: unknown) =>
      logger.warn({ queue, err: error }, 'cannot cancel the consumer'),
    );
    await this.#inFlight
      .drained(drainMs, `draining ${queue}`)
      .catch((error: unknown) =>
        logger.warn({ queue, left: this.#inFlight.count, err: error }, 'not drained'),
      );
    await this.#managed?.close();
  }

  async #setup(channel: C): Promise<void> {
    await this.spec.declare(channel);
    await channel.prefetch(this.spec.prefetch);
    if (this.#stopping) return;
    const { consumerTag } = await channel.consume(this.spec.queue, (message) =>
      this.#deliver(message, channel),
    );
    this.#tag = consumerTag;
  }

  #deliver(message: ConsumeMessage | null, channel: C): void {
    // Null says that the broker cancelled the consumer; the managed channel hears of that too, and starts anew.
    if (message === null) return;
    this.#inFlight.track(this.spec.onMessage(message, channel), (error) => {
      this.connection.logger.error({ queue: this.spec.queue, err: error }, 'a message could not be settled');
    });
  }

  async #cancel(): Promise<void> {
    const channel = this.#managed?.current;
    if (channel === undefined || this.#tag === undefined) return;
    await inTime(CANCEL_MS, `cancelling the consumer of ${this.spec.queue}`, channel.cancel(this.#tag));
  }
}
