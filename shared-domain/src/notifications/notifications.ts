import type { OrderEvent } from '../kernel/events.ts';
import type { Page, PageRequest } from '../kernel/page.ts';

export interface Notice {
  /** The id of the event that the notice is about. */
  readonly id: string;
  readonly customerId: string;
  readonly orderId: string;
  readonly type: OrderEvent['type'];
  readonly text: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** Tells customers what became of their orders: one notice per order event. */
export interface Notifications {
  /** A customer's notices, newest first. */
  list(query: PageRequest & { readonly customerId: string }): Promise<Page<Notice>>;
  /** The ids of all of a customer's notices, in no order. */
  ids(query: { readonly customerId: string }): Promise<string[]>;
}

/** What it hears of. */
export const NOTIFICATIONS_EVENTS = [
  'order.confirmed',
  'order.rejected',
  'order.cancelled',
] as const satisfies readonly OrderEvent['type'][];

export const NOTIFICATIONS_METHODS = ['list', 'ids'] as const satisfies readonly (keyof Notifications)[];

export interface NotificationsStore {
  add(notice: Notice): Promise<void>;
  /** Newest first; `before` is a cursor made by `noticeCursor`. */
  list(query: { customerId: string; before?: string | undefined; limit: number }): Promise<Notice[]>;
  ids(customerId: string): Promise<string[]>;
  /** Bulk insert for seeding. */
  addAll(notices: readonly Notice[]): Promise<void>;
}

/** Sorts like the notices do: by time, then id. */
export const noticeCursor = (notice: Pick<Notice, 'createdAt' | 'id'>): string =>
  `${notice.createdAt}~${notice.id}`;
