import { randomUUID } from 'node:crypto';
import type { Interceptor } from '../offer.ts';
import { type Flaw, withStores } from './flaw.ts';

/** What is recognized by this id is a new one each time. */
const anew = (id: string): string => `${id}#${randomUUID()}`;

/** Commands that must have one effect for each order. Others of the same order only end what these began. */
const ONCE_AN_ORDER = ['inventory.reserve', 'payments.charge'];

const forgetful: Interceptor = ({ pattern }, next) => {
  if (!ONCE_AN_ORDER.includes(pattern)) return next;
  const seen = new Set<string>();
  return (payload) => {
    const command = payload as { readonly orderId: string };
    if (seen.has(command.orderId)) return next({ ...command, orderId: anew(command.orderId) });
    seen.add(command.orderId);
    return next(command);
  };
};

/** Nothing is recognized that comes a second time: no key of a client, no command, no event. */
export const noIdempotency: Flaw = {
  database: (database) => ({
    ...withStores(database, {
      orders: (store) => ({
        ...store,
        insert: ({ idempotency, ...order }) =>
          store.insert({ ...order, idempotency: { ...idempotency, key: anew(idempotency.key) } }),
      }),
      notifications: (store) => ({
        ...store,
        add: (notice) => store.add({ ...notice, id: anew(notice.id) }),
      }),
      recommendations: (store) => ({
        ...store,
        append: (basket) => store.append({ ...basket, orderId: anew(basket.orderId) }),
      }),
    }),
    inbox: { ...database.inbox, firstTime: async () => true },
  }),
  interceptors: [forgetful],
};
