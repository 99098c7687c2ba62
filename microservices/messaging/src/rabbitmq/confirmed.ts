import type { ConfirmChannel, Options } from 'amqplib';
import { inTime } from '../deadline.ts';

const CONFIRM_MS = 10_000;
const PUBLICATION = 'x-publication';

/** `unroutable`: the broker took the message, found no queue for it, and dropped it. */
export type PublishOutcome = 'stored' | 'unroutable';

/** Publications that came back, by channel. */
const returned = new WeakMap<ConfirmChannel, Set<number>>();
let sequence = 0;

/**
 * Publishes durably, and resolves when the broker has confirmed. Notices what the protocol lets pass in silence, a
 * message that no queue gets: the broker sends it back *before* it confirms it, so at the confirm the outcome is known.
 *
 * @throws Error when the broker refuses it, or does not confirm within 10 s, or the channel closes. Then it may be stored.
 */
export function publishConfirmed(
  channel: ConfirmChannel,
  exchange: string,
  routingKey: string,
  body: Buffer,
  properties: Options.Publish,
): Promise<PublishOutcome> {
  const returns = returnsOf(channel);
  const publication = ++sequence;
  const headers = { ...properties.headers, [PUBLICATION]: publication };
  const confirmed = new Promise<PublishOutcome>((resolve, reject) => {
    const options = { ...properties, headers, persistent: true, mandatory: true };
    channel.publish(exchange, routingKey, body, options, (error: unknown) => {
      const outcome = returns.delete(publication) ? 'unroutable' : 'stored';
      if (error) reject(error);
      else resolve(outcome);
    });
  });
  return inTime(CONFIRM_MS, `the confirm of a message to ${exchange || 'queue'} ${routingKey}`, confirmed);
}

function returnsOf(channel: ConfirmChannel): Set<number> {
  const known = returned.get(channel);
  if (known !== undefined) return known;
  const returns = new Set<number>();
  channel.on('return', (message) => returns.add(Number(message.properties.headers?.[PUBLICATION])));
  returned.set(channel, returns);
  return returns;
}
