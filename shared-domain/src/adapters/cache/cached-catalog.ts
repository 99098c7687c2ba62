import { createHash } from 'node:crypto';
import type { Catalog, Product } from '../../catalog/catalog.ts';
import type { Page } from '../../kernel/page.ts';
import type { ReadThrough } from './read-through.ts';

/** A page as it is kept: which products are on it. They themselves are kept once, however many pages show them. */
type PageOfSkus = Page<string>;

export const productKey = (sku: string): string => `product:${sku}`;
const skuOf = (key: string): string => key.slice(productKey('').length);

/** Categories may be long, and of any characters: no cache takes all of them in a key. */
const pageKey = (query: readonly unknown[]): string =>
  `page:${createHash('sha256').update(JSON.stringify(query)).digest('base64url')}`;

/**
 * The catalog as pages show it. A price that changes through it, or of which an event tells, makes the product's copy go. Which products are
 * on a page never changes in this shop; where it did, a page could be old by `ttlMs`.
 */
export function cachedCatalog(catalog: Catalog, through: ReadThrough, ttlMs: number): Catalog {
  const products = async (skus: readonly string[]): Promise<ReadonlyMap<string, Product>> =>
    through.read([...new Set(skus)].map(productKey), ttlMs, async (keys) => {
      const found = await catalog.find({ skus: keys.map(skuOf) });
      return new Map(found.map((product) => [productKey(product.sku), product]));
    });

  return {
    async find({ skus }) {
      // Some caches cannot be asked for nothing.
      if (skus.length === 0) return [];
      return [...(await products(skus)).values()];
    },

    async list(query) {
      const key = pageKey([query.category ?? null, query.cursor ?? null, query.limit]);
      let asked: Page<Product> | undefined;
      const pages = await through.read<PageOfSkus>([key], ttlMs, async () => {
        asked = await catalog.list(query);
        const { items, nextCursor } = asked;
        return new Map([[key, { items: items.map(({ sku }) => sku), nextCursor }]]);
      });
      if (asked !== undefined) return asked;
      const page = pages.get(key);
      if (page === undefined) return catalog.list(query);
      if (page.items.length === 0) return { items: [], nextCursor: page.nextCursor };
      const bySku = await products(page.items);
      return {
        items: page.items.flatMap((sku) => bySku.get(productKey(sku)) ?? []),
        nextCursor: page.nextCursor,
      };
    },

    async changePrice(command) {
      const changed = await catalog.changePrice(command);
      // Before the answer, so that who has changed a price sees it. If it fails, the event makes up for it.
      if (changed.ok) await through.forget([productKey(command.sku)]).catch(() => undefined);
      return changed;
    },
  };
}
