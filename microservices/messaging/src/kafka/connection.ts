import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin, Consumer, Producer } from '@platformatic/kafka';
import { inTime } from '../deadline.ts';
import type { Logger } from '../logger.ts';
import { Topics } from './topics.ts';

/** Keys and headers are texts, values are bytes. */
export type EventProducer = Producer<string, Buffer, string, string>;
export type EventConsumer = Consumer<string, Buffer, string, string>;

/** When a published event is safe: when it is on the disk, or when the operating system has it. */
export const FLUSHES = ['each', 'system'] as const;

export interface KafkaOptions {
  readonly url: string;
  readonly prefix: string;
  readonly flush: (typeof FLUSHES)[number];
  /** Of the process, for the broker's log. */
  readonly name: string;
  readonly logger: Logger;
}

const OPEN_MS = 30_000;
const OPEN_AGAIN_MS = 250;
const CLOSE_MS = 2_000;
/** One who waits for no answer longer than that, and asks again some times, in ms: a broker that is started again takes some seconds. */
const PATIENCE = { connectTimeout: 2_000, requestTimeout: 20_000, retries: 5, retryDelay: 200 };
/**
 * A member of a group of which nothing is heard for so long has died. It is the shortest time that a broker allows as it comes. Others wait so
 * long for the events of one that was killed. ms.
 */
const SESSION = { sessionTimeout: 6_000, heartbeatInterval: 1_000, rebalanceTimeout: 10_000 };
/** So long the broker keeps a question for new events. Closing waits as long. ms. */
const FETCH_MS = 500;

/** Settings of topics: https://kafka.apache.org/documentation/#topicconfigs */
const FOR_EVER = { name: 'retention.ms', value: '-1' };
const FLUSHED = { name: 'flush.messages', value: '1' };
/** When a message came, the broker says by its own clock. */
const DATED = { name: 'message.timestamp.type', value: 'LogAppendTime' };

/** The clients of one process, and the topics that it has made. */
export class KafkaConnection {
  readonly topics: Topics;
  readonly logger: Logger;
  readonly #made = new Map<string, Promise<void>>();

  private constructor(
    private readonly library: typeof import('./kafka-client.ts'),
    private readonly options: KafkaOptions,
    private readonly admin: Admin,
  ) {
    this.topics = new Topics(options.prefix);
    this.logger = options.logger;
  }

  /** @throws Error when the broker does not answer within 30 s. */
  static async open(options: KafkaOptions): Promise<KafkaConnection> {
    const library = await import('./kafka-client.ts');
    const admin = new library.Admin(clientOptions(options));
    const until = performance.now() + OPEN_MS;
    for (;;) {
      try {
        await admin.listTopics();
        return new KafkaConnection(library, options, admin);
      } catch (error) {
        if (performance.now() > until) {
          await admin.close().catch(() => undefined);
          throw new Error(`Kafka does not answer at ${new URL(options.url).host}`, { cause: error });
        }
      }
      await sleep(OPEN_AGAIN_MS);
    }
  }

  /** One whose messages are stored once, in the order in which they are sent, however often it has to send them. */
  producer(): EventProducer {
    const { Producer, stringSerializer } = this.library;
    return new Producer<string, Buffer, string, string>({
      ...clientOptions(this.options),
      idempotent: true,
      serializers: { key: stringSerializer, headerKey: stringSerializer, headerValue: stringSerializer },
    });
  }

  /** One of a group, which says itself what it is done with. */
  consumer(groupId: string): EventConsumer {
    const { Consumer, stringDeserializer } = this.library;
    return new Consumer<string, Buffer, string, string>({
      ...clientOptions(this.options),
      ...SESSION,
      groupId,
      autocommit: false,
      maxWaitTime: FETCH_MS,
      deserializers: {
        key: stringDeserializer,
        headerKey: stringDeserializer,
        headerValue: stringDeserializer,
      },
    });
  }

  /**
   * Makes a topic where it is not there, and gives one that is there the settings of a new one. What is in it stays until somebody has it removed,
   * as what is in a queue does. It is asked once, until somebody calls {@link forget}.
   *
   * @throws what the broker says when it refuses it
   */
  ensure(topic: string, partitions: number): Promise<void> {
    const made =
      this.#made.get(topic) ??
      this.#make(topic, partitions).catch((error: unknown) => {
        this.#made.delete(topic);
        throw error;
      });
    this.#made.set(topic, made);
    return made;
  }

  /** For one whose client has failed: a topic that has gone is to be made again. In an outage none has, and the next try is to be no longer. */
  forget(error: unknown): void {
    if (says(error, 'UNKNOWN_TOPIC_OR_PARTITION')) this.#made.clear();
  }

  /** Removes all messages before an offset from a topic of one partition. */
  async deleteBefore(topic: string, offset: bigint): Promise<void> {
    await this.admin.deleteRecords({ topics: [{ name: topic, partitions: [{ partition: 0, offset }] }] });
  }

  async close(): Promise<void> {
    await closed(() => this.admin.close(), this.logger);
  }

  async #make(topic: string, partitions: number): Promise<void> {
    const configs = [FOR_EVER, DATED, ...(this.options.flush === 'each' ? [FLUSHED] : [])];
    try {
      // As many replicas as the broker gives a topic of which nobody says how many.
      await this.admin.createTopics({ topics: [topic], partitions, replicas: -1, configs });
    } catch (error) {
      if (!says(error, 'TOPIC_ALREADY_EXISTS')) throw error;
      await this.#alter(topic);
    }
    // It is there when its partitions have leaders, some milliseconds later.
    await this.admin.metadata({ topics: [topic], forceUpdate: true });
  }

  /** Who made it may have been told otherwise, and what a setting promises is so of every topic. */
  async #alter(topic: string): Promise<void> {
    const { TOPIC } = this.library.ConfigResourceTypes;
    const { SET, DELETE } = this.library.IncrementalAlterConfigOperationTypes;
    const flush =
      this.options.flush === 'each'
        ? { ...FLUSHED, configOperation: SET }
        : { name: FLUSHED.name, configOperation: DELETE };
    const configs = [{ ...FOR_EVER, configOperation: SET }, { ...DATED, configOperation: SET }, flush];
    await this.admin.incrementalAlterConfigs({
      resources: [{ resourceType: TOPIC, resourceName: topic, configs }],
    });
  }
}

const clientOptions = ({ url, name }: KafkaOptions) => ({
  clientId: name,
  bootstrapBrokers: [new URL(url).host],
  ...PATIENCE,
});

/** Ends a client, in time, whatever state the broker is in. */
export const closed = (close: () => Promise<void>, logger: Logger): Promise<void> =>
  inTime(CLOSE_MS, 'closing a client of Kafka', close()).catch((error: unknown) =>
    logger.debug({ err: error }, 'a client of Kafka did not close in time'),
  );

/** Whether the broker will not have some of the messages as they are, however often they are sent. */
export const refusesMessages = (error: unknown): boolean =>
  ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD'].some((name) => says(error, name));

/** Whether the broker has answered with an error of this name: https://kafka.apache.org/protocol#protocol_error_codes */
function says(error: unknown, name: string): boolean {
  const { findBy } = error as { findBy?: (property: string, value: string) => unknown };
  return findBy !== undefined && (findBy.call(error, 'apiId', name) ?? null) !== null;
}
