import type { Money } from '../kernel/money.ts';
import type { Page, PageRequest } from '../kernel/page.ts';
import type { Result } from '../kernel/result.ts';

export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly price: Money;
}

/** What the shop sells and for how much. */
export interface Catalog {
  /** Products in order of their sku, all or those of one category. */
  list(query: PageRequest & { readonly category?: string | undefined }): Promise<Page<Product>>;
  /** The known ones among the skus, in no particular order. */
  find(query: { readonly skus: readonly string[] }): Promise<Product[]>;
  changePrice(command: {
    readonly sku: string;
    readonly price: Money;
  }): Promise<Result<Product, 'unknown-product'>>;
}

export const CATALOG_METHODS = ['list', 'find', 'changePrice'] as const satisfies readonly (keyof Catalog)[];

export interface CatalogStore {
  /** At most `limit` products with a sku greater than `after`, ordered by sku. */
  list(query: {
    category?: string | undefined;
    after?: string | undefined;
    limit: number;
  }): Promise<Product[]>;
  find(skus: readonly string[]): Promise<Product[]>;
  /** False when there is no such product. */
  setPrice(sku: string, price: Money): Promise<boolean>;
  /** Bulk insert for seeding. */
  addAll(products: readonly Product[]): Promise<void>;
}
