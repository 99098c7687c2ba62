import type { HttpResponse, PlannedRequest, SetUpPlan, Step } from '@lab/lab/scenario/workload';
import type { Chance } from '@lab/lab/stats/random';
import { get } from '../shop/http.ts';
import { slotAt } from '../shop/mix.ts';
import { CATALOG_PAGE, emailOf, readCatalog, STAFF, signInAll } from '../shop/shoppers.ts';
import { drawRank, zipfShares } from './zipf.ts';

/** Pages that a cache can serve, wholly or in part. */
const MIX = { browse: 3, product: 4, recommendations: 3 };
/** In the middle of what was measured of the web. */
const EXPONENT = 0.75;
/** How many products are asked for: within minutes customers see but a part of a catalog. */
const POPULAR = 200;
/** Every so many products, one that only the probe asks for. */
const APART = 5;
/** Products on a page of the list, where nobody asks for more or fewer. */
const SHOWN = 20;

/** How many look at their own overview, again and again. */
const CUSTOMERS = 4;

/** All of it is JSON. */
export interface PopularData {
  /** Paths of pages of the product list. */
  readonly lists: readonly string[];
  /** Products by their popularity, the most popular one first. */
  readonly popular: readonly string[];
  /** See `zipfShares`. */
  readonly shares: readonly number[];
  /** Products that the load does not ask for, by whether its pages of the list show them. There are copies of those that are shown. */
  readonly apart: { readonly shown: readonly string[]; readonly unseen: readonly string[] };
  readonly staff: string;
  /** Tokens of customers. */
  readonly customers: readonly string[];
}

export function* setUp({
  chance,
}: SetUpPlan): Generator<readonly Step[], PopularData, readonly HttpResponse[]> {
  const { products, cursors } = yield* readCatalog();
  const emails = Array.from({ length: CUSTOMERS }, (_, index) => emailOf(index + 1));
  const [staff = '', ...customers] = yield* signInAll([STAFF, ...emails]);
  const skus = products.map(({ sku }) => sku);
  const isApart = (index: number) => index % APART === 0;
  const placeInCategory = placesIn(products.map(({ category }) => category));
  const isShown = (index: number) => index % CATALOG_PAGE < SHOWN || (placeInCategory[index] ?? 0) < SHOWN;
  // Popularity has nothing to do with the place in the catalog.
  const popular = chance
    .shuffled(
      skus.filter((_, index) => !isApart(index)),
      0,
    )
    .slice(0, POPULAR);
  const categories = [...new Set(products.map(({ category }) => category))];
  return {
    lists: [
      '/products',
      ...categories.map((category) => `/products?category=${encodeURIComponent(category)}`),
      ...cursors.map((cursor) => `/products?cursor=${encodeURIComponent(cursor)}`),
    ],
    popular,
    shares: zipfShares(popular.length, EXPONENT),
    apart: {
      shown: skus.filter((_, index) => isApart(index) && isShown(index)),
      unseen: skus.filter((_, index) => isApart(index) && !isShown(index)),
    },
    ...{ staff, customers },
  };
}

/** How many of the same are before each. */
function placesIn(values: readonly string[]): number[] {
  const seen = new Map<string, number>();
  return values.map((value) => {
    const place = seen.get(value) ?? 0;
    seen.set(value, place + 1);
    return place;
  });
}

/** Products and what goes with them are drawn by popularity, pages of the list evenly: there are few of them. */
export function request(
  { lists, popular, shares }: Pick<PopularData, 'lists' | 'popular' | 'shares'>,
  iteration: number,
  chance: Chance,
): PlannedRequest {
  const { endpoint } = slotAt(MIX, iteration, chance);
  const random = chance.at(iteration);
  const planned = (path: string): PlannedRequest => ({ ...get(path), endpoint, expect: [200] });
  if (endpoint === 'browse') return planned(lists[Math.floor(random() * lists.length)] ?? '/products');
  const path = `/products/${popular[drawRank(shares, random)] ?? ''}`;
  return planned(endpoint === 'product' ? path : `${path}/recommendations`);
}
