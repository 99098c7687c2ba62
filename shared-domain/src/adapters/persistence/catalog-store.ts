import type { CatalogStore, Product } from '../../catalog/catalog.ts';
import { ANY, bulkInsert, each, hasChanged, type Sql } from './sql.ts';

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
const FIND = `${SELECT} WHERE sku IN ${ANY}`;
/** Most questions are for one: SQLite makes no table of it first. */
const FIND_ONE = `${SELECT} WHERE sku = ?`;
const LIST = `${SELECT} WHERE sku > ? ORDER BY sku LIMIT ?`;
const LIST_CATEGORY = `${SELECT} WHERE category = ? AND sku > ? ORDER BY sku LIMIT ?`;
const SET_PRICE = 'UPDATE products SET amount = ?, currency = ? WHERE sku = ?';

/** Field by field: the rest of an object is many times as dear, and a page shows up to a hundred products. */
const toProduct = ({ sku, name, description, category, amount, currency }: ProductRow): Product => ({
  sku,
  name,
  description,
  category,
  price: { amount, currency },
});
const toRow = ({ price, ...rest }: Product): ProductRow => ({ ...rest, ...price });
const products = each(toProduct);
const insert = bulkInsert('products', COLUMNS);

export function createCatalogStore(sql: Sql): CatalogStore {
  return {
    list: ({ category, after = '', limit }) =>
      category === undefined
        ? sql.query(LIST, [after, limit], products)
        : sql.query(LIST_CATEGORY, [category, after, limit], products),

    find: (skus) =>
      skus.length === 1
        ? sql.query(FIND_ONE, skus, products)
        : sql.query(FIND, [JSON.stringify(skus)], products),

    setPrice: (sku, { amount, currency }) => sql.change(SET_PRICE, [amount, currency, sku], hasChanged),

    addAll: (added) => insert(sql, added.map(toRow)),
  };
}
