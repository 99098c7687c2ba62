import type { Channel, Options } from 'amqplib';
import type { Names } from './names.ts';

/**
 * Declares a durable queue.
 *
 * The name of what is declared in a temporary namespace is noted first, in a queue of its own (`<prefix>declared`, one message each,
 * `{"queue": …}` or `{"exchange": …}`): who owns the namespace can then remove all of it at once, although AMQP cannot list queues.
 */
export async function declareQueue(
  channel: Channel,
  names: Names,
  queue: string,
  options: Options.AssertQueue = {},
): Promise<void> {
  await note(channel, names, { queue });
  await channel.assertQueue(queue, names.queueOptions(options));
}

/** Declares a durable topic exchange, and notes it as {@link declareQueue} does. */
export async function declareTopicExchange(channel: Channel, names: Names, exchange: string): Promise<void> {
  await note(channel, names, { exchange });
  await channel.assertExchange(exchange, 'topic', names.exchangeOptions());
}

/** What a connection has noted: queues are declared again and again, e.g. for each event that is set aside. */
const noted = new WeakMap<Names, Set<string>>();

async function note(
  channel: Channel,
  names: Names,
  what: { readonly queue: string } | { readonly exchange: string },
): Promise<void> {
  const content = JSON.stringify(what);
  const known = noted.get(names) ?? new Set();
  if (names.notes === undefined || known.has(content)) return;
  await channel.assertQueue(names.notes, names.notesOptions());
  channel.sendToQueue(names.notes, Buffer.from(content), { persistent: true });
  noted.set(names, known.add(content));
}

/** Where a subscriber's events wait for it. */
export const eventQueueOf = (subscriber: string): string => `${subscriber}.events`;

/** Declares a queue and has it get the events of some types from now on. A publisher and a subscriber may both do it. */
export async function declareEventQueue(
  channel: Channel,
  names: Names,
  queue: string,
  types: readonly string[],
): Promise<void> {
  const { eventExchange } = names;
  await declareTopicExchange(channel, names, eventExchange);
  await declareQueue(channel, names, names.eventQueue(queue));
  for (const type of types) await channel.bindQueue(names.eventQueue(queue), eventExchange, type);
}
