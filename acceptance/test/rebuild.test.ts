import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Shop } from '../behaviour/shop.ts';
import { type DeployedShop, deployShop } from '../deployed-shop.ts';

const TIMEOUT = { timeout: 20_000, interval: 100 };

interface Rebuilt {
  readonly events: number;
  readonly products: number;
  readonly digest: string;
}

describe.each([
  { arm: 'monolith+store=events', process: 'monolith' },
  { arm: 'microservices+store=events', process: 'inventory' },
])('the history of $arm', ({ arm, process }) => {
  let deployed: DeployedShop;
  let shop: Shop;
  beforeAll(async () => {
    deployed = await deployShop(arm);
    shop = new Shop(deployed, ['order-still-pending']);
  });
  afterAll(() => shop?.close());

  const rebuilt = async () => JSON.parse(await deployed.operate(process, 'rebuild')) as Rebuilt;

  it('has what was seeded, grows with each order, and is the same after SIGKILL', async () => {
    const seeded = await rebuilt();
    expect(seeded.products).toBe(1_200);
    const customer = await shop.customer();
    await customer.placeOrder([{ sku: (await shop.product()).sku, quantity: 2 }]);
    // Held and sold, of which the product and the order have an event each. The order may be answered before it is sold.
    await vi.waitFor(async () => expect((await rebuilt()).events).toBe(seeded.events + 4), TIMEOUT);
    const after = await rebuilt();
    expect(after.digest).not.toBe(seeded.digest);
    await deployed.system.kill(process);
    expect(await rebuilt()).toMatchObject({ events: after.events, digest: after.digest });
  });
});
