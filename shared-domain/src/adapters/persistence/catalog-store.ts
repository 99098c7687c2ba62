import type { CatalogStore, Product } from '../../catalog/catalog.ts';
import { ANY, insertAll, type Sql } from './sql.ts';

interface ProductRow {
  sku: string;
  name: string;
  description: string;
  category: string;
  amount: number;
  currency: string;
}

const COLUMNS = ['sku', 'name', 'description', 'category', 'amount', 'currency'] as const;
const SELECT = `SELECT ${COLUMNS.join(', ')} FROM products`;

const toProduct = ({ amount, currency, ...rest }: ProductRow): Product => ({
  ...rest,
  price: { amount, currency },
});
const toRow = ({ price, ...rest }: Product): ProductRow => ({ ...rest, ...price });

export function createCatalogStore(sql: Sql): CatalogStore {
  return {
    async list({ category, after = '', limit }) {
      const rows =
        category === undefined
          ? await sql.query<ProductRow>(`${SELECT} WHERE sku > ? ORDER BY sku LIMIT ?`, [after, limit])
          : await sql.query<ProductRow>(`${SELECT} WHERE category = ? AND sku > ? ORDER BY sku LIMIT ?`, [
              category,
              after,
              limit,
            ]);
      return rows.map(toProduct);
    },

    async find(skus) {
      return (await sql.query<ProductRow>(`${SELECT} WHERE sku IN ${ANY}`, [JSON.stringify(skus)])).map(
        toProduct,
      );
    },

    async setPrice(sku, { amount, currency }) {
      return (
        (await sql.change('UPDATE products SET amount = ?, currency = ? WHERE sku = ?', [
          amount,
          currency,
          sku,
        ])) > 0
      );
    },

    addAll: (products) => insertAll(sql, 'products', COLUMNS, products.map(toRow)),
  };
}
