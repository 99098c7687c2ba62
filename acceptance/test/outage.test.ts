import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Order } from '../behaviour/contract.ts';
import type { Customer } from '../behaviour/customer.ts';
import { eventually, expectProblem } from '../behaviour/expectations.ts';
import { Shop } from '../behaviour/shop.ts';
import { type DeployedShop, deployShop } from '../deployed-shop.ts';

/** The saga tries a step for 10 s, the last attempt may take 3 s. ms. */
const PATIENCE_MS = 14_000;
/** How long a shop that is ready may take to be quick again. ms. */
const RECOVERY_MS = 30_000;

/** What only microservices can be: partly there. */
describe('the microservices without one of their services', () => {
  let deployed: DeployedShop;
  let shop: Shop;
  let customer: Customer;

  beforeAll(async () => {
    deployed = await deployShop('microservices');
    shop = new Shop(deployed, ['order-still-pending']);
    customer = await shop.customer();
    // The first page after a start may come before recommendations has learned from all that was bought.
    await expectWholeOverview();
  });
  afterAll(() => shop?.close());

  /** Runs `work` while the service is dead, and waits afterwards until the shop is whole again. */
  async function without(service: string, work: () => Promise<void>): Promise<void> {
    await deployed.system.kill(service);
    try {
      await work();
    } finally {
      await deployed.system.restart(service);
    }
    await eventually('the shop to be ready again', async () => {
      const { status } = await shop.get('/health/ready');
      return status === 200 ? true : undefined;
    });
  }

  /** A 503 or a 504, while the service is away: nobody waits for it to come back. */
  async function expectOutage(path: string): Promise<void> {
    const answer = await customer.get(path);
    expectProblem(answer, [503, 504], 'service-unavailable', 'upstream-timeout');
    expect(answer.headers['retry-after']).toBe(answer.status === 503 ? '1' : undefined);
  }

  /** On a busy machine a part that is back may miss the overview's deadline once more. */
  async function expectWholeOverview(): Promise<void> {
    const isWhole = async () => ((await customer.overview()).degraded.length === 0 ? true : undefined);
    await eventually('no part of the overview to be missing', isWhole, RECOVERY_MS);
  }

  it('show an overview without notices', async () => {
    await without('notifications', async () => {
      const page = await customer.overview();
      expect(page).toMatchObject({ notices: null, degraded: ['notices'] });
      expect(page.orders.length).toBeGreaterThan(0);
      expect((await shop.get('/health/ready')).status, 'ready without what it can do without').toBe(200);
    });
    await expectWholeOverview();
  });

  it('sell without recommending', async () => {
    const { sku, price } = await shop.product();
    const buyer = await shop.customer(price.amount);
    await without('recommendations', async () => {
      const { id } = await buyer.placeOrder([{ sku, quantity: 1 }]);
      expect((await buyer.cancelOrder(id)).status).toBe('cancelled');
      const [page] = await Promise.all([
        customer.overview(),
        expectOutage(`/products/${sku}/recommendations`),
      ]);
      expect(page).toMatchObject({ recommendations: null, degraded: ['recommendations'] });
    });
    await expectWholeOverview();
  });

  it.each([
    ['payments', '/me/overview'],
    ['orders', '/orders'],
    ['catalog', '/products'],
    ['inventory', '/products/SKU-00001'],
  ])('are alive but not ready without %s, and answer in time for %s', async (service, path) => {
    await without(service, async () => {
      const [ready, alive] = await Promise.all([
        shop.get('/health/ready'),
        shop.get('/health/live'),
        expectOutage(path),
      ]);
      expectProblem(ready, 503, 'not-ready');
      expect(alive.status).toBe(200);
    });
    expect((await customer.get(path)).status).toBe(200);
  });

  it('accept an order that they cannot decide in time, and decide it wholly one way when the service is back', async () => {
    const { sku, price, available } = await shop.product();
    const buyer = await shop.customer(price.amount);
    const balance = await buyer.balance();
    let id = '';
    await without('payments', async () => {
      const answer = await buyer.post('/orders', { lines: [{ sku, quantity: 1 }] });
      expect(answer.status, answer.text).toBe(202);
      const order = answer.json() as Order;
      expect(order.status).toBe('pending');
      expect(answer.headers.location).toBe(`/orders/${order.id}`);
      id = order.id;
    });
    const ended = await eventually('the order to be decided', async () => {
      const order = await buyer.order(id);
      return order.status === 'pending' ? undefined : order.status;
    });
    // Payments is back before the saga's patience ends, or after: both are right, half of each is not.
    const sold = ended === 'confirmed' ? 1 : 0;
    expect(await buyer.balance()).toBe(balance - sold * price.amount);
    expect(await shop.available(sku)).toBe(available - sold);
  });

  it('reject an order whose service stays away, and give the stock back', async () => {
    const { sku, price, available } = await shop.product();
    const buyer = await shop.customer(price.amount);
    const key = { 'Idempotency-Key': 'given-up' };
    await without('payments', async () => {
      const { status, text } = await buyer.post('/orders', { lines: [{ sku, quantity: 1 }] }, key);
      expect(status, text).toBe(202);
      // The way back needs payments too: it must leave a tombstone for the charge that may still come.
      await eventually(
        'the saga to lose patience',
        async () => {
          const [order] = await buyer.orders();
          return order && Date.now() - Date.parse(order.placedAt) > PATIENCE_MS ? true : undefined;
        },
        2 * PATIENCE_MS,
      );
    });
    const order = await eventually('the order to be decided', async () => {
      const [latest] = await buyer.orders();
      return latest?.status === 'pending' ? undefined : latest;
    });
    expect(order).toMatchObject({ status: 'rejected', reason: 'no-answer' });
    // Told again, it is the same refusal, and no invitation to try again.
    const told = await buyer.post('/orders', { lines: [{ sku, quantity: 1 }] }, key);
    expectProblem(told, [409], 'no-answer');
    expect(told.headers['retry-after']).toBeUndefined();
    expect(await shop.available(sku)).toBe(available);
  });
});
