import { expect, it } from 'vitest';
import type { Product } from '../../catalog/catalog.ts';
import { euros } from '../../kernel/money.ts';
import { conformance } from './conformance.ts';

const product = (sku: string, category = 'tea'): Product => ({
  sku,
  name: `Tea "${sku}"`,
  description: 'Ça infuse, 4 minutes — 🍵',
  category,
  price: euros(499),
});
const skus = (products: readonly Product[]) => products.map(({ sku }) => sku);

conformance('the catalog store', (database) => {
  const store = () => database().stores.catalog;

  it('gives back products as they were added', async () => {
    await store().addAll([product('b'), product('a')]);
    expect(await store().find(['a'])).toEqual([product('a')]);
    expect(skus(await store().find(['b', 'a', 'a', 'nonsense'])).sort()).toEqual(['a', 'b']);
    expect(await store().find([])).toEqual([]);
  });

  it('lists by sku, page by page', async () => {
    await store().addAll(['d', 'a', 'c', 'b', 'B'].map((sku) => product(sku)));
    expect(skus(await store().list({ limit: 2 }))).toEqual(['B', 'a']);
    expect(skus(await store().list({ limit: 2, after: 'a' }))).toEqual(['b', 'c']);
    expect(skus(await store().list({ limit: 2, after: 'c' }))).toEqual(['d']);
    expect(skus(await store().list({ limit: 2, after: 'z' }))).toEqual([]);
  });

  it('lists one category', async () => {
    await store().addAll([product('a'), product('b', 'coffee'), product('c')]);
    expect(skus(await store().list({ category: 'tea', limit: 10 }))).toEqual(['a', 'c']);
    expect(skus(await store().list({ category: 'tea', after: 'a', limit: 10 }))).toEqual(['c']);
    expect(skus(await store().list({ category: '', limit: 10 }))).toEqual([]);
  });

  it('sets the price of a product it has', async () => {
    await store().addAll([product('a')]);
    expect(await store().setPrice('a', euros(1))).toBe(true);
    expect(await store().setPrice('b', euros(1))).toBe(false);
    expect(await store().find(['a', 'b'])).toEqual([{ ...product('a'), price: euros(1) }]);
  });

  it('refuses a sku twice', async () => {
    await expect(store().addAll([product('a'), product('a')])).rejects.toThrow();
    expect(await store().list({ limit: 10 })).toEqual([]);
  });

  it('takes many at once', async () => {
    await store().addAll(Array.from({ length: 5_001 }, (_, i) => product(`sku-${i}`)));
    expect(await store().list({ limit: 10_000 })).toHaveLength(5_001);
  });
});
