import type { Product } from '../../catalog/catalog.ts';
import type { StockLevel } from '../../inventory/inventory.ts';
import type { ReplicaPart, ReplicaStore } from '../../replicas/replicas.ts';
import { ANY, asIs, each, nothing, type Parameter, type Sql } from './sql.ts';

interface ProductRow {
  sku: string;
  name: string;
  description: string;
  category: string;
  amount: number;
  currency: string;
}

/** Rows as a JSON array of arrays: a statement for any number of them. `WHERE true` keeps SQLite from taking ON for a join's. */
const upsert = (table: string, columns: readonly string[], newerOnly: boolean): string => {
  const values = columns.map((_, index) => `value ->> ${index}`).join(', ');
  const set = columns.slice(1).map((column) => `${column} = excluded.${column}`);
  const newer = newerOnly ? ` WHERE excluded.version > ${table}.version` : '';
  return `INSERT INTO ${table} (${columns.join(', ')}) SELECT ${values} FROM json_each(?) WHERE true
    ON CONFLICT (${columns[0]}) DO UPDATE SET ${set.join(', ')}${newer}`;
};

const PRODUCTS = `SELECT sku, name, description, category, amount, currency
  FROM replica_products JOIN replica_prices USING (sku) WHERE sku IN ${ANY}`;
const LEVELS = `SELECT sku, on_hand AS "onHand", reserved FROM replica_stock WHERE sku IN ${ANY}`;
const PUT_PRODUCTS = upsert('replica_products', ['sku', 'name', 'description', 'category'], false);
const PUT_PRICES = upsert('replica_prices', ['sku', 'amount', 'currency', 'version'], true);
const PUT_LEVELS = upsert('replica_stock', ['sku', 'on_hand', 'reserved', 'version'], true);
const COMPLETE = 'SELECT part FROM replica_complete';
const SET_COMPLETE = 'INSERT INTO replica_complete (part) VALUES (?) ON CONFLICT DO NOTHING';

const products = each(
  ({ amount, currency, ...rest }: ProductRow): Product => ({
    ...rest,
    price: { amount, currency },
  }),
);
const parts = each(({ part }: { part: ReplicaPart }) => part);

export function createReplicaStore(sql: Sql): ReplicaStore {
  const put = (text: string, rows: readonly (readonly Parameter[])[]) =>
    sql.change(text, [JSON.stringify(rows)], nothing);
  return {
    products: (skus) => sql.query(PRODUCTS, [JSON.stringify(skus)], products),
    levels: (skus) => sql.query(LEVELS, [JSON.stringify(skus)], asIs<StockLevel>),
    async putProducts(all, version) {
      const rows = all.map(({ sku, name, description, category }) => [sku, name, description, category]);
      await put(PUT_PRODUCTS, rows);
      const prices = all.map(({ sku, price }) => [sku, price.amount, price.currency, version]);
      await put(PUT_PRICES, prices);
    },
    putPrice: (sku, { amount, currency }, version) => put(PUT_PRICES, [[sku, amount, currency, version]]),
    putLevels: (levels, version) =>
      put(
        PUT_LEVELS,
        levels.map(({ sku, onHand, reserved }) => [sku, onHand, reserved, version]),
      ),
    complete: () => sql.query(COMPLETE, [], parts),
    setComplete: (part) => sql.change(SET_COMPLETE, [part], nothing),
  };
}
