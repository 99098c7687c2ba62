import type { CatalogStore, Product } from '../../catalog/catalog.ts';
import type { MemoryTables } from './memory-tables.ts';

export function createMemoryCatalogStore(tables: MemoryTables): CatalogStore {
  const products = tables.table<Product>();
  return {
    async list({ category, after = '', limit }) {
      return products
        .all()
        .filter((product) => product.sku > after && (category === undefined || product.category === category))
        .sort((a, b) => (a.sku < b.sku ? -1 : 1))
        .slice(0, limit);
    },

    async find(skus) {
      return [...new Set(skus)].map((sku) => products.get(sku)).filter((product) => product !== undefined);
    },

    setPrice: (sku, price) =>
      tables.change(() => {
        const product = products.get(sku);
        if (product) products.set(sku, { ...product, price });
        return product !== undefined;
      }),

    addAll: (added) =>
      tables.change(() => {
        for (const product of added) products.insert(product.sku, product);
      }),
  };
}
