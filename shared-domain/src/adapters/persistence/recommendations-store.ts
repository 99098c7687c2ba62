import type { Basket, RecommendationsStore } from '../../recommendations/recommendations.ts';
import { insertAll, type Sql } from './sql.ts';

const COLUMNS = ['order_id', 'customer_id', 'skus'] as const;

const toRow = ({ orderId, customerId, skus }: Basket) => ({
  order_id: orderId,
  customer_id: customerId,
  skus: JSON.stringify(skus),
});

export function createRecommendationsStore(sql: Sql): RecommendationsStore {
  return {
    async append({ orderId, customerId, skus }) {
      await sql.change(
        `INSERT INTO baskets (${COLUMNS.join(', ')}) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
        [orderId, customerId, JSON.stringify(skus)],
      );
    },

    async after(position) {
      const rows = await sql.query<{ position: number; orderId: string; customerId: string; skus: string }>(
        `SELECT position, order_id AS "orderId", customer_id AS "customerId", skus FROM baskets
         WHERE position > ? ORDER BY position`,
        [position],
      );
      return rows.map(({ position, skus, ...rest }) => ({
        position,
        basket: { ...rest, skus: JSON.parse(skus) },
      }));
    },

    async count(customerId) {
      const [row] = await sql.query<{ many: number }>(
        'SELECT count(*) AS "many" FROM baskets WHERE customer_id = ?',
        [customerId],
      );
      return row?.many ?? 0;
    },

    addAll: (baskets) => insertAll(sql, 'baskets', COLUMNS, baskets.map(toRow)),
  };
}
