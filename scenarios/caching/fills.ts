import { setTimeout as delay } from 'node:timers/promises';
import type { ProbeBench } from '@lab/lab/scenario/probe';
import { priceChange } from '../shop/price-change.ts';
import { lookupsOf } from './counts.ts';
import { priceIn, productPage } from './prices.ts';

/** So many ask for each product at once. */
const READERS = 6;
/**
 * They ask up to so long after the change was asked for, later for each product: only those are late who ask the origin before the change, and
 * would keep what they were told after it. ms
 */
const SPREAD_MS = 8;
/** What no product of the shop costs, minor units: each change is one. */
const PRICE = 1_234_567;

/**
 * Many who miss a copy and ask the origin, while the price changes: what they are told may be old when they come to keep it. Such a late value must be
 * refused, or the page shows the old price until its copy expires.
 *
 * @param skus products of which there is no copy
 * @returns late values that were refused, and products whose page showed the old price afterwards; nothing where there is no cache
 */
export async function lateFills(
  bench: Pick<ProbeBench, 'ask' | 'processes' | 'metrics'>,
  staff: string,
  skus: readonly string[],
): Promise<Record<string, number>> {
  const before = await lookupsOf(bench);
  if (!before) return {};
  const changed: string[] = [];
  for (const [waiting, sku] of skus.entries()) {
    const change = bench.ask(priceChange(staff, sku, PRICE));
    await delay(waiting % SPREAD_MS);
    const readers = Array.from({ length: READERS }, () => bench.ask(productPage(sku)));
    const [{ outcome }] = await Promise.all([change, ...readers]);
    if (outcome === 'ok') changed.push(sku);
  }
  let kept = 0;
  // A value may be kept after its answer, so pages are read again once all have changed.
  for (const sku of changed) {
    const { outcome, body } = await bench.ask(productPage(sku));
    if (outcome === 'ok' && priceIn(body) !== PRICE) kept += 1;
  }
  const after = await lookupsOf(bench);
  return { 'late-refused': (after?.refused ?? 0) - before.refused, 'late-kept': kept };
}
