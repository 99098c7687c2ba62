import type { Basket, RecommendationsStore } from '../../recommendations/recommendations.ts';
import { bulkInsert, each, nothing, type Sql } from './sql.ts';

interface BasketRow {
  position: number;
  orderId: string;
  customerId: string;
  skus: string;
}

const COLUMNS = ['order_id', 'customer_id', 'skus'] as const;
const APPEND = `INSERT INTO baskets (${COLUMNS.join(', ')}) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`;
const AFTER = `SELECT position, order_id AS "orderId", customer_id AS "customerId", skus FROM baskets
  WHERE position > ? ORDER BY position`;

const toRow = ({ orderId, customerId, skus }: Basket) => ({
  order_id: orderId,
  customer_id: customerId,
  skus: JSON.stringify(skus),
});
const positioned = each(({ position, skus, ...rest }: BasketRow) => ({
  position,
  basket: { ...rest, skus: JSON.parse(skus) },
}));
const COUNT = 'SELECT count(*) AS "many" FROM baskets WHERE customer_id = ?';
const insert = bulkInsert('baskets', COLUMNS);

export function createRecommendationsStore(sql: Sql): RecommendationsStore {
  return {
    append: ({ orderId, customerId, skus }) =>
      sql.change(APPEND, [orderId, customerId, JSON.stringify(skus)], nothing),
    after: (position) => sql.query(AFTER, [position], positioned),
    count: (customerId) => sql.query(COUNT, [customerId], ([row]: { many: number }[]) => row?.many ?? 0),
    addAll: (baskets) => insert(sql, baskets.map(toRow)),
  };
}
