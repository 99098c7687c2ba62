import type { Product } from '../../catalog/catalog.ts';
import type { StockLevel } from '../../inventory/inventory.ts';
import type { Money } from '../../kernel/money.ts';
import type { Versions } from '../../kernel/versions.ts';
import type { ReplicaPart, ReplicaStore } from '../../replicas/replicas.ts';
import type { MemoryTable, MemoryTables } from './memory-tables.ts';

export function createMemoryVersions(tables: MemoryTables): Versions {
  const versions = tables.table<number>();
  return {
    next: () =>
      tables.change(() => {
        const next = (versions.get('last') ?? 0) + 1;
        versions.set('last', next);
        return next;
      }),
    last: async () => versions.get('last') ?? 0,
  };
}

type Versioned<Row> = Row & { readonly version: number };

function putNewer<Row>(table: MemoryTable<Versioned<Row>>, key: string, row: Versioned<Row>): void {
  if (row.version > (table.get(key)?.version ?? -1)) table.set(key, row);
}

export function createMemoryReplicaStore(tables: MemoryTables): ReplicaStore {
  const details = tables.table<Omit<Product, 'price'>>();
  const prices = tables.table<Versioned<{ readonly price: Money }>>();
  const stock = tables.table<Versioned<StockLevel>>();
  const complete = tables.table<ReplicaPart>();
  return {
    products: async (skus) =>
      [...new Set(skus)].flatMap((sku) => {
        const [product, priced] = [details.get(sku), prices.get(sku)];
        return product && priced ? [{ ...product, price: priced.price }] : [];
      }),
    levels: async (skus) =>
      [...new Set(skus)].flatMap((sku) => {
        const level = stock.get(sku);
        return level ? [{ sku, onHand: level.onHand, reserved: level.reserved }] : [];
      }),
    putProducts: (products, version) =>
      tables.change(() => {
        for (const { price, ...product } of products) {
          details.set(product.sku, product);
          putNewer(prices, product.sku, { price, version });
        }
      }),
    putPrice: (sku, price, version) => tables.change(() => putNewer(prices, sku, { price, version })),
    putLevels: (levels, version) =>
      tables.change(() => {
        for (const { sku, onHand, reserved } of levels)
          putNewer(stock, sku, { sku, onHand, reserved, version });
      }),
    complete: async () => complete.all(),
    setComplete: (part) => tables.change(() => complete.set(part, part)),
  };
}
