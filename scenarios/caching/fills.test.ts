import type { ProbeBench } from '@lab/lab/scenario/probe';
import type { PlannedRequest } from '@lab/lab/scenario/workload';
import { expect, it } from 'vitest';
import { lateFills } from './fills.ts';

/**
 * A shop with a cache, whose readers ask the origin at once and keep what they were told later: when the price has changed.
 *
 * @param refuses whether what is late is refused; undefined where there is no cache
 */
function shopWith(refuses: boolean | undefined) {
  const prices = new Map<string, number>();
  const copies = new Map<string, number>();
  const changes = new Map<string, number>();
  let refused = 0;
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  const bench = {
    processes: ['monolith'],
    async ask({ method, path, body }: PlannedRequest) {
      const sku = path.split('/')[2] ?? '';
      if (method === 'PUT') {
        prices.set(sku, (JSON.parse(body ?? '{}') as { amount: number }).amount);
        copies.delete(sku);
        changes.set(sku, (changes.get(sku) ?? 0) + 1);
        return { status: 200, body: '', outcome: 'ok' };
      }
      const asked = { amount: prices.get(sku) ?? 100, changes: changes.get(sku) };
      const amount = copies.get(sku) ?? asked.amount;
      await turn();
      if (asked.changes !== changes.get(sku) && refuses) refused += 1;
      else if (!copies.has(sku)) copies.set(sku, asked.amount);
      return { status: 200, body: JSON.stringify({ price: { amount } }), outcome: 'ok' };
    },
    async metrics() {
      return refuses === undefined ? '' : `shop_cache_keys_total{what="refused"} ${refused}\n`;
    },
  };
  return bench as unknown as ProbeBench;
}

it.each([
  // Three readers of each of two products were there before the change.
  [true, { 'late-refused': 6, 'late-kept': 0 }],
  [false, { 'late-refused': 0, 'late-kept': 2 }],
  [undefined, {}],
])('counts late values that were refused, and those that were kept, where they are refused: %s', async (refuses, told) => {
  expect(await lateFills(shopWith(refuses), 'staff', ['one', 'two'])).toEqual(told);
});
