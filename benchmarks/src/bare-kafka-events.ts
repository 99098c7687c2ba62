import { Admin, Consumer, Producer } from '@platformatic/kafka';
import { Arrivals, BATCH, exampleEvent, type KafkaNamespace } from './kafka-events.ts';

/** As many as a topic of the shop has. */
const PARTITIONS = 4;

/**
 * The least that publishes events and hears them: a producer that confirms, a consumer whose library commits, JSON. A topic as the shop's. No
 * outbox, no inbox, no order of keys within a process, no retries, no dead letters.
 *
 * @param flushed whether an event is on the disk when it is confirmed; else the operating system has it
 */
export async function bareKafkaEvents({ KAFKA_URL, KAFKA_PREFIX }: KafkaNamespace, flushed = true) {
  const client = { clientId: 'bare', bootstrapBrokers: [new URL(KAFKA_URL).host] };
  const topic = `${KAFKA_PREFIX}bare${flushed ? '' : '-unflushed'}`;
  const admin = new Admin(client);
  await admin.createTopics({
    topics: [topic],
    partitions: PARTITIONS,
    configs: flushed ? [{ name: 'flush.messages', value: '1' }] : [],
  });
  await admin.close();

  const arrivals = new Arrivals();
  const consumer = new Consumer({ ...client, groupId: topic, autocommit: true });
  const stream = await consumer.consume({ topics: [topic], mode: 'earliest' });
  stream.on('data', ({ value }) => {
    JSON.parse(value.toString());
    arrivals.one();
  });
  const producer = new Producer({ ...client, idempotent: true });
  let number = 0;
  return {
    async batch(): Promise<void> {
      const all = arrivals.of(BATCH);
      const messages = Array.from({ length: BATCH }, () => {
        const event = exampleEvent(++number);
        const key = Buffer.from(String(number));
        return { topic, key, value: Buffer.from(JSON.stringify(event)) };
      });
      await producer.send({ messages });
      await all;
    },
    async close() {
      await stream.close();
      await consumer.close(true);
      await producer.close();
    },
  };
}
