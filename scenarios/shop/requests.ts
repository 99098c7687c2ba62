import type { PlannedRequest } from '@lab/lab/scenario/workload';
import type { Chance, Random } from '@lab/lab/stats/random';
import type { Slot } from './mix.ts';
import { type ShopData, SOLD_OUT } from './shoppers.ts';

/** What a request is made from. */
interface Making {
  readonly data: ShopData;
  readonly slot: Slot;
  readonly iteration: number;
  readonly seed: number;
  readonly random: Random;
}

type Recipe = (making: Making) => Omit<PlannedRequest, 'endpoint'>;

/** How each endpoint of the shop is asked. */
const RECIPES: Readonly<Record<string, Recipe>> = {
  browse: ({ data, random }) => {
    const kind = random();
    if (kind < 0.5) return read(`/products?category=${encodeURIComponent(pick(data.categories, random))}`);
    if (kind < 0.8 || data.cursors.length === 0) return read('/products');
    return read(`/products?cursor=${encodeURIComponent(pick(data.cursors, random))}`);
  },
  product: ({ data, random }) => read(`/products/${pick(data.skus, random)}`),
  recommendations: ({ data, random }) => read(`/products/${pick(data.skus, random)}/recommendations`),
  overview: ({ data, random }) => read('/me/overview', pick(data.tokens, random)),
  // The poor one, where there is one: that one has the most orders under way at a time.
  'my-orders': ({ data, random }) => read('/orders?limit=20', data.poor ?? pick(data.tokens, random)),
  // Customers take turns and products are drawn evenly, so that no wallet and no shelf empties before the others.
  'place-order': (making) => {
    const { data, slot } = making;
    return order(
      making,
      data.tokens[slot.nth % data.tokens.length],
      linesOf(making, 1 + (slot.nth % 3)),
      201,
    );
  },
  /** The wallet refuses it when its stock has been reserved. */
  'declined-order': (making) => order(making, making.data.poor, linesOf(making, 1), 402),
  /** The stock refuses it, the product that there is included. */
  'short-order': (making) => {
    const { data, slot } = making;
    const lines = [...linesOf(making, 1), { sku: SOLD_OUT, quantity: 1 }];
    return order(making, data.tokens[slot.nth % data.tokens.length], lines, 409);
  },
  'cancel-order': ({ data, slot }) => {
    const order = data.cancellable[slot.nth];
    if (!order) throw new Error(`only ${data.cancellable.length} orders were set aside for cancelling`);
    const headers = { authorization: `Bearer ${data.tokens[order.customer]}` };
    return { method: 'POST', path: `/orders/${order.orderId}/cancel`, headers, expect: [200] };
  },
};

/** The request of a slot: the same for the same arguments, in every driver. */
export function requestAt(data: ShopData, slot: Slot, iteration: number, chance: Chance): PlannedRequest {
  const recipe = RECIPES[slot.endpoint];
  if (!recipe) throw new Error(`no such endpoint: ${slot.endpoint}`);
  const making = { data, slot, iteration, seed: chance.seed, random: chance.at(iteration) };
  return { endpoint: slot.endpoint, ...recipe(making) };
}

interface Line {
  readonly sku: string;
  readonly quantity: number;
}

const linesOf = ({ data, random }: Making, many: number): Line[] =>
  Array.from({ length: many }, () => ({ sku: pick(data.wellStocked, random), quantity: 1 }));

/** @param status of the answer that is expected. @throws when nobody is there to order */
function order(
  { seed, iteration }: Making,
  token: string | undefined,
  lines: readonly Line[],
  status: number,
): ReturnType<Recipe> {
  if (token === undefined) throw new Error('no customer was set aside for this order');
  return {
    method: 'POST',
    path: '/orders',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': `load-${seed}-${iteration}`,
    },
    body: JSON.stringify({ lines }),
    expect: [status],
  };
}

function read(path: string, token?: string): ReturnType<Recipe> {
  const headers = token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } };
  return { method: 'GET', path, ...headers, expect: [200] };
}

/** One of the items. Throws on an empty list. */
function pick<T>(items: readonly T[], random: Random): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}
