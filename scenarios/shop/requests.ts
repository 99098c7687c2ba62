import type { PlannedRequest } from '@lab/lab/scenario/workload';
import type { Chance, Random } from '@lab/lab/stats/random';
import type { Slot } from './mix.ts';
import type { ShopData } from './shoppers.ts';

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
  'my-orders': ({ data, random }) => read('/orders?limit=20', pick(data.tokens, random)),
  // Customers take turns and products are drawn evenly, so that no wallet and no shelf empties before the others.
  'place-order': ({ data, slot, seed, iteration, random }) => {
    const size = 1 + (slot.nth % 3);
    const lines = Array.from({ length: size }, () => ({ sku: pick(data.wellStocked, random), quantity: 1 }));
    return {
      method: 'POST',
      path: '/orders',
      headers: {
        authorization: `Bearer ${data.tokens[slot.nth % data.tokens.length]}`,
        'content-type': 'application/json',
        'idempotency-key': `load-${seed}-${iteration}`,
      },
      body: JSON.stringify({ lines }),
      expect: [201],
    };
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
