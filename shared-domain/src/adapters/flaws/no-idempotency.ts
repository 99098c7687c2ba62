import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { Interceptor } from '../offer.ts';
import { type Flaw, withStores } from './flaw.ts';

/** What is recognized by this id is a new one each time. */
const anew = (id: string): string => `${id}#${randomUUID()}`;

/** Commands that must have one effect for each order. What they find of their order was done by the same command before. */
const ONCE_AN_ORDER = ['inventory.reserve', 'payments.charge'];
const onceAnOrder = new AsyncLocalStorage<true>();

const forgetful: Interceptor = ({ pattern }, next) =>
  ONCE_AN_ORDER.includes(pattern) ? (payload) => onceAnOrder.run(true, () => next(payload)) : next;

/** What was done is not found by the command that has done it. What was taken back is, and so are tombstones. */
const unlessDone = <T extends { readonly status: string }>(
  found: T | undefined,
  done: readonly T['status'][],
): T | undefined => (onceAnOrder.getStore() && found && done.includes(found.status) ? undefined : found);

/** Nothing is recognized that comes a second time: no key of a client, no command, no event. */
export const noIdempotency: Flaw = {
  database: (database) => ({
    ...withStores(database, {
      orders: (store) => ({
        ...store,
        insert: ({ idempotency, ...order }) =>
          store.insert({ ...order, idempotency: { ...idempotency, key: anew(idempotency.key) } }),
      }),
      inventory: (store) => ({
        ...store,
        reservation: async (orderId) => unlessDone(await store.reservation(orderId), ['held', 'sold']),
      }),
      payments: (store) => ({
        ...store,
        payment: async (orderId) => unlessDone(await store.payment(orderId), ['charged']),
        append: (entries) => {
          const unlike = anew('');
          return store.append(entries.map((entry) => ({ ...entry, transfer: entry.transfer + unlike })));
        },
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
