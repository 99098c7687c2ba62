import type { HttpResponse, PlannedRequest, Step } from '@lab/lab/scenario/workload';
import type { Chance } from '@lab/lab/stats/random';
import { answered, get } from '../shop/http.ts';
import { type Mix, slotAt } from '../shop/mix.ts';

interface Data {
  readonly skus: readonly string[];
}

/** Answers of three sizes, as often each: what one costs more than another is what it carries. */
const MIX: Mix = { product: 4, browse: 4, 'large-page': 4 };

const PATHS: Readonly<Record<string, (sku: string) => string>> = {
  product: (sku) => `/products/${sku}`,
  browse: () => '/products',
  'large-page': () => '/products?limit=100',
};

/** Nobody signs in and nothing changes: all requests read the catalog, and the first the stock of its product besides. */
export function* setUp(): Generator<readonly Step[], Data, readonly HttpResponse[]> {
  const [page] = yield [get('/products?limit=100')];
  const { items } = answered<{ items: { sku: string }[] }>(page, 200);
  if (items.length !== 100) throw new Error(`a page of a hundred products has ${items.length}`);
  return { skus: items.map(({ sku }) => sku) };
}

export function request({ skus }: Data, iteration: number, chance: Chance): PlannedRequest {
  const { endpoint } = slotAt(MIX, iteration, chance);
  const sku = skus[Math.floor(chance.at(iteration)() * skus.length)];
  const path = PATHS[endpoint];
  if (sku === undefined || path === undefined) throw new Error(`nothing to ask for ${endpoint}`);
  return { endpoint, method: 'GET', path: path(sku), expect: [200] };
}
