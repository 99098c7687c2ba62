import type { HttpResponse } from '@lab/lab/scenario/workload';
import { chanceOf } from '@lab/lab/stats/random';
import { describe, expect, it } from 'vitest';
import { request, setUp } from './workload.ts';

const chance = chanceOf(11);
const products = Array.from({ length: 600 }, (_, i) => ({
  sku: `SKU-${i}`,
  category: i % 2 === 0 ? 'tea' : 'cups & pots',
}));

/** What the set-up makes of a shop that shows its products in two pages. */
function prepared() {
  const answers = (path: string): HttpResponse => {
    if (path === '/sessions') return { status: 201, body: JSON.stringify({ token: 'staff-token' }) };
    const second = path.includes('cursor');
    const items = second ? products.slice(300) : products.slice(0, 300);
    return { status: 200, body: JSON.stringify({ items, nextCursor: second ? null : 'products~SKU-299' }) };
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
    expect(skus.filter((sku) => data.apart.includes(sku))).toEqual([]);
    expect(new Set(data.popular).size).toBe(200);
    expect(data.apart).toHaveLength(120);
  });

  it('goes through all pages of the list', () => {
    expect(new Set(pathsOf('browse'))).toEqual(
      new Set([
        '/products',
        '/products?category=tea',
        '/products?category=cups%20%26%20pots',
        '/products?cursor=products~SKU-299',
      ]),
    );
  });

  it('is the same for the same seed, and another one for another', () => {
    expect(request(data, 7, chanceOf(11))).toEqual(request(data, 7, chance));
    const others = Array.from({ length: 20 }, (_, i) => request(data, i, chanceOf(12)));
    expect(others).not.toEqual(requests.slice(0, 20));
  });
});
