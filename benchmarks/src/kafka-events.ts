import { KafkaConnection } from '@lab/messaging/kafka/connection';
import { KafkaRelay } from '@lab/messaging/kafka/relay';
import { KafkaSubscriber } from '@lab/messaging/kafka/subscriber';
import { createMemoryDatabase } from '@lab/shared-domain/adapters/memory/memory-database';
import type { DomainEvent } from '@lab/shared-domain/kernel/events';
import { bareKafkaEvents } from './bare-kafka-events.ts';
import type { Benchmark } from './benchmark.ts';
import { closedLoop } from './closed-loop.ts';
import { troubleOnly } from './rpc.ts';
import { FIGURES } from './selection.ts';

/** So many events are committed together, and sent in one request by both. */
export const BATCH = 64;

/** Where a benchmark may make topics, as `freshNamespace` of the component gives it. */
export interface KafkaNamespace {
  readonly KAFKA_URL: string;
  readonly KAFKA_PREFIX: string;
}

export const exampleEvent = (number: number): DomainEvent => ({
  id: `order.confirmed:${number}`,
  type: 'order.confirmed',
  occurredAt: '2026-01-01T00:00:00.000Z',
  data: {
    orderId: String(number),
    customerId: 'cus-001',
    lines: [{ sku: 'SKU-00001', quantity: 1 }],
    total: { amount: 1_000, currency: 'EUR' },
  },
});

/** Both ends run in this process on both sides, and every event is on the disk before it is confirmed. Databases are in memory. */
export function kafkaEvents(namespace: KafkaNamespace): Benchmark {
  return {
    id: FIGURES.kafkaEvents,
    counted: 'batches',
    target: 0.8,
    meaning: `what outbox, inbox, lanes and offsets leave of the speed of the bare client of Kafka, ${BATCH} events at a time`,
    async open() {
      const layered = await messagingEvents(namespace);
      const bare = await bareKafkaEvents(namespace);
      return {
        layered: (ms) => closedLoop(layered.batch, { inFlight: 1, ms }),
        bare: (ms) => closedLoop(bare.batch, { inFlight: 1, ms }),
        async close() {
          await layered.close();
          await bare.close();
        },
      };
    },
  };
}

async function messagingEvents({ KAFKA_URL: url, KAFKA_PREFIX: prefix }: KafkaNamespace) {
  const connection = await KafkaConnection.open({
    ...{ url, prefix, flush: 'each', name: 'bench', logger: troubleOnly },
  });
  const { unitOfWork, outbox } = createMemoryDatabase();
  const relay = new KafkaRelay(connection, outbox);
  const arrivals = new Arrivals();
  const subscriber = new KafkaSubscriber(connection, createMemoryDatabase(), {
    subscriber: 'bench',
    types: ['order.confirmed'],
    apply: async () => arrivals.one(),
  });
  subscriber.start();
  let number = 0;
  return {
    async batch(): Promise<void> {
      const all = arrivals.of(BATCH);
      await unitOfWork.write(async () => {
        for (let i = 0; i < BATCH; i += 1) await outbox.add(exampleEvent(++number));
        unitOfWork.afterCommit(() => relay.wake());
      });
      await all;
    },
    async close() {
      await subscriber.close();
      await relay.close();
      await connection.close();
    },
  };
}

/** Waits for so many events. */
export class Arrivals {
  #left = 0;
  #done: () => void = () => undefined;

  of(many: number): Promise<void> {
    this.#left = many;
    return new Promise((resolve) => {
      this.#done = resolve;
    });
  }

  one(): void {
    this.#left -= 1;
    if (this.#left === 0) this.#done();
  }
}
