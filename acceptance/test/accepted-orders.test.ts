import { setTimeout as delay } from 'node:timers/promises';
import { topologyOf } from '@lab/lab/topologies/topology-of';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { skipLoudly } from '../../lab/test/skip-loudly.ts';
import type { Order } from '../behaviour/contract.ts';
import { type Customer, freshKey } from '../behaviour/customer.ts';
import { eventually, expectProblem } from '../behaviour/expectations.ts';
import { POOR_CUSTOMER, SCARCE_SKU } from '../behaviour/facts.ts';
import { Shop } from '../behaviour/shop.ts';
import { expectBooksInOrder, totalsOfMarket } from '../books.ts';
import { type DeployedShop, deployShop } from '../deployed-shop.ts';
import { openMarket } from '../market.ts';
import { type OwnServer, startOwnServer, whyNoOwn } from '../own-server.ts';
import { RestlessCustomers } from '../restless-customers.ts';
import { inSharedServers } from '../shared-servers.ts';

const SEED = 20_261_201;
/** A batch that was under way when its broker died is sent again after half a minute at most. */
const BACK_MS = 60_000;
/** What takes orders, and may be killed with orders waiting in it. */
const ARMS = [
  { arm: 'monolith+orders=accepted', dies: 'monolith' },
  { arm: 'microservices+orders=accepted', dies: 'orders' },
  { arm: 'microservices+events=kafka+orders=accepted', dies: 'orders' },
] as const;

describe.each(ARMS)('orders that are accepted first ($arm)', ({ arm, dies }) => {
  const own = topologyOf(arm).components.filter((id) => id !== 'rabbitmq');
  const servers: OwnServer[] = [];
  let deployed: DeployedShop;
  let shop: Shop;

  beforeEach(async (context) => {
    for (const id of own) skipLoudly(context, await whyNoOwn(id));
  });
  afterEach(async () => {
    await shop?.close();
    for (const server of servers.splice(0)) await server.release();
  });

  async function start(env: Record<string, string> = {}, topology: string = arm): Promise<void> {
    const places = inSharedServers(topologyOf(arm).components.filter((id) => id === 'rabbitmq'));
    for (const id of own) {
      const server = await startOwnServer(id);
      servers.push(server);
      Object.assign(places, await server.place());
    }
    deployed = await deployShop(topology, { ...places, ...env });
    deployed.system.failure.catch(() => undefined);
    shop = new Shop(deployed, ['order-still-pending']);
  }

  const ended = (customer: Customer, id: string, withinMs?: number) =>
    eventually(
      `the end of order ${id}`,
      async () => {
        const order = await customer.order(id);
        const { status } = order;
        return status === 'pending' ? undefined : { ...order, status };
      },
      withinMs,
    );

  async function accepted(customer: Customer, sku: string, key = freshKey()): Promise<Order> {
    const lines = [{ sku, quantity: 1 }];
    const answer = await customer.post('/orders', { lines }, { 'idempotency-key': key });
    expect(answer.status, answer.text).toBe(202);
    const order = answer.json() as Order;
    expect(order.status).toBe('pending');
    expect(answer.headers.location).toBe(`/orders/${order.id}`);
    return order;
  }

  it('are seen at their location: confirmed, or rejected with the reason, and told again under their key', async () => {
    await start();
    const product = await shop.product();
    const scarce = await shop.stocked(SCARCE_SKU);
    const buyer = await shop.customer(product.price.amount + 2 * scarce.price.amount);
    const poor = await shop.signIn(POOR_CUSTOMER);
    const key = freshKey();
    const { id } = await accepted(buyer, product.sku, key);
    expect(await ended(buyer, id)).toMatchObject({ id, status: 'confirmed', reason: null });
    const again = await buyer.post(
      '/orders',
      { lines: [{ sku: product.sku, quantity: 1 }] },
      { 'idempotency-key': key },
    );
    expect([again.status, (again.json() as Order).id]).toEqual([201, id]);

    const unpaid = await accepted(poor, product.sku);
    expect(await ended(poor, unpaid.id)).toMatchObject({ status: 'rejected', reason: 'insufficient-funds' });
    const [last, late] = [await accepted(buyer, SCARCE_SKU), await accepted(buyer, SCARCE_SKU)];
    const outcomes = [await ended(buyer, last.id), await ended(buyer, late.id)];
    expect(outcomes.map(({ status, reason }) => reason ?? status).toSorted()).toEqual([
      'confirmed',
      'out-of-stock',
    ]);

    const unknown = await buyer.post('/orders', { lines: [{ sku: 'SKU-99999', quantity: 1 }] });
    expectProblem(unknown, 422, 'unknown-product');
  });

  // The bound is the same code over either broker.
  it.runIf(own.length === 0)('are refused when too many wait, and leave nothing behind then', async () => {
    // The arm has a bound of its own, which no test may undo.
    await start({ ORDERS: 'accepted', ORDERS_BACKLOG: '3' }, topologyOf(arm).base);
    const market = await openMarket(shop, { customers: 7, products: 1 });
    const before = await totalsOfMarket(market);
    const lines = market.skus.map((sku) => ({ sku, quantity: 1 }));
    const asked = await Promise.all(
      market.customers.flatMap((buyer) =>
        Array.from({ length: 8 }, async () => {
          const key = freshKey();
          const answer = await buyer.post('/orders', { lines }, { 'idempotency-key': key });
          return { buyer, key, answer };
        }),
      ),
    );
    const taken = asked.filter(({ answer }) => answer.status === 202);
    const refused = asked.filter(({ answer }) => answer.status !== 202);
    expect(taken.length).toBeGreaterThan(0);
    expect(refused.length).toBeGreaterThan(0);
    for (const { answer } of refused) {
      expectProblem(answer, 503, 'service-unavailable');
      expect(answer.headers['retry-after']).toBe('1');
    }
    const told = await Promise.all(
      taken.map(async ({ buyer, key, answer }) => {
        const { id, status } = await ended(buyer, (answer.json() as Order).id);
        return { key, told: { id, status } };
      }),
    );
    await expectBooksInOrder(before, market, told);
    expect((await totalsOfMarket(market)).orders - before.orders).toBe(taken.length);
  });

  // RabbitMQ carries the calls as well: without it nobody is told that an order is accepted.
  it.runIf(own.length > 0)(
    'are accepted without the broker of events, and decided when it is back',
    {
      timeout: 240_000,
    },
    async () => {
      await start();
      const [broker] = servers;
      if (!broker) throw new Error('the broker of events has not been started');
      const market = await openMarket(shop, { customers: 5, products: 1 });
      const before = await totalsOfMarket(market);
      const [sku = ''] = market.skus;
      const order = async (buyer: Customer) => {
        const key = freshKey();
        const { id } = await accepted(buyer, sku, key);
        return { buyer, key, id };
      };
      // It is used: its loss strikes somebody.
      const early = await Promise.all(market.customers.map(order));
      await broker.outage.kill();
      const late = await Promise.all(market.customers.map(order));
      await broker.outage.restart();
      const told = await Promise.all(
        [...early, ...late].map(async ({ buyer, key, id }) => {
          const { status } = await ended(buyer, id, BACK_MS);
          return { key, told: { id, status } };
        }),
      );
      expect(told.filter(({ told: { status } }) => status === 'confirmed').length).toBeGreaterThan(0);
      await expectBooksInOrder(before, market, told);
    },
  );

  it('are all decided, once each, though who has accepted them is killed', { timeout: 180_000 }, async () => {
    await start();
    const market = await openMarket(shop, { customers: 5, products: 3 });
    const before = await totalsOfMarket(market);
    const restless = new RestlessCustomers(market.customers, market.products, SEED);
    let waited = 0;
    for (let kill = 0; kill < 3; kill += 1) {
      await delay(400);
      // More than one can decide at once: some wait in what is killed, as its books say.
      waited += await restless.hurry(8);
      await deployed.system.kill(dies);
      await deployed.system.restart(dies);
    }
    await delay(400);
    await restless.stop();
    await restless.insist();
    expect(waited).toBeGreaterThan(market.customers.length);
    expect(restless.wishes.filter(({ status }) => status === 201).length).toBeGreaterThan(0);
    await expectBooksInOrder(before, market, restless.wishes);
  });
});
