import type { ProbeBench } from '@lab/lab/scenario/probe';
import { lookupsOf } from './counts.ts';
import { priceChange, priceIn, productPage } from './prices.ts';

/** So many ask for each product at once. */
const READERS = 6;
/** What no product of the shop costs, minor units: each change is one. */
const PRICE = 1_234_567;

/**
 * Many who miss a copy and ask the origin, while the price changes: what they are told may be old when they come to keep it. Such a late value must be
 * refused, or the page shows the old price until its copy expires.
 *
 * @param skus products of which there is no copy
 * @returns late values that were refused, and products whose page showed the old price once all had been answered; nothing where there is no cache
 */
export async function lateFills(
  bench: Pick<ProbeBench, 'ask' | 'processes' | 'metrics'>,
  staff: string,
  skus: readonly string[],
): Promise<Record<string, number>> {
  const before = await lookupsOf(bench);
  if (!before) return {};
  let stale = 0;
  for (const sku of skus) {
    const read = () => bench.ask(productPage(sku));
    // Some ask before the change, and some after it.
    const early = Array.from({ length: READERS / 2 }, read);
    const change = bench.ask(priceChange(staff, sku, PRICE));
    const [changed] = await Promise.all([change, ...early, ...Array.from({ length: READERS / 2 }, read)]);
    const { outcome, body } = await read();
    if (changed.outcome === 'ok' && outcome === 'ok' && priceIn(body) !== PRICE) stale += 1;
  }
  const after = await lookupsOf(bench);
  return { 'late-refused': (after?.refused ?? 0) - before.refused, 'late-kept': stale };
}
