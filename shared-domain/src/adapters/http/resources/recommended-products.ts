import type { Product } from '../../../catalog/catalog.ts';
import type { Money } from '../../../kernel/money.ts';
import type { Recommendation } from '../../../recommendations/recommendations.ts';

export interface RecommendedProduct extends Recommendation {
  readonly name: string;
  readonly price: Money;
}

/** Adds what a page shows of a product. Keeps the order; leaves out what the catalog no longer sells. */
export function withProducts(
  products: readonly Product[],
  recommendations: readonly Recommendation[],
): RecommendedProduct[] {
  const bySku = new Map(products.map((product) => [product.sku, product]));
  return recommendations.flatMap(({ sku, score }) => {
    const product = bySku.get(sku);
    return product ? [{ sku, name: product.name, price: product.price, score }] : [];
  });
}
