import { numberHeader, HEADER as OF_EVENTS } from '@lab/shared-domain/adapters/messages/message';
import type { ConfirmChannel, ConsumeMessage, GetMessage } from 'amqplib';
import { publishConfirmed } from './confirmed.ts';
import { declareQueue } from './declare.ts';
import type { Names } from './names.ts';

/** Headers of a message that is tried again, or is dead. */
const HEADER = {
  /** Which delivery of an event this is, from 1; a redelivery after a crash does not count. */
  attempt: 'x-attempt',
  /** Why the last attempt failed. */
  error: 'x-error',
} as const;

/** Longer error texts are cut: a message's headers have a limit of 64 KiB, and the log has the whole. */
const ERROR_TEXT = 500;

/** Where a queue's messages wait for their next attempt, and where those end that have none left. */
export class RetryQueues {
  constructor(
    private readonly names: Names,
    private readonly queue: string,
    /** Ms to wait before the second attempt, the third, and so on. */
    private readonly delaysMs: readonly number[],
  ) {}

  async declare(channel: ConfirmChannel): Promise<void> {
    for (const delay of this.delaysMs) await this.#declareRetry(channel, delay);
    await this.#declareDead(channel);
  }

  /**
   * Stores a copy of a message whose attempt has failed. The original may be acked when this resolves.
   *
   * @param counts whether it was an attempt; it comes again however often otherwise
   * @throws Error when the copy is not, or may not be, stored.
   */
  async setAside(
    channel: ConfirmChannel,
    message: ConsumeMessage,
    error: string,
    { counts }: { readonly counts: boolean } = { counts: true },
  ): Promise<'retried' | 'dead'> {
    const attempt = numberHeader(message, HEADER.attempt) ?? 1;
    const delay = this.delaysMs[attempt - 1] ?? (counts ? undefined : this.delaysMs.at(-1));
    if (delay === undefined) {
      if (!counts) throw new Error('there is no queue to wait in');
      await this.bury(channel, message, error);
      return 'dead';
    }
    // Declared again because a temporary queue without consumers may have expired since.
    const queue = await this.#declareRetry(channel, delay);
    await store(channel, queue, message, {
      [HEADER.attempt]: counts ? attempt + 1 : attempt,
      [HEADER.error]: error.slice(0, ERROR_TEXT),
    });
    return 'retried';
  }

  /** Stores a copy among the dead, with the reason in its headers. @throws as {@link setAside}. */
  async bury(channel: ConfirmChannel, message: ConsumeMessage, reason: string): Promise<void> {
    const queue = await this.#declareDead(channel);
    await store(channel, queue, message, { [HEADER.error]: reason.slice(0, ERROR_TEXT) });
  }

  async #declareRetry(channel: ConfirmChannel, delay: number): Promise<string> {
    const queue = this.names.retryQueue(this.queue, delay);
    const backToMain = { deadLetterExchange: '', deadLetterRoutingKey: this.names.eventQueue(this.queue) };
    await declareQueue(channel, this.names, queue, { messageTtl: delay, ...backToMain });
    return queue;
  }

  async #declareDead(channel: ConfirmChannel): Promise<string> {
    const queue = this.names.deadQueue(this.queue);
    await declareQueue(channel, this.names, queue);
    return queue;
  }
}

/**
 * Stores a copy of a dead letter in a queue as if it were new: no attempt has been made at it, and its age counts from now.
 *
 * @throws as {@link RetryQueues.setAside}
 */
export const revive = (channel: ConfirmChannel, queue: string, letter: GetMessage): Promise<void> =>
  store(channel, queue, letter, {
    [HEADER.attempt]: undefined,
    [HEADER.error]: undefined,
    [OF_EVENTS.revived]: Date.now(),
  });

async function store(
  channel: ConfirmChannel,
  queue: string,
  message: ConsumeMessage | GetMessage,
  more: object,
): Promise<void> {
  const { contentType, type, messageId, timestamp, headers } = message.properties;
  const properties = { contentType, type, messageId, timestamp, headers: { ...headers, ...more } };
  const outcome = await publishConfirmed(channel, '', queue, message.content, properties);
  if (outcome !== 'stored') throw new Error(`queue ${queue} does not exist`);
}
