import { inCall } from '@lab/shared-domain/kernel/call-context';
import type { RemoteContexts } from './contexts.ts';

const PROBE_MS = 1_000;
const NOBODY = 'readiness-probe';

/** A question to each service that it can only answer when it, its queue and its database work. */
const PROBES: { readonly [Name in keyof RemoteContexts]: (contexts: RemoteContexts) => Promise<unknown> } = {
  catalog: ({ catalog }) => catalog.find({ skus: [NOBODY] }),
  inventory: ({ inventory }) => inventory.levels({ skus: [NOBODY] }),
  orders: ({ orders }) => orders.list({ customerId: NOBODY, limit: 1 }),
  payments: ({ payments }) => payments.wallet({ customerId: NOBODY }),
  notifications: ({ notifications }) => notifications.list({ customerId: NOBODY, limit: 1 }),
  recommendations: ({ recommendations }) => recommendations.forCustomer({ customerId: NOBODY, limit: 1 }),
};

/** The services that do not answer. The gateway is ready when there are none: a request may need any of them. */
export async function servicesThatDoNotAnswer(contexts: RemoteContexts): Promise<string[]> {
  const names = Object.keys(PROBES) as (keyof RemoteContexts)[];
  const answers = await inCall({ correlationId: NOBODY, deadline: Date.now() + PROBE_MS }, () =>
    Promise.allSettled(names.map((name) => PROBES[name](contexts))),
  );
  return names.filter((_, i) => answers[i]?.status === 'rejected');
}
