import { randomUUID } from 'node:crypto';
import { COMPONENTS } from '@lab/lab/components/registry';
import { inject } from 'vitest';

/** Servers that all tests share, by the component's id: `broker.setup.ts` has started them. */
const URLS: Readonly<Record<string, () => string>> = { rabbitmq: () => inject('amqpUrl') };

/** Whether tests share a server of a kind. @param id of a component */
export const isShared = (id: string): boolean => Object.hasOwn(URLS, id);

/**
 * Environment of processes that work in servers which all tests share, each under a prefix that nobody else has.
 *
 * @param components ids
 * @throws when tests do not share a server of the kind
 */
export function inSharedServers(components: readonly string[]): Record<string, string> {
  const environments = components.map((id) => {
    const url = URLS[id];
    if (!url)
      throw new Error(`Tests share no ${id}. Start one in acceptance/broker.setup.ts and name it here.`);
    return COMPONENTS.get(id).environmentOf(url(), `test-${randomUUID()}.`);
  });
  return Object.assign({}, ...environments);
}
