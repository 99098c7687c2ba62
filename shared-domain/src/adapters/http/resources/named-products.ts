import type { Product } from '../../../catalog/catalog.ts';
import type { Page } from '../../../kernel/page.ts';

/** What else a client says of the list that it wants. */
export interface NamedQuery {
  readonly category?: string | undefined;
  readonly limit: number;
  /** The last product of the page before. */
  readonly cursor?: string | undefined;
}

/**
 * A page of the products that a client has named, as the list has them: in order of sku, those of the category, from the cursor on.
 *
 * @param found in any order; a product that nobody sells is missing
 */
export function namedPage(found: readonly Product[], { category, limit, cursor }: NamedQuery): Page<Product> {
  const rest = found
    .filter((product) => category === undefined || product.category === category)
    .filter(({ sku }) => cursor === undefined || sku > cursor)
    .toSorted((one, other) => (one.sku < other.sku ? -1 : 1));
  const items = rest.slice(0, limit);
  return { items, nextCursor: rest.length > limit ? (items.at(-1)?.sku ?? null) : null };
}
