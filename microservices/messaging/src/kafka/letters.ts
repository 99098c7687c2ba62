import { HEADER } from '@lab/shared-domain/adapters/messages/message';
import type { DeadLetters } from '@lab/shared-domain/kernel/events';
import { inTime } from '../deadline.ts';
import { closed, type EventConsumer, type KafkaConnection } from './connection.ts';
import type { EventMessage } from './lanes.ts';

/** Why a message is a dead letter. */
const REASON = 'x-reason';
/** For one look, or one letter: longer than a broker keeps a place for a redriver that was killed. ms. */
const STEP_MS = 15_000;
/** Of the protocol: the offset of the first message, and that which the next one will have. https://kafka.apache.org/protocol#The_Messages_ListOffsets */
const EARLIEST = -2n;
const LATEST = -1n;

/** Puts a message aside that a subscriber cannot apply. @throws when the broker does not confirm that */
export async function bury(
  connection: KafkaConnection,
  subscriber: string,
  message: EventMessage,
  reason: string,
): Promise<void> {
  const headers = { ...Object.fromEntries(message.headers), [REASON]: reason };
  await send(connection, connection.topics.dead(subscriber), message, headers);
}

/**
 * The dead letters of a subscriber, whose processes need not run: a topic of its own, and a group that remembers which of them have been sent
 * on their way again. They go to a topic that this subscriber alone hears, as the others have applied the event. When the broker has confirmed all
 * of them there, they are deleted here: it forgets a group in which nobody is, after some days.
 *
 * @throws Error when the broker is out of reach; letters that have not gone back then stay where they are
 */
export class KafkaDeadLetters implements DeadLetters {
  constructor(
    private readonly connect: () => Promise<KafkaConnection>,
    private readonly subscriber: string,
  ) {}

  count(): Promise<number> {
    return this.#asRedriver(async (consumer, { topics }) => {
      const { next, end } = await placesIn(consumer, topics.dead(this.subscriber));
      return Number(end - next);
    });
  }

  /** Those that die again meanwhile are not tried a second time. */
  redrive(): Promise<number> {
    return this.#asRedriver(async (consumer, connection) => {
      const dead = connection.topics.dead(this.subscriber);
      const again = connection.topics.again(this.subscriber);
      const { first, next, end } = await placesIn(consumer, dead);
      const many = next < end ? await reviveAll(consumer, connection, { dead, again, end }) : 0;
      // Who redrove before may have died in between.
      if (first < end) await connection.deleteBefore(dead, end);
      return many;
    });
  }

  async #asRedriver<T>(
    work: (consumer: EventConsumer, connection: KafkaConnection) => Promise<T>,
  ): Promise<T> {
    const connection = await this.connect();
    await connection.ensure(connection.topics.dead(this.subscriber), 1);
    const consumer = connection.consumer(connection.topics.redrive(this.subscriber));
    consumer.on('error', () => undefined);
    try {
      return await work(consumer, connection);
    } catch (error) {
      connection.forget(error);
      throw error;
    } finally {
      await closed(async () => consumer.close(true), connection.logger);
    }
  }
}

/** Where letters go from and to; `end` is the offset of the first one that is left. */
interface Way {
  readonly dead: string;
  readonly again: string;
  readonly end: bigint;
}

/** @returns how many. @throws when the broker has not confirmed one, in its new place or as gone on its way */
async function reviveAll(
  consumer: EventConsumer,
  connection: KafkaConnection,
  { dead, again, end }: Way,
): Promise<number> {
  const stream = await consumer.consume({ topics: [dead], mode: 'committed', fallbackMode: 'earliest' });
  const letters = stream[Symbol.asyncIterator]();
  for (let many = 1; ; many += 1) {
    const { value, done } = await inTime(STEP_MS, `a letter of ${dead}`, letters.next());
    if (done) throw new Error(`no more letters of ${dead}`);
    await revive(connection, again, value);
    if (value.offset + 1n >= end) return many;
  }
}

/** A crash in between sends it twice, and the subscriber applies it once. */
async function revive(connection: KafkaConnection, again: string, letter: EventMessage): Promise<void> {
  const { [REASON]: _, [HEADER.published]: __, ...headers } = Object.fromEntries(letter.headers);
  await send(connection, again, letter, headers);
  await inTime(STEP_MS, `the offset of ${letter.topic}`, Promise.resolve(letter.commit()));
}

/** Offsets in a topic of one partition: of the first message that is there, of the next one for the group, and behind the last one. */
async function placesIn(
  consumer: EventConsumer,
  topic: string,
): Promise<{ readonly first: bigint; readonly next: bigint; readonly end: bigint }> {
  const offsetAt = async (timestamp: bigint) =>
    (await consumer.listOffsets({ topics: [topic], timestamp })).get(topic)?.[0] ?? 0n;
  const told = await consumer.listCommittedOffsets({ topics: [{ topic, partitions: [0] }] });
  const gone = told.get(topic)?.[0] ?? 0n;
  const [first, end] = [await offsetAt(EARLIEST), await offsetAt(LATEST)];
  // A group that has gone past the end has done so in a topic of this name that there is no more.
  return { first, next: gone > first && gone <= end ? gone : first, end };
}

/** Seldom enough for a producer of its own. */
async function send(
  connection: KafkaConnection,
  topic: string,
  { key, value }: EventMessage,
  headers: Record<string, string>,
): Promise<void> {
  await connection.ensure(topic, 1);
  const producer = connection.producer();
  try {
    const sent = producer.send({ messages: [{ topic, key, value, headers }] });
    await inTime(STEP_MS, `the confirm of a message to ${topic}`, sent);
  } finally {
    await closed(() => producer.close(), connection.logger);
  }
}
