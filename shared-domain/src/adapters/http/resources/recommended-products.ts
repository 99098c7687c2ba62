import type { Catalog } from '../../../catalog/catalog.ts';
import type { Money } from '../../../kernel/money.ts';
import type { Recommendation } from '../../../recommendations/recommendations.ts';

export interface RecommendedProduct extends Recommendation {
  readonly name: string;
  readonly price: Money;
}

/** Adds what a page shows of a product. Keeps the order; leaves out what the catalog no longer sells. */
export async function withProducts(
  catalog: Catalog,
  recommendations: readonly Recommendation[],
): Promise<RecommendedProduct[]> {
  if (recommendations.length === 0) return [];
  const products = new Map(
    (await catalog.find({ skus: recommendations.map(({ sku }) => sku) })).map((p) => [p.sku, p]),
  );
  return recommendations.flatMap(({ sku, score }) => {
    const product = products.get(sku);
    return product ? [{ sku, name: product.name, price: product.price, score }] : [];
  });
}
