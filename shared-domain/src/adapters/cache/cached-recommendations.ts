import type { Recommendation, Recommendations } from '../../recommendations/recommendations.ts';
import type { ReadThrough } from './read-through.ts';

/**
 * Recommendations are learned from an event. Another event could end a copy before they have learned, and the old list would be kept anew. So
 * copies only expire: a list may be old by so much. ms.
 */
const TTL_MS = 5_000;

/**
 * What is bought with a product is the same for all who look at it. What is recommended to a customer is not, and is not kept. Each length of
 * a list has a copy of its own: the longest one would serve all, but each item of a list is work, and a miss would cost more than without a cache.
 */
export function cachedRecommendations(
  recommendations: Recommendations,
  through: ReadThrough,
  ttlMs: number,
): Recommendations {
  return {
    async forProduct({ sku, limit }) {
      const key = `with:${limit}:${sku}`;
      const lists = await through.read<readonly Recommendation[]>(
        [key],
        Math.min(ttlMs, TTL_MS),
        async () => new Map([[key, await recommendations.forProduct({ sku, limit })]]),
      );
      return [...(lists.get(key) ?? [])];
    },
    forCustomer: (query) => recommendations.forCustomer(query),
    baskets: (query) => recommendations.baskets(query),
  };
}
