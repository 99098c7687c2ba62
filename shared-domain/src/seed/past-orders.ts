import type { Product } from '../catalog/catalog.ts';
import { sum, times } from '../kernel/money.ts';
import type { OrderLine, StoredOrder } from '../orders/orders.ts';
import { SEEDED_UNTIL } from './known.ts';
import { DEPARTMENTS } from './products.ts';
import { Popularity, Random } from './random.ts';

const DAY_MS = 86_400_000;
const DAYS = 90;
/** How busy the shop is in each hour of the day (UTC), relative to its busiest. */
const BUSY = [5, 3, 2, 1, 1, 2, 5, 12, 22, 32, 40, 45, 55, 48, 42, 42, 48, 60, 75, 92, 100, 88, 50, 18];

/** Exponents of Zipf's law, chosen so that the most popular product of a category sells some ten times the median. */
const PRODUCT_POPULARITY = 0.7;
const CUSTOMER_ACTIVITY = 0.4;

/**
 * Confirmed orders, oldest first, with a structure to be found: every product has companions that it is bought together
 * with, every customer has favourite categories, and a few products and customers account for much of the trade.
 */
export function generatePastOrders(
  seed: number,
  shop: { products: readonly Product[]; customerIds: readonly string[]; count: number },
): StoredOrder[] {
  const random = new Random(seed, 'past orders');
  const shelves = arrange(shop.products, random);
  const favourites = new Map(
    shop.customerIds.map((id) => [id, random.shuffled(shelves.categories).slice(0, 3)]),
  );
  const customers = new Popularity(random.shuffled(shop.customerIds), CUSTOMER_ACTIVITY);
  return placedTimes(shop.count, random).map((time, index) => {
    const customerId = customers.draw(random);
    const basket = fillBasket(shelves, favourites.get(customerId) ?? shelves.categories, random);
    const lines = [...basket].map((product) => lineOf(product, random));
    return {
      id: orderId(time, random),
      customerId,
      status: 'confirmed',
      reason: null,
      lines,
      total: sum(lines.map((line) => times(line.unitPrice, line.quantity))),
      placedAt: new Date(time).toISOString(),
      // No client sent this request, so no client can repeat it.
      idempotency: { key: `seed-${index + 1}`, requestHash: 'seed' },
    };
  });
}

interface Shelves {
  readonly categories: readonly string[];
  readonly all: Popularity<Product>;
  readonly byCategory: ReadonlyMap<string, Popularity<Product>>;
  readonly companions: ReadonlyMap<Product, readonly Product[]>;
}

function arrange(products: readonly Product[], random: Random): Shelves {
  const ranked = random.shuffled(products);
  const inCategory = new Map<string, Product[]>();
  for (const product of ranked)
    inCategory.set(product.category, [...(inCategory.get(product.category) ?? []), product]);
  const goesWith = new Map(DEPARTMENTS.map(({ category, goesWith: others }) => [category, others]));
  const companionsOf = (product: Product): Product[] => {
    const shelves = [product.category, ...(goesWith.get(product.category) ?? [])];
    return Array.from({ length: 4 }, () => random.pick(inCategory.get(random.pick(shelves)) ?? ranked));
  };
  return {
    categories: [...inCategory.keys()],
    all: new Popularity(ranked, PRODUCT_POPULARITY),
    byCategory: new Map(
      [...inCategory].map(([name, shelf]) => [name, new Popularity(shelf, PRODUCT_POPULARITY)]),
    ),
    companions: new Map(ranked.map((product) => [product, companionsOf(product)])),
  };
}

function fillBasket(shelves: Shelves, favourites: readonly string[], random: Random): Set<Product> {
  const fromFavourite = () => (shelves.byCategory.get(random.pick(favourites)) ?? shelves.all).draw(random);
  const basket = new Set([random.chance(0.8) ? fromFavourite() : shelves.all.draw(random)]);
  while (basket.size < 6 && random.chance(0.62)) {
    const companions = shelves.companions.get(random.pick([...basket])) ?? [];
    basket.add(random.chance(0.7) && companions.length > 0 ? random.pick(companions) : fromFavourite());
  }
  return basket;
}

function lineOf({ sku, name, price }: Product, random: Random): OrderLine {
  return { sku, name, unitPrice: price, quantity: random.chance(0.8) ? 1 : random.integer(2, 3) };
}

/** Distinct instants, ascending, epoch ms: evenly over the days, unevenly over the hours. */
function placedTimes(count: number, random: Random): number[] {
  const times = new Set<number>();
  while (times.size < count) {
    const timeOfDay = random.integer(0, DAY_MS - 1);
    if (random.integer(1, 100) > (BUSY[Math.floor(timeOfDay / 3_600_000)] ?? 0)) continue;
    times.add(SEEDED_UNTIL - random.integer(1, DAYS) * DAY_MS + timeOfDay);
  }
  return [...times].sort((a, b) => a - b);
}

/** A UUID version 7 (RFC 9562, 5.7) of a time and of random bits that the seed decides. */
function orderId(time: number, random: Random): string {
  const hex = (digits: number) =>
    random
      .integer(0, 16 ** digits - 1)
      .toString(16)
      .padStart(digits, '0');
  const at = time.toString(16).padStart(12, '0');
  return `${at.slice(0, 8)}-${at.slice(8)}-7${hex(3)}-${random.pick(['8', '9', 'a', 'b'])}${hex(3)}-${hex(6)}${hex(6)}`;
}
