import type { DomainEvent, OrderEvent, Subscription } from '../kernel/events.ts';
import { toPage } from '../kernel/page.ts';
import {
  NOTIFICATIONS_EVENTS,
  type Notice,
  type Notifications,
  type NotificationsStore,
  noticeCursor,
} from './notifications.ts';

/** A customer reads prices in units, not in cents. */
const price = (event: OrderEvent): string =>
  `${(event.data.total.amount / 100).toFixed(2)} ${event.data.total.currency}`;

function textOf(event: OrderEvent): string {
  switch (event.type) {
    case 'order.confirmed':
      return `Your order over ${price(event)} is confirmed.`;
    case 'order.rejected':
      return `Your order over ${price(event)} could not be placed: ${event.data.reason}.`;
    case 'order.cancelled':
      return `Your order is cancelled and ${price(event)} are back in your wallet.`;
  }
}

/** What a customer is told of an order event. */
export const noticeOf = (event: OrderEvent): Notice => ({
  id: event.id,
  customerId: event.data.customerId,
  orderId: event.data.orderId,
  type: event.type,
  text: textOf(event),
  createdAt: event.occurredAt,
});

export function createNotifications({ store }: { store: NotificationsStore }): Notifications {
  return {
    async list({ customerId, cursor, limit }) {
      const rows = await store.list({ customerId, before: cursor, limit: limit + 1 });
      return toPage(rows, limit, noticeCursor);
    },
    ids: ({ customerId }) => store.ids(customerId),
  };
}

const isOrderEvent = (event: DomainEvent): event is OrderEvent =>
  NOTIFICATIONS_EVENTS.some((type) => type === event.type);

/** Writes the notice of every order event. */
export function notificationsSubscription({ store }: { store: NotificationsStore }): Subscription {
  return {
    subscriber: 'notifications',
    types: NOTIFICATIONS_EVENTS,
    async apply(event) {
      if (isOrderEvent(event)) await store.add(noticeOf(event));
    },
  };
}
