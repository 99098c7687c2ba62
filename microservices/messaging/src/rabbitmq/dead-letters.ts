import type { DeadLetters } from '@lab/shared-domain/kernel/events';
import type { ConfirmChannel } from 'amqplib';
import { inTime } from '../deadline.ts';
import type { RabbitConnection } from './connection.ts';
import { declareQueue, eventQueueOf } from './declare.ts';
import { revive } from './retry-queues.ts';

/** For one look, or one letter. ms. */
const STEP_MS = 10_000;

/**
 * The dead letters of a subscriber, whose processes need not run. Each use has a channel of its own.
 *
 * @throws Error when the broker is out of reach; letters that have not gone back then stay where they are
 */
export class QueuedDeadLetters implements DeadLetters {
  readonly #events: string;
  readonly #dead: string;

  constructor(
    private readonly connection: RabbitConnection,
    subscriber: string,
  ) {
    const queue = eventQueueOf(subscriber);
    this.#events = connection.names.eventQueue(queue);
    this.#dead = connection.names.deadQueue(queue);
  }

  count(): Promise<number> {
    return this.#onChannel((channel) => this.#count(channel));
  }

  /** Those that die again meanwhile are not tried a second time. */
  redrive(): Promise<number> {
    return this.#onChannel(async (channel) => {
      await declareQueue(channel, this.connection.names, this.#events);
      let gone = 0;
      for (const many = await this.#count(channel); gone < many; gone += 1)
        if (!(await inTime(STEP_MS, `a letter of ${this.#dead}`, this.#reviveOne(channel)))) break;
      return gone;
    });
  }

  async #count(channel: ConfirmChannel): Promise<number> {
    await declareQueue(channel, this.connection.names, this.#dead);
    const { messageCount } = await channel.checkQueue(this.#dead);
    return messageCount;
  }

  /** Removes the letter when its copy is stored: a crash in between makes two of it, and the subscriber applies one. */
  async #reviveOne(channel: ConfirmChannel): Promise<boolean> {
    const letter = await channel.get(this.#dead);
    if (letter === false) return false;
    await revive(channel, this.#events, letter);
    channel.ack(letter);
    return true;
  }

  async #onChannel<T>(use: (channel: ConfirmChannel) => Promise<T>): Promise<T> {
    const { model } = this.connection;
    if (!model) throw new Error('RabbitMQ is out of reach');
    const channel = await inTime(STEP_MS, 'opening a channel', model.createConfirmChannel());
    // What went wrong rejects the operation too.
    channel.on('error', () => undefined);
    try {
      const result = await use(channel);
      await inTime(STEP_MS, 'closing a channel', channel.close());
      return result;
    } catch (error) {
      void channel.close().catch(() => undefined);
      throw error;
    }
  }
}
