import type { Subscription } from '../kernel/events.ts';
import type { Money } from '../kernel/money.ts';
import type { Page, PageRequest } from '../kernel/page.ts';
import type { Result } from '../kernel/result.ts';

export type OrderStatus = 'pending' | 'confirmed' | 'rejected' | 'cancelled';

export interface OrderLine {
  readonly sku: string;
  /** The product's name and price when the order was placed. */
  readonly name: string;
  readonly unitPrice: Money;
  readonly quantity: number;
}

export interface Order {
  readonly id: string;
  readonly customerId: string;
  readonly status: OrderStatus;
  /** Why the order was rejected, e.g. `out-of-stock`; null otherwise. */
  readonly reason: string | null;
  readonly lines: readonly OrderLine[];
  readonly total: Money;
  /** ISO 8601. */
  readonly placedAt: string;
}

/** What a repeated request is recognized by. */
export interface Idempotency {
  readonly key: string;
  /** Hash of the request's meaning: the same key with another hash is a client's mistake. */
  readonly requestHash: string;
}

export interface PlaceOrder {
  readonly customerId: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  /** Chosen by the client; a fresh one per request when the client sent none. */
  readonly idempotencyKey: string;
}

/** Refusals that leave no order behind. */
type PlaceOrderRefusal = 'unknown-product' | 'idempotency-key-reused';

/** Orders, and the business processes that place and cancel them. */
export interface Orders {
  /**
   * Answers when the business process has ended (status `confirmed`, or `rejected` with a reason), or, when the caller's deadline
   * comes first, with the order still `pending`.
   */
  place(command: PlaceOrder): Promise<Result<Order, PlaceOrderRefusal>>;
  /** Another customer's order is unknown, not forbidden: a customer must not learn that it exists. */
  get(query: {
    readonly orderId: string;
    readonly customerId: string;
  }): Promise<Result<Order, 'unknown-order'>>;
  /** A customer's orders, newest first. */
  list(query: PageRequest & { readonly customerId: string }): Promise<Page<Order>>;
  /** Gives back money and stock of a confirmed order. Cancelling a cancelled order is no error. */
  cancel(command: {
    readonly orderId: string;
    readonly customerId: string;
  }): Promise<Result<Order, 'unknown-order' | 'order-not-cancellable'>>;
}

export const ORDERS_METHODS = ['place', 'get', 'list', 'cancel'] as const satisfies readonly (keyof Orders)[];

export type StoredOrder = Order & { readonly idempotency: Idempotency };

export interface OrdersStore {
  /** False, and nothing written, when the id or the customer's idempotency key is taken. */
  insert(order: StoredOrder): Promise<boolean>;
  byId(orderId: string): Promise<Order | undefined>;
  byIdempotencyKey(customerId: string, key: string): Promise<StoredOrder | undefined>;
  /** At most `limit` orders with an id smaller than `before`, ordered by id, greatest first. */
  list(query: { customerId: string; before?: string | undefined; limit: number }): Promise<Order[]>;
  /** False, and nothing written, when the order is not in status `from`. */
  transition(orderId: string, from: OrderStatus, to: OrderStatus, reason?: string): Promise<boolean>;
  /** Bulk insert for seeding. */
  addAll(orders: readonly StoredOrder[]): Promise<void>;
}

/** What is told of accepted orders, and who is told. */
export const ACCEPTED_ORDERS = {
  subscriber: 'accepted-orders',
  types: ['order.accepted'],
} as const satisfies Pick<Subscription, 'subscriber' | 'types'>;
