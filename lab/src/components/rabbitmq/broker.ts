import type { Duplex } from 'node:stream';
import { type ChannelModel, connect } from 'amqplib';
import { type Answer, inTime } from '../answer.ts';
import { CredentialsRefused, UnfitServer } from '../component.ts';

export const PROBE_MS = 5_000;
/** The only sign of readiness that counts for a broker. */
export const READY = 'an AMQP connection to open';

const CLOSE_MS = 1_000;

function explained(error: unknown): unknown {
  const said = String(error);
  if (/ACCESS.REFUSED.*login/is.test(said)) return new CredentialsRefused();
  if (!said.includes('Expected ConnectionOpenOk')) return error;
  return new UnfitServer('does not open the virtual host of its URL, the part after the last slash');
}

/** In which the services that work under a prefix note what they declare. AMQP itself cannot list queues. */
const DECLARED = 'declared';

/**
 * Opens a real AMQP connection and closes it again.
 *
 * @throws {CredentialsRefused}, {UnfitServer} for a vhost that is not there and for an alarm, or when nobody answers within `deadlineMs`
 */
export async function askBroker(amqpUrl: string, deadlineMs: number): Promise<Answer> {
  return connected(amqpUrl, deadlineMs, async (model) => {
    await refuseAlarm(model);
    return { version: model.connection.serverProperties.version };
  });
}

/** A broker that is short of disk or memory tells only who publishes, and reads nothing more from then on. */
async function refuseAlarm(model: ChannelModel): Promise<void> {
  const blocked = new Promise<never>((_, reject) =>
    model.once('blocked', (reason) =>
      reject(
        new UnfitServer(`accepts no messages: ${reason}. Free some there, or change the broker's limit.`),
      ),
    ),
  );
  const channel = await model.createChannel();
  // To nobody: there is no queue of this name, and what cannot be delivered is dropped.
  channel.publish('', 'lab.is-there-an-alarm', Buffer.alloc(0));
  await Promise.race([channel.checkExchange('amq.direct'), blocked]);
}

/**
 * Deletes the queues and exchanges that services have declared under a prefix, and the queue in which they noted them.
 *
 * @throws when the broker does not do it within `deadlineMs`
 */
export async function forgetDeclarations(amqpUrl: string, prefix: string, deadlineMs: number): Promise<void> {
  await connected(amqpUrl, deadlineMs, async (connection) => {
    const notes = `${prefix}${DECLARED}`;
    if (!(await exists(connection, notes))) return;
    const channel = await connection.createChannel();
    for (let note = await channel.get(notes); note; note = await channel.get(notes)) {
      const { exchange, queue } = JSON.parse(note.content.toString()) as {
        exchange?: string;
        queue?: string;
      };
      // Deleting what is not there is no error.
      if (queue?.startsWith(prefix)) await channel.deleteQueue(queue);
      if (exchange?.startsWith(prefix)) await channel.deleteExchange(exchange);
      // Not before: a note that is gone while its queue is there would leave the queue for ever.
      channel.ack(note);
    }
    await channel.deleteQueue(notes);
  });
}

/** Asking for a queue that is not there closes the channel. */
async function exists(connection: ChannelModel, queue: string): Promise<boolean> {
  const channel = await connection.createChannel();
  channel.on('error', () => undefined);
  return channel.checkQueue(queue).then(
    () => true,
    () => false,
  );
}

async function connected<T>(
  amqpUrl: string,
  deadlineMs: number,
  work: (connection: ChannelModel) => Promise<T>,
): Promise<T> {
  const connecting = connect(amqpUrl, { timeout: deadlineMs });
  try {
    const connection = await inTime(deadlineMs, connecting);
    connection.on('error', () => undefined);
    return await inTime(deadlineMs, work(connection));
  } catch (error) {
    throw explained(error);
  } finally {
    // An attempt cannot be called off; should it still succeed, its connection must not stay open.
    await connecting.then(end).catch(() => undefined);
  }
}

/** A broker with an alarm reads nothing, not even that its client goes: an open socket would keep the whole program from ending. */
async function end(model: ChannelModel): Promise<void> {
  await inTime(CLOSE_MS, model.close()).catch(() => undefined);
  (model.connection as unknown as { stream: Duplex }).stream.destroy();
}
