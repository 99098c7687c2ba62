import { Bites } from '@lab/lab/experiments/disturbance/faults/bites';
import { type Fault, targetIn } from '@lab/lab/experiments/disturbance/faults/fault';
import { injectFault } from '@lab/lab/experiments/disturbance/faults/injector';
import { topologyOf } from '@lab/lab/topologies/topology-of';
import type { Asked } from '@lab/scenarios/shop/checkers/checker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waiting } from '../../lab/bin/doctor/shops.mjs';
import { type Customer, freshKey } from '../behaviour/customer.ts';
import { eventually } from '../behaviour/expectations.ts';
import { POOR_CUSTOMER } from '../behaviour/facts.ts';
import { Shop } from '../behaviour/shop.ts';
import { expectBooksInOrder, type Market, totalsOfMarket } from '../books.ts';
import { type DeployedShop, deployShop } from '../deployed-shop.ts';
import { mistakesInside } from '../order-mistakes.ts';
import { askFor, noAnswer } from '../restless-customers.ts';
import { inSharedServers } from '../shared-servers.ts';

const DEADLINE_MS = 40_000;

/** An order that is confirmed, one that is taken back for want of money, and one that is cancelled. */
type Errand = 'buys' | 'is declined' | 'cancels';

type Moment = Extract<Fault, { kind: 'crash-at' }>['moment'];

/** Where a process dies, by the context that lives in it, and on what errand of a customer. */
const CRASHES: readonly (readonly [
  context: string,
  point: string,
  moments: readonly Moment[],
  errand: Errand,
])[] = [
  ['orders', 'place-order.reserve', ['before-commit', 'after-commit'], 'buys'],
  ['orders', 'place-order.charge', ['before-commit', 'after-commit'], 'buys'],
  ['orders', 'place-order.confirm', ['before-commit', 'after-commit'], 'buys'],
  ['orders', 'place-order.commit', ['before-commit', 'after-commit'], 'buys'],
  ['orders', 'outbox', ['after-publish'], 'buys'],
  ['orders', 'place-order.reserve.undo', ['before-commit', 'after-commit'], 'is declined'],
  ['orders', 'cancel-order.refund', ['before-commit', 'after-commit'], 'cancels'],
  ['orders', 'cancel-order.release', ['before-commit', 'after-commit'], 'cancels'],
  ['orders', 'cancel-order.announce', ['before-commit', 'after-commit'], 'cancels'],
  ['inventory', 'inventory.reserve', ['before-commit', 'after-commit'], 'buys'],
  ['inventory', 'inventory.commit', ['before-commit', 'after-commit'], 'buys'],
  ['inventory', 'inventory.release', ['before-commit', 'after-commit'], 'is declined'],
  ['payments', 'payments.charge', ['before-commit', 'after-commit'], 'buys'],
  ['payments', 'payments.refund', ['before-commit', 'after-commit'], 'cancels'],
  // An event is acknowledged after its commit.
  ['notifications', 'inbox', ['before-commit', 'after-commit'], 'buys'],
  ['recommendations', 'inbox', ['before-commit', 'after-commit'], 'buys'],
];

/** In the monolith each of these lies within the one transaction, or behind it. */
const IN_ONE_TRANSACTION = [
  'place-order.reserve',
  'place-order.confirm',
  'inventory.reserve',
  'payments.charge',
];

const cases = CRASHES.flatMap(([context, point, moments, errand]) =>
  moments.map((moment) => ({ context, point, moment, errand })),
);

const ARMS = [
  { arm: 'microservices', own: cases },
  { arm: 'monolith', own: cases.filter(({ point }) => IN_ONE_TRANSACTION.includes(point)) },
];

describe.each(ARMS)('a process of the $arm that dies at a chosen moment', ({ arm, own }) => {
  let deployed: DeployedShop;
  let shop: Shop;
  let bites: Bites;
  let rich: Customer;
  let poor: Customer;
  let market: Market;

  beforeAll(async () => {
    const servers = inSharedServers(topologyOf(arm).components);
    deployed = await deployShop(arm, { ...servers, FAULT_INJECTION: 'on' });
    // Deaths are what this is about.
    deployed.system.failure.catch(() => undefined);
    shop = new Shop(deployed, ['order-still-pending']);
    bites = new Bites(deployed.system);
    rich = await shop.customer(100_000);
    poor = await shop.signIn(POOR_CUSTOMER);
    const product = await shop.product({ priceAtMost: 1_500, available: 60 });
    const tokens = [rich.token, poor.token];
    market = { url: deployed.url, tokens, skus: [product.sku], staff: await shop.staff() };
  });
  afterAll(async () => {
    bites?.close();
    await shop?.close();
  });

  const lines = () => market.skus.map((sku) => ({ sku, quantity: 1 }));

  /** Asks under one key until there is an outcome: who answers may be dead just now. */
  async function insist(customer: Customer): Promise<Asked> {
    const key = freshKey();
    const { told } = await eventually('an outcome', () => askFor(customer, lines(), key), DEADLINE_MS);
    return { key, told };
  }

  async function cancelled({ key, told }: Asked): Promise<Asked> {
    const id = told?.id ?? '';
    const cancel = async () => {
      const answer = await rich.cancel(id).catch(noAnswer);
      return answer?.status === 200 ? answer : undefined;
    };
    await eventually('the cancellation', cancel, DEADLINE_MS);
    return { key, told: { id, status: 'cancelled' } };
  }

  /** Of all processes; the monolith has none. */
  async function openSagas(): Promise<number> {
    const pages = await Promise.all(
      deployed.system.processes.map(async ({ url }) => (await fetch(`${url}/metrics`)).text()),
    );
    return waiting(pages.join('\n'), 'shop_open_sagas') ?? 0;
  }

  it.each(own)('$point, $moment, while a customer $errand', async ({ context, point, moment, errand }) => {
    const before = await totalsOfMarket(market);
    const first = errand === 'cancels' ? await insist(rich) : undefined;
    const target = targetIn(deployed.system.topology, context);
    const since = Date.now();
    await injectFault(deployed.system, target, { kind: 'crash-at', point, moment }, DEADLINE_MS);
    const errandRun = first ? cancelled(first) : insist(errand === 'buys' ? rich : poor);
    errandRun.catch(() => undefined);
    await bites.untilFirst(target, 'crash-at', { since, deadlineMs: DEADLINE_MS });
    await deployed.system.restart(target.process);
    const asked = await errandRun;
    expect(asked.told?.status).toBe(
      { buys: 'confirmed', 'is declined': 'rejected', cancels: 'cancelled' }[errand],
    );
    // Nobody asks for anything now: what was open ends by itself.
    await expect.poll(openSagas, { timeout: DEADLINE_MS, message: 'open sagas' }).toBe(0);
    // The checkers know nothing where no order succeeded.
    await expectBooksInOrder(before, market, [asked, await insist(rich)]);
  });

  it('has left each order with what is due to it, and nothing else', async () => {
    const bought = await insist(rich);
    expect(bought.told?.status).toBe('confirmed');
    // What follows the confirmation may still be under way.
    await expect.poll(openSagas, { timeout: DEADLINE_MS, message: 'open sagas' }).toBe(0);
    expect(await mistakesInside(deployed.dataDir, market.tokens)).toEqual([]);
  });
});
