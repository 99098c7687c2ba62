import { MissingComponent, type RabbitMq } from '../component.ts';
import { askBroker, withoutPassword } from './amqp-probe.ts';
import { prefixNamespaces } from './namespaces.ts';

const ANSWER_MS = 5_000;

/**
 * The broker that the user named in `AMQP_URL`. It is left running; all trials share its vhost, each under a prefix.
 *
 * @throws {MissingComponent} when it does not answer: who names a broker wants that one and no other
 */
export async function useExternalBroker(amqpUrl: string, runId: string): Promise<RabbitMq> {
  const answer = await askBroker(amqpUrl, ANSWER_MS).catch((error: Error) => {
    throw new MissingComponent('RabbitMQ', [
      `start the broker that AMQP_URL names: ${withoutPassword(amqpUrl)} does not answer (${error.message})`,
      'or unset AMQP_URL, and the lab finds or starts a RabbitMQ of its own',
    ]);
  });
  const next = prefixNamespaces(amqpUrl, runId);
  return {
    origin: 'AMQP_URL',
    version: answer.version,
    freshNamespace: async () => next(),
    pids: () => [],
    release: async () => undefined,
  };
}
