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
const ORDER_IDS = 'SELECT order_id AS "orderId" FROM baskets WHERE customer_id = ?';
const orderIds = each(({ orderId }: Pick<BasketRow, 'orderId'>) => orderId);
const insert = bulkInsert('baskets', COLUMNS);

export function createRecommendationsStore(sql: Sql): RecommendationsStore {
  return {
    append: ({ orderId, customerId, skus }) =>
      sql.change(APPEND, [orderId, customerId, JSON.stringify(skus)], nothing),
    after: (position) => sql.query(AFTER, [position], positioned),
    orderIds: (customerId) => sql.query(ORDER_IDS, [customerId], orderIds),
    addAll: (baskets) => insert(sql, baskets.map(toRow)),
  };
}
