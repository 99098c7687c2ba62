import type { Sold } from './stock.ts';
import type { Till } from './till.ts';

const PATIENCE_MS = 20_000;

/**
 * Sells the last units of products, one product after the other, each to more buyers than there are units, who all come at once.
 *
 * @returns what each sale came to
 */
export async function lastUnits(
  till: Till,
  { sales, units, buyers }: { readonly sales: number; readonly units: number; readonly buyers: number },
): Promise<Sold[]> {
  const skus: string[] = [];
  for (let sale = 0; sale < sales; sale += 1) {
    const sku = await till.product(units);
    skus.push(sku);
    await Promise.all(Array.from({ length: buyers }, () => till.buy(sku, PATIENCE_MS)));
  }
  return soldOf(till, skus, units);
}

/** What sales came to, once no order is pending. The units that were bought to leave few are not counted. */
export async function soldOf(till: Till, skus: readonly string[], units: number): Promise<Sold[]> {
  const before = await till.settled();
  return Promise.all(
    skus.map(async (sku) => {
      const available = await till.available(sku);
      return { units, confirmed: (before.get(sku) ?? 0) - till.setAside(sku), available };
    }),
  );
}

/** What a crowd of buyers of one product saw. */
export interface Rush {
  /** Orders that were confirmed, per second. */
  readonly perSecond: number;
  /** How long each confirmed order took, until its buyer knew. ms. */
  readonly waits: readonly number[];
  /** Orders that were confirmed, by buyer. */
  readonly byBuyer: readonly number[];
}

/**
 * One product with plenty of stock, and so many buyers, of whom each buys again as soon as he knows how his order ended: all of them want the same lock.
 *
 * @param seconds how long they come
 */
export async function rushFor(
  till: Till,
  now: () => number,
  { buyers, seconds }: { readonly buyers: number; readonly seconds: number },
): Promise<Rush> {
  const sku = await till.product();
  const startedAt = now();
  const until = startedAt + seconds * 1000;
  const waits: number[] = [];
  const buyer = async () => {
    let confirmed = 0;
    while (now() < until) {
      const { outcome, tookMs } = await till.buy(sku, PATIENCE_MS);
      if (outcome !== 'confirmed') continue;
      waits.push(tookMs);
      confirmed += 1;
    }
    return confirmed;
  };
  const byBuyer = await Promise.all(Array.from({ length: buyers }, buyer));
  return { perSecond: (waits.length * 1000) / (now() - startedAt), waits, byBuyer };
}
