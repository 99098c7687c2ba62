import { randomBytes } from 'node:crypto';
import type { Namespace } from '../component.ts';
import { installableFactsOf } from '../facts.ts';

export const FACTS = installableFactsOf('rabbitmq');

/** The only user of a broker that the lab starts, and of its vhosts. */
export interface BrokerUser {
  readonly name: string;
  readonly password: string;
}

export function brokerUser(): BrokerUser {
  return { name: 'lab', password: randomBytes(12).toString('hex') };
}

export function vhostNames(count: number): string[] {
  return Array.from({ length: Math.max(1, count) }, (_, index) => `trial-${index + 1}`);
}

/** A definitions file as RabbitMQ loads it at boot: 40 vhosts so cost 0.4 s, one `rabbitmqctl add_vhost` costs 1 s. */
export function definitions(user: BrokerUser, vhosts: readonly string[]): string {
  const everything = { configure: '.*', write: '.*', read: '.*' };
  return JSON.stringify({
    users: [{ name: user.name, password: user.password, tags: '' }],
    vhosts: vhosts.map((name) => ({ name })),
    permissions: vhosts.map((vhost) => ({ user: user.name, vhost, ...everything })),
  });
}

/** A fresh place for each call: a vhost as long as there are unused ones, then a prefix within the last vhost. */
export function vhostNamespaces(
  user: BrokerUser,
  port: number,
  vhosts: readonly string[],
): () => Promise<Namespace> {
  let used = 0;
  return async () => {
    const vhost = vhosts[Math.min(used, vhosts.length - 1)] ?? '/';
    const prefix = used < vhosts.length ? '' : `trial-${used + 1}.`;
    used += 1;
    // What is left in it goes with the broker.
    return { env: namespaceEnvironment(vhostUrl(user, port, vhost), prefix), leave: async () => undefined };
  };
}

export function vhostUrl(user: BrokerUser, port: number, vhost: string): string {
  return `amqp://${user.name}:${user.password}@127.0.0.1:${port}/${encodeURIComponent(vhost)}`;
}

/** The environment of a service that shall work in one namespace of a broker. */
export const namespaceEnvironment = (amqpUrl: string, prefix: string) => ({
  AMQP_URL: amqpUrl,
  AMQP_PREFIX: prefix,
});
