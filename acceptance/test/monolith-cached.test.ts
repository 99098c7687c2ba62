import { expect, it } from 'vitest';
import { Shop } from '../behaviour/shop.ts';
import { deployShop } from '../deployed-shop.ts';
import { suiteOf } from '../suite-arm.ts';

suiteOf('monolith-cached');

/** Milliseconds that a request for products spent in calls, by its own account. */
async function timeInCalls(topology: string): Promise<number> {
  const shop = new Shop(await deployShop(topology), []);
  try {
    const header = String((await shop.get('/products')).headers['server-timing']);
    return Number(/\bcalls;dur=([\d.]+)/.exec(header)?.[1]);
  } finally {
    await shop.close();
  }
}

it('serializes its calls, which the monolith does not', async () => {
  expect(await timeInCalls('monolith-serialized')).toBeGreaterThan(0);
  expect(await timeInCalls('monolith')).toBe(0);
});
