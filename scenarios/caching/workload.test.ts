import type { HttpResponse } from '@lab/lab/scenario/workload';
import { chanceOf } from '@lab/lab/stats/random';
import { describe, expect, it } from 'vitest';
import { request, setUp } from './workload.ts';

const chance = chanceOf(11);
/** As many as there are in the shop, in as many categories that take turns. */
const products = Array.from({ length: 1_200 }, (_, i) => ({
  sku: `SKU-${i}`,
  category: i % 20 === 0 ? 'cups & pots' : `tea-${i % 20}`,
}));

/** What the set-up makes of a shop that shows a hundred products at once. */
function prepared() {
  const answers = (path: string): HttpResponse => {
    if (path === '/sessions') return { status: 201, body: JSON.stringify({ token: 'staff-token' }) };
    const from = Number(/SKU-(\d+)/.exec(path)?.[1] ?? -1) + 1;
    const items = products.slice(from, from + 100);
    const nextCursor = from + 100 < products.length ? `products~SKU-${from + 99}` : null;
    return { status: 200, body: JSON.stringify({ items, nextCursor }) };
  };
  const steps = setUp({ chance, iterations: 100 });
  let next = steps.next();
  while (!next.done) next = steps.next(next.value.map(({ path }) => answers(path)));
  return next.value;
}

const data = prepared();
const requests = Array.from({ length: 5_000 }, (_, iteration) => request(data, iteration, chance));
const pathsOf = (endpoint: string) =>
  requests.filter((each) => each.endpoint === endpoint).map(({ path }) => path);

describe('the load', () => {
  it('asks for three lists, four products and three recommendations of ten', () => {
    expect(pathsOf('browse')).toHaveLength(1_500);
    expect(pathsOf('product')).toHaveLength(2_000);
    expect(pathsOf('recommendations')).toHaveLength(1_500);
  });

  it('asks for few products often and for many seldom, and for none that the probe needs', () => {
    const skus = pathsOf('product').map((path) => path.slice('/products/'.length));
    const times = (sku: string | undefined) => skus.filter((each) => each === sku).length;
    expect(times(data.popular[0])).toBeGreaterThan(3 * times(data.popular[20]));
    expect(new Set(skus).size).toBeGreaterThan(150);
    const apart = [...data.apart.shown, ...data.apart.unseen];
    expect(skus.filter((sku) => apart.includes(sku))).toEqual([]);
    expect(new Set(data.popular).size).toBe(200);
    expect(apart).toHaveLength(240);
  });

  it('knows which of the products that it does not ask for its lists show', () => {
    const shown = new Set<string>();
    for (const path of data.lists) {
      const url = new URL(path, 'http://shop');
      const [category, cursor] = ['category', 'cursor'].map((name) => url.searchParams.get(name));
      const from = products.findIndex(({ sku }) => cursor === `products~${sku}`) + 1;
      const listed = products.slice(from).filter((each) => !category || each.category === category);
      for (const { sku } of listed.slice(0, 20)) shown.add(sku);
    }
    expect(data.apart.unseen.filter((sku) => shown.has(sku))).toEqual([]);
    expect(data.apart.shown.filter((sku) => !shown.has(sku))).toEqual([]);
    expect([data.apart.shown.length, data.apart.unseen.length]).toEqual([112, 128]);
  });

  it('goes through all pages of the list', () => {
    expect(new Set(pathsOf('browse'))).toEqual(new Set(data.lists));
    expect(data.lists).toHaveLength(1 + 20 + 11);
    for (const path of ['/products?category=cups%20%26%20pots', '/products?cursor=products~SKU-99'])
      expect(data.lists).toContain(path);
  });

  it('is the same for the same seed, and another one for another', () => {
    expect(request(data, 7, chanceOf(11))).toEqual(request(data, 7, chance));
    const others = Array.from({ length: 20 }, (_, i) => request(data, i, chanceOf(12)));
    expect(others).not.toEqual(requests.slice(0, 20));
  });
});
