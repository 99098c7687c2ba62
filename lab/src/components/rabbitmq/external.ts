import type { AcquireOptions, Server } from '../component.ts';
import { askBroker } from './amqp-probe.ts';
import { prefixNamespaces } from './namespaces.ts';

const ANSWER_MS = 5_000;

/**
 * The broker that the user named. All trials share its vhost, each under a prefix.
 *
 * @throws when it does not answer
 */
export async function useExternalBroker(amqpUrl: string, { runId }: AcquireOptions): Promise<Server> {
  const { version } = await askBroker(amqpUrl, ANSWER_MS);
  const next = prefixNamespaces(amqpUrl, runId);
  return { version, freshNamespace: next, pids: () => [], release: async () => undefined };
}
