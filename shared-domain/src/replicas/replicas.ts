import type { Product } from '../catalog/catalog.ts';
import type { StockLevel } from '../inventory/inventory.ts';
import type { DomainEvent } from '../kernel/events.ts';
import type { Money } from '../kernel/money.ts';

/** What there may be a replica of. */
export type ReplicaPart = 'products' | 'stock';

/** By reader, what its replica hears of. The gateway shows prices and stock, orders are priced. */
export const REPLICA_EVENTS = {
  gateway: ['product.price-changed', 'stock.changed'],
  orders: ['product.price-changed'],
} as const satisfies Readonly<Record<string, readonly DomainEvent['type'][]>>;

/**
 * Where a reader keeps what other contexts own, in the reader's own database. Each row has a version, and what is older than the row, or as
 * old, is ignored. So it does not matter in which order snapshots and events arrive, nor how often.
 */
export interface ReplicaStore {
  /** The known ones among the skus, in no particular order: of those whose price is known, too. */
  products(skus: readonly string[]): Promise<Product[]>;
  levels(skus: readonly string[]): Promise<StockLevel[]>;
  /** Whole products. All but the price never changes. */
  putProducts(products: readonly Product[], version: number): Promise<void>;
  /** May come before the product. */
  putPrice(sku: string, price: Money, version: number): Promise<void>;
  putLevels(levels: readonly StockLevel[], version: number): Promise<void>;
  /** The parts that have been complete once. */
  complete(): Promise<ReplicaPart[]>;
  setComplete(part: ReplicaPart): Promise<void>;
}
