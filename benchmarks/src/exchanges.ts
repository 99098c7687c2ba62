import { generateShop } from '@lab/shared-domain/seed/shop-seed';

/** What is asked of a context, and what it answers. */
export interface Exchange {
  readonly context: string;
  readonly method: string;
  readonly question: unknown;
  readonly answer: unknown;
}

const { products } = generateShop(1).catalog;
const find: Exchange = {
  ...{ context: 'catalog', method: 'find' },
  question: { skus: [products[0]?.sku] },
  answer: products.slice(0, 1),
};
const page = (limit: number): Exchange => ({
  ...{ context: 'catalog', method: 'list' },
  question: { limit },
  answer: { items: products.slice(0, limit), nextCursor: products[limit]?.sku ?? null },
});

/** From a small answer to a large one. */
export const EXCHANGES: readonly (readonly [name: string, exchange: Exchange])[] = [
  ['one product', find],
  ['a page of 20', page(20)],
  ['a page of 100', page(100)],
];

export const patternOf = ({ context, method }: Exchange): string => `${context}.${method}`;
