import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Shop } from '../behaviour/shop.ts';
import { expectBooksInOrder, totalsOfMarket } from '../books.ts';
import { type DeployedShop, deployShop } from '../deployed-shop.ts';
import { openMarket } from '../market.ts';
import { RestlessCustomers } from '../restless-customers.ts';

const SEED = 20_240_602;
const CUSTOMERS = 7;
/** Until a saga's lease has ended, and somebody has looked for it. ms. */
const LEASE_MS = 14_000;

/**
 * Two instances of every service. Some sagas are always under way on each of the two that drive them, so that one which dies, or stands still,
 * leaves some. Nobody starts it again before the end.
 */
describe('an instance of orders takes over what the other one leaves', () => {
  let deployed: DeployedShop;
  let shop: Shop;

  beforeAll(async () => {
    deployed = await deployShop('microservices+instances=2');
    shop = new Shop(deployed, ['order-still-pending']);
    // One of them is killed on purpose, and is not to be started again: its death is no failure here.
    deployed.system.failure.catch(() => undefined);
  });
  afterAll(() => shop?.close());

  /** Customers order while `disturb` does something; then all orders must have an outcome, and the books be in order. */
  async function whileOrdering(disturb: () => Promise<void>): Promise<void> {
    const market = await openMarket(shop, { customers: CUSTOMERS, products: 3 });
    const before = await totalsOfMarket(market);
    const restless = new RestlessCustomers(market.customers, market.products, SEED);
    await delay(500);
    expect(restless.underWay).toBeGreaterThan(0);
    await disturb();
    await restless.stop();
    await restless.insist();
    expect(restless.wishes.filter(({ status }) => status === 201).length).toBeGreaterThan(CUSTOMERS);
    expect(restless.wishes.filter(({ status }) => status === 402).length).toBeGreaterThan(0);
    await expectBooksInOrder(before, market, restless.wishes);
  }

  const pidOf = (name: string): number => {
    const found = deployed.system.processes.find((process) => process.name === name);
    if (!found) throw new Error(`there is no ${name}`);
    return found.pid;
  };

  it('when that one stands still for longer than its leases, and goes on then', { timeout: 180_000 }, () =>
    whileOrdering(async () => {
      const pid = pidOf('orders');
      process.kill(pid, 'SIGSTOP');
      try {
        await delay(LEASE_MS);
      } finally {
        process.kill(pid, 'SIGCONT');
      }
      await delay(1_000);
    }),
  );

  it('when that one is killed for good', { timeout: 180_000 }, () =>
    whileOrdering(async () => {
      await deployed.system.kill('orders');
      await delay(500);
    }),
  );
});
