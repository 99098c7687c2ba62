import { randomUUID } from 'node:crypto';
import { connect } from 'amqplib';
import { Arrivals, BATCH, exampleEvent } from './kafka-events.ts';
import type { Namespace } from './rpc.ts';

/** As `bare-rpc.ts`. */
const SOCKET = { noDelay: true, timeout: 5_000 };

/** What a published event is worth. */
export interface Durability {
  /** Whether the broker writes it to the disk. */
  readonly persistent: boolean;
  /** Whether the publisher waits until the broker has it, and has written it where it is to. */
  readonly confirmed: boolean;
}

/**
 * The least that publishes events and hears them: a durable queue, JSON. They are acknowledged when the whole batch has been confirmed and heard: the broker
 * need not write what nobody wants any more.
 */
export async function bareRabbitEvents(
  { AMQP_URL, AMQP_PREFIX }: Namespace,
  { persistent, confirmed }: Durability,
) {
  const [publishing, hearing] = [await connect(AMQP_URL, SOCKET), await connect(AMQP_URL, SOCKET)];
  const consumer = await hearing.createChannel();
  const { queue } = await consumer.assertQueue(`${AMQP_PREFIX}bare.${randomUUID()}`, {
    ...{ durable: true, autoDelete: true },
  });
  const arrivals = new Arrivals();
  await consumer.consume(queue, (message) => {
    if (!message) return;
    JSON.parse(message.content.toString());
    arrivals.one();
  });
  const confirming = confirmed ? await publishing.createConfirmChannel() : undefined;
  const channel = confirming ?? (await publishing.createChannel());
  let number = 0;
  return {
    async batch(): Promise<void> {
      const all = arrivals.of(BATCH);
      for (let i = 0; i < BATCH; i += 1)
        channel.sendToQueue(queue, Buffer.from(JSON.stringify(exampleEvent(++number))), { persistent });
      await confirming?.waitForConfirms();
      await all;
      consumer.ackAll();
    },
    async close() {
      await publishing.close();
      await hearing.close();
    },
  };
}
