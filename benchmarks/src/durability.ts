import { abortedByUser } from '@lab/lab/commands/interruption';
import { bareKafkaEvents } from './bare-kafka-events.ts';
import { bareRabbitEvents, type Durability } from './bare-rabbit-events.ts';
import { closedLoop } from './closed-loop.ts';
import { inServer } from './in-server.ts';
import { interleave } from './interleave.ts';
import { BATCH } from './kafka-events.ts';
import { carriedOut, ratioSaid, say, tableOf } from './printed.ts';
import { scheduleOf } from './schedule.ts';

/** What it costs that a published event cannot get lost: with and without, in turns, by the client of each broker alone. */
const SCHEDULE = scheduleOf({ pairs: 11, blockMs: 200, warmUpMs: 600 }, process.argv.slice(2));

/** Publishes events and hears them, a batch at a time. */
interface Events {
  batch(): Promise<void>;
  close(): Promise<void>;
}

const signal = abortedByUser();

/** A row of the table. @param open brings up one side of the comparison */
async function compared(
  name: string,
  open: { readonly safe: () => Promise<Events>; readonly without: () => Promise<Events> },
): Promise<string[]> {
  const publishing = (events: Events) => (ms: number) =>
    closedLoop(() => events.batch(), { inFlight: 1, ms });
  const opened: Events[] = [];
  try {
    const safe = await open.safe();
    opened.push(safe);
    const without = await open.without();
    opened.push(without);
    const sides = { layered: publishing(safe), bare: publishing(without) };
    const { ratio, layered, bare } = await interleave(sides, SCHEDULE, signal);
    const rates = [layered, bare].map((batches) => (BATCH * batches).toFixed(0));
    return [name, ...rates, ratioSaid(ratio)];
  } finally {
    for (const events of opened) await events.close();
  }
}

const SAFE: Durability = { persistent: true, confirmed: true };
/** What RabbitMQ may do without. */
const LESS: readonly (readonly [name: string, durability: Durability])[] = [
  ['RabbitMQ, confirmed and not persistent', { persistent: false, confirmed: true }],
  ['RabbitMQ, persistent and not confirmed', { persistent: true, confirmed: false }],
  ['RabbitMQ, neither', { persistent: false, confirmed: false }],
];

async function main(): Promise<void> {
  const rows: string[][] = [];
  const noRabbitMq = await inServer('rabbitmq', signal, async ({ AMQP_URL = '', AMQP_PREFIX = '' }) => {
    const opened = (durability: Durability) => () => bareRabbitEvents({ AMQP_URL, AMQP_PREFIX }, durability);
    for (const [name, without] of LESS)
      rows.push(await compared(name, { safe: opened(SAFE), without: opened(without) }));
  });
  const noKafka = await inServer('kafka', signal, async ({ KAFKA_URL = '', KAFKA_PREFIX = '' }) => {
    const opened = (flushed: boolean) => () => bareKafkaEvents({ KAFKA_URL, KAFKA_PREFIX }, flushed);
    const name = 'Kafka, confirmed and not flushed';
    rows.push(await compared(name, { safe: opened(true), without: opened(false) }));
  });
  process.stdout.write(`Events a second, ${BATCH} at a time, published and heard:
${tableOf(['without', 'events/s, on the disk and confirmed', 'events/s without', 'ratio'], rows)}
`);
  for (const missing of [noRabbitMq, noKafka]) if (missing !== undefined) say(`NOT MEASURED: ${missing}`);
}

await carriedOut(main, signal);
