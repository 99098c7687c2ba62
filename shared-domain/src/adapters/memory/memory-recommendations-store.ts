import type { Basket, RecommendationsStore } from '../../recommendations/recommendations.ts';
import type { MemoryTables } from './memory-tables.ts';

export function createMemoryRecommendationsStore(tables: MemoryTables): RecommendationsStore {
  const baskets = tables.table<Basket>();
  return {
    append: (basket) =>
      tables.change(() => {
        if (!baskets.get(basket.orderId)) baskets.set(basket.orderId, basket);
      }),

    async after(position) {
      const log = baskets.all().map((basket, index) => ({ position: index + 1, basket }));
      return log.slice(position);
    },

    orderIds: async (customerId) =>
      baskets.all().flatMap((each) => (each.customerId === customerId ? [each.orderId] : [])),

    addAll: (added) =>
      tables.change(() => {
        for (const basket of added) baskets.insert(basket.orderId, basket);
      }),
  };
}
