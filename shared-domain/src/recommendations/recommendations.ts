import type { OrderEvent } from '../kernel/events.ts';

export interface Recommendation {
  readonly sku: string;
  /** 0..1, greater is closer. */
  readonly score: number;
}

/** Products that are bought together, learned from confirmed orders. */
export interface Recommendations {
  /** Products bought by those who bought this one. Empty for a product nobody has bought. */
  forProduct(query: { readonly sku: string; readonly limit: number }): Promise<Recommendation[]>;
  /** Products that go with what the customer bought last. Empty for a customer who has bought nothing. */
  forCustomer(query: { readonly customerId: string; readonly limit: number }): Promise<Recommendation[]>;
  /** The ids of those of a customer's orders that it has learned from, in no order. */
  baskets(query: { readonly customerId: string }): Promise<string[]>;
}

/** What it learns from. */
export const RECOMMENDATIONS_EVENTS = ['order.confirmed'] as const satisfies readonly OrderEvent['type'][];

export const RECOMMENDATIONS_METHODS = [
  'forProduct',
  'forCustomer',
  'baskets',
] as const satisfies readonly (keyof Recommendations)[];

/** What one confirmed order held. */
export interface Basket {
  readonly orderId: string;
  readonly customerId: string;
  readonly skus: readonly string[];
}

/** A log of baskets. Any number of processes may each fold it into a model of their own. */
export interface RecommendationsStore {
  append(basket: Basket): Promise<void>;
  /** Baskets after a position in the log, in order, each with its own position (1, 2, …). */
  after(position: number): Promise<{ position: number; basket: Basket }[]>;
  /** The ids of a customer's orders in the log, in no order. */
  orderIds(customerId: string): Promise<string[]>;
  /** Bulk append for seeding. */
  addAll(baskets: readonly Basket[]): Promise<void>;
}
