import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '@lab/shared-domain/seed/random';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POOR_CUSTOMER } from '../behaviour/facts.ts';
import { Shop } from '../behaviour/shop.ts';
import { expectBooksInOrder, totalsOfMarket } from '../books.ts';
import { type DeployedShop, deployShop } from '../deployed-shop.ts';
import { RestlessCustomers } from '../restless-customers.ts';

/** Changes the moments of the kills and what is ordered. */
const SEED = 20_240_601;
const KILLS = 6;
const CUSTOMERS = 11;

/**
 * Sagas under kill -9. Some ten orders are at different steps at any moment (reserve, charge, confirm, commit, and, for
 * the customer without money, their way back), so random moments find all of them sooner or later.
 */
describe('the microservices keep their books when a service is killed', () => {
  let deployed: DeployedShop;
  let shop: Shop;
  let unexpected: Error | undefined;

  beforeAll(async () => {
    deployed = await deployShop('microservices');
    shop = new Shop(deployed, ['order-still-pending']);
    deployed.system.failure.catch((error: Error) => {
      unexpected = error;
    });
  });
  afterAll(() => shop?.close());

  it.each([
    { service: 'orders', why: 'which runs the sagas' },
    { service: 'payments', why: 'while wallets are charged' },
    { service: 'inventory', why: 'while stock is reserved' },
  ])('the $service service, $why', { timeout: 180_000 }, async ({ service }) => {
    const random = new Random(SEED, service);
    const customers = [...(await shop.customers(CUSTOMERS)), await shop.signIn(POOR_CUSTOMER)];
    const products = [await shop.product(), await shop.product(), await shop.product(), await shop.product()];
    const market = {
      url: deployed.url,
      tokens: customers.map(({ token }) => token),
      skus: products.map(({ sku }) => sku),
    };
    const before = await totalsOfMarket(market);
    const restless = new RestlessCustomers(customers, products, SEED);

    let interrupted = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      await delay(random.integer(100, 700));
      interrupted += restless.underWay;
      await deployed.system.kill(service);
      await delay(random.integer(0, 300));
      await deployed.system.restart(service);
    }
    await restless.stop();
    await restless.insist();

    expect(interrupted, 'the kills hit requests under way').toBeGreaterThanOrEqual(KILLS);
    const confirmed = restless.wishes.filter(({ status }) => status === 201);
    const refused = restless.wishes.filter(({ status }) => status === 402);
    expect(confirmed.length, 'orders were placed all the same').toBeGreaterThan(KILLS);
    expect(refused.length, 'orders were taken back').toBeGreaterThan(0);
    await expectBooksInOrder(before, market, restless.wishes);
    expect(unexpected, 'no other process ended').toBeUndefined();
  });
});
