import { inCall } from '@lab/shared-domain/kernel/call-context';
import type { RemoteContexts } from './contexts.ts';

const PROBE_MS = 1_000;
const NOBODY = 'readiness-probe';

/** What the shop can do without: a page leaves it out. */
type Optional = 'notifications' | 'recommendations';
type Needed = Exclude<keyof RemoteContexts, Optional>;

/** A question to each service that it can only answer when it, its queue and its database work. */
const PROBES: { readonly [Name in Needed]: (contexts: RemoteContexts) => Promise<unknown> } = {
  catalog: ({ catalog }) => catalog.find({ skus: [NOBODY] }),
  inventory: ({ inventory }) => inventory.levels({ skus: [NOBODY] }),
  orders: ({ orders }) => orders.list({ customerId: NOBODY, limit: 1 }),
  payments: ({ payments }) => payments.wallet({ customerId: NOBODY }),
};

/** The services that do not answer and that the shop cannot do without. The gateway is ready when there are none. */
export async function servicesThatDoNotAnswer(contexts: RemoteContexts): Promise<string[]> {
  const names = Object.keys(PROBES) as Needed[];
  const answers = await inCall({ correlationId: NOBODY, deadline: Date.now() + PROBE_MS }, () =>
    Promise.allSettled(names.map((name) => PROBES[name](contexts))),
  );
  return names.filter((_, i) => answers[i]?.status === 'rejected');
}
