import { setTimeout as delay } from 'node:timers/promises';
import type { ProbeBench } from '@lab/lab/scenario/probe';
import type { PlannedRequest } from '@lab/lab/scenario/workload';
import { expect, it } from 'vitest';
import { lateFills } from './fills.ts';

/**
 * A shop with a cache, in which a change takes 4 ms, and readers keep 8 ms later what they were told.
 *
 * @param refuses whether what is late is refused; undefined where there is no cache
 */
function shopWith(refuses: boolean | undefined) {
  const prices = new Map<string, number>();
  const copies = new Map<string, number>();
  const changes = new Map<string, number>();
  let refused = 0;
  const bench = {
    processes: ['monolith'],
    async ask({ method, path, body }: PlannedRequest) {
      const sku = path.split('/')[2] ?? '';
      if (method === 'PUT') {
        await delay(4);
        prices.set(sku, (JSON.parse(body ?? '{}') as { amount: number }).amount);
        copies.delete(sku);
        changes.set(sku, (changes.get(sku) ?? 0) + 1);
        return { status: 200, body: '', outcome: 'ok' };
      }
      const asked = { amount: prices.get(sku) ?? 100, changes: changes.get(sku) };
      const amount = copies.get(sku) ?? asked.amount;
      await delay(8);
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
  // Six readers of each of two products ask before the change, at once and after 1 ms.
  [true, { 'late-refused': 12, 'late-kept': 0 }],
  [false, { 'late-refused': 0, 'late-kept': 2 }],
  [undefined, {}],
])(
  'counts late values that were refused, and those that were kept, where they are refused: %s',
  async (refuses, told) => {
    expect(await lateFills(shopWith(refuses), 'staff', ['one', 'two'])).toEqual(told);
  },
);
