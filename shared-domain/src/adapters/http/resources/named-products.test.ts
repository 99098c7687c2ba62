import { expect, it } from 'vitest';
import type { Product } from '../../../catalog/catalog.ts';
import { euros } from '../../../kernel/money.ts';
import { namedPage } from './named-products.ts';

const product = (sku: string, category = 'cups'): Product => ({
  ...{ sku, category, name: sku, description: '', price: euros(1) },
});
const FOUND = [product('C'), product('A'), product('B', 'plates'), product('D')];
const skusOf = (query: Parameters<typeof namedPage>[1]) => {
  const { items, nextCursor } = namedPage(FOUND, query);
  return [items.map(({ sku }) => sku).join(''), nextCursor];
};

it('shows named products in order of sku, and goes on where the page before has ended', () => {
  expect(skusOf({ limit: 20 })).toEqual(['ABCD', null]);
  expect(skusOf({ limit: 3 })).toEqual(['ABC', 'C']);
  expect(skusOf({ limit: 3, cursor: 'C' })).toEqual(['D', null]);
  expect(skusOf({ limit: 4 })).toEqual(['ABCD', null]);
});

it('shows those of the category that is asked for', () => {
  expect(skusOf({ limit: 2, category: 'cups' })).toEqual(['AC', 'C']);
  expect(skusOf({ limit: 2, category: 'spoons' })).toEqual(['', null]);
});
