import { describe, expect, it } from 'vitest';
import { type Product, productPage, productWithStock } from './contract.ts';
import { expectInvalid, expectJson, expectProblem, expectRefused } from './expectations.ts';
import { SEEDED_CATEGORIES, SEEDED_PRODUCTS_AT_LEAST } from './facts.ts';
import type { Shop } from './shop.ts';

export function products(shop: () => Shop): void {
  /** Every product of a list, page by page, following the cursor. */
  async function walk(query: string): Promise<Product[]> {
    const found: Product[] = [];
    let cursor: string | null = null;
    do {
      const next: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = expectJson(await shop().get(`/products?${query}${next}`), 200, productPage);
      found.push(...page.items);
      expect(found.length, 'the walk through the pages must end').toBeLessThan(100_000);
      if (page.nextCursor !== null)
        expect(page.items.length, 'only the last page may be short').toBeGreaterThan(0);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return found;
  }

  describe('the list of products', () => {
    it('shows 20 at a time, in order of sku, to anybody', async () => {
      const page = expectJson(await shop().get('/products'), 200, productPage);
      expect(page.items).toHaveLength(20);
      const skus = page.items.map((item) => item.sku);
      expect(skus).toEqual([...skus].sort());
      expect(page.nextCursor).not.toBeNull();
    });

    it('shows 1 to 100 at a time', async () => {
      const all = await walk('limit=100');
      for (const limit of [1, 2, 99, 100]) {
        const page = expectJson(await shop().get(`/products?limit=${limit}`), 200, productPage);
        expect(page.items).toEqual(all.slice(0, limit));
        expect(page.nextCursor === null).toBe(all.length <= limit);
      }
    });

    it('can be walked through without a gap or a repetition, whatever the size of the pages', async () => {
      const large = (await walk('limit=100')).map((item) => item.sku);
      const small = (await walk('limit=37')).map((item) => item.sku);
      expect(small).toEqual(large);
      expect(new Set(large).size).toBe(large.length);
      expect(large).toEqual([...large].sort());
      expect(large.length).toBeGreaterThanOrEqual(SEEDED_PRODUCTS_AT_LEAST);
    });

    it('can be had by category, and the categories together are the whole', async () => {
      const all = await walk('limit=100');
      const categories = [...new Set(all.map((item) => item.category))];
      expect(categories.length).toBe(SEEDED_CATEGORIES);
      const [category = ''] = categories;
      const chosen = await walk(`limit=7&category=${encodeURIComponent(category)}`);
      expect(chosen).toEqual(all.filter((item) => item.category === category));
    });

    it('can be of named products, in order of sku, each once', async () => {
      const { items } = expectJson(await shop().get('/products?limit=3'), 200, productPage);
      const [first, second, third] = items.map(({ sku }) => sku);
      const named = async (query: string) => {
        const { items, nextCursor } = expectJson(await shop().get(`/products?${query}`), 200, productPage);
        return [items.map(({ sku }) => sku), nextCursor];
      };
      expect(await named(`skus=${third},${first},${first},SKU-99999`)).toEqual([[first, third], null]);
      expect(await named(`skus=${third},${first},${second}&limit=2`)).toMatchObject([
        [first, second],
        expect.stringContaining(second ?? '-'),
      ]);
      expect(await named(`skus=${first}&category=no-such-category`)).toEqual([[], null]);
    });

    it.each(['', ',', 'a,', 'a b', '%00', 'a,,b', `${'a,'.repeat(20)}a`])('refuses skus=%s', async (skus) => {
      expectInvalid(await shop().get(`/products?skus=${encodeURI(skus)}`), 'skus');
    });

    it.each([
      ['one that does not exist', 'no-such-category'],
      ['SQL', "' OR 1=1 --"],
      ['a wildcard', '%'],
      ['the prototype', '__proto__'],
      ['a null byte', '\u0000'],
      ['right-to-left text', '\u202Eكتب'],
      ['an emoji', '🛒'],
    ])('has nothing in the category: %s', async (_name, category) => {
      const answer = await shop().get(`/products?category=${encodeURIComponent(category)}`);
      if (answer.status === 400) expectInvalid(answer, 'category');
      else expect(expectJson(answer, 200, productPage)).toEqual({ items: [], nextCursor: null });
    });

    it.each([
      '0',
      '-1',
      '101',
      '1.5',
      'abc',
      '',
      'NaN',
      'Infinity',
      '1e99',
      '99999999999999999999',
      '%00',
      '１０',
    ])('refuses limit=%s', async (limit) => {
      expectInvalid(await shop().get(`/products?limit=${encodeURI(limit)}`), 'limit');
    });

    it.each([
      ['a limit twice', 'limit=1&limit=2', /^limit/],
      ['a category twice', 'category=a&category=b', /^category/],
      ['a cursor twice', 'cursor=a&cursor=b', /^cursor/],
      ['a limit in brackets', 'limit[]=1', undefined],
      ['an object for a category', 'category[$ne]=x', undefined],
      ['an unknown parameter', 'sort=price', undefined],
      ['a parameter named __proto__', '__proto__=1', undefined],
      ['a parameter named constructor', 'constructor=1', undefined],
      ['a cursor of 201 characters', `cursor=${'x'.repeat(201)}`, /^cursor/],
    ])('refuses %s', async (_name, query, path) => {
      expectInvalid(await shop().get(`/products?${query}`), path);
    });

    it.each(['x', '🛒', "' OR 1=1 --", '\u0000', '../../etc/passwd', 'eyJza3UiOjF9', '-1', 'null'])(
      'refuses the cursor %j',
      async (cursor) => {
        expectInvalid(await shop().get(`/products?limit=2&cursor=${encodeURIComponent(cursor)}`), 'cursor');
      },
    );
  });

  describe('a product', () => {
    it('tells how many are available', async () => {
      const page = expectJson(await shop().get('/products?limit=1'), 200, productPage);
      const [listed] = page.items;
      const { available, ...rest } = expectJson(
        await shop().get(`/products/${listed?.sku}`),
        200,
        productWithStock,
      );
      expect(rest).toEqual(listed);
      expect(available).toBeGreaterThanOrEqual(0);
    });

    it.each([
      'SKU-99999',
      'sku-00001',
      'SKU-00001%20',
      'SKU-00001%00',
      '__proto__',
      'constructor',
      'toString',
      "'%20OR%20'1'='1",
      '%F0%9F%9B%92',
      '%E2%80%AE',
      '..%2F..%2Fetc%2Fpasswd',
    ])('that nobody sells is unknown: %s', async (sku) => {
      const answer = await shop().get(`/products/${sku}`);
      if (answer.status === 400) expectInvalid(answer);
      else expectProblem(answer, 404, 'unknown-product');
    });

    it('with a sku of 2,000 characters is unknown', async () => {
      expectProblem(await shop().get(`/products/${'x'.repeat(2_000)}`), 404, 'unknown-product');
    });

    it('with a sku that is not even text is the client’s mistake', async () => {
      for (const sku of ['%E0%A4%A', '%', '%ff%fe']) expectRefused(await shop().get(`/products/${sku}`));
    });
  });
}
