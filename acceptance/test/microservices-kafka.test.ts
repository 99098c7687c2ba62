import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { skipLoudly } from '../../lab/test/skip-loudly.ts';
import { Shop } from '../behaviour/shop.ts';
import { behaviourSuite } from '../behaviour/suite.ts';
import { expectBooksInOrder, totalsOfMarket } from '../books.ts';
import { type DeployedShop, deployShop } from '../deployed-shop.ts';
import { openMarket } from '../market.ts';
import { type OwnServer, startOwnServer, whyNoOwn } from '../own-server.ts';
import { RestlessCustomers } from '../restless-customers.ts';
import { inSharedServers } from '../shared-servers.ts';

const SEED = 20_261_130;
const missing = await whyNoOwn('kafka');

async function deployOn(kafka: OwnServer): Promise<DeployedShop> {
  const env = { ...inSharedServers(['rabbitmq']), ...(await kafka.place()) };
  return deployShop('microservices+events=kafka', env);
}

describe('the microservices with events over Kafka', () => {
  let kafka: OwnServer | undefined;
  let deployed: DeployedShop | undefined;
  let shop: Shop | undefined;

  beforeAll(async () => {
    if (missing !== undefined) return;
    kafka = await startOwnServer('kafka');
    deployed = await deployOn(kafka);
    // Some of its processes are killed on purpose.
    deployed.system.failure.catch(() => undefined);
    shop = new Shop(deployed, ['order-still-pending']);
  });
  afterAll(async () => {
    await shop?.close();
    await kafka?.release();
  });
  beforeEach((context) => skipLoudly(context, missing));

  it('keep the books, whoever is killed: the broker, a subscriber, the publisher', {
    timeout: 240_000,
  }, async () => {
    if (!kafka || !deployed || !shop) throw new Error('it has not been started');
    const market = await openMarket(shop, { customers: 4, products: 3 });
    const before = await totalsOfMarket(market);
    const restless = new RestlessCustomers(market.customers, market.products, SEED);
    for (const service of ['notifications', 'orders', 'recommendations']) {
      await delay(500);
      await deployed.system.kill(service);
      await deployed.system.restart(service);
    }
    await kafka.outage.kill();
    const wished = restless.wishes.length;
    await delay(1_000);
    // Orders are taken without it.
    expect(restless.wishes.slice(wished).filter(({ status }) => status === 201).length).toBeGreaterThan(0);
    await kafka.outage.restart();
    await restless.stop();
    await restless.insist();
    await expectBooksInOrder(before, market, restless.wishes);
  });
});

if (missing === undefined) {
  let kafka: OwnServer;
  behaviourSuite('the microservices with events over Kafka, to clients', {
    async start() {
      kafka = await startOwnServer('kafka');
      const deployed = await deployOn(kafka).catch(async (error: unknown) => {
        await kafka.release();
        throw error;
      });
      return {
        ...deployed,
        async stop() {
          await deployed.stop();
          await kafka.release();
        },
      };
    },
    differences: ['order-still-pending'],
  });
}
