import { randomUUID } from 'node:crypto';
import { clearFaults, injectFault } from '@lab/lab/experiments/disturbance/faults/injector';
import { openTransport } from '@lab/messaging/open-transport';
import type { Asked } from '@lab/scenarios/shop/checkers/checker';
import { remote } from '@lab/shared-domain/adapters/messages/remote';
import { INVENTORY_METHODS, type Inventory } from '@lab/shared-domain/inventory/inventory';
import type { DomainEvent } from '@lab/shared-domain/kernel/events';
import { PAYMENTS_METHODS, type Payments } from '@lab/shared-domain/payments/payments';
import { connect } from 'amqplib';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProductWithStock } from '../behaviour/contract.ts';
import { type Customer, freshKey } from '../behaviour/customer.ts';
import { eventually } from '../behaviour/expectations.ts';
import { POOR_CUSTOMER } from '../behaviour/facts.ts';
import { Shop } from '../behaviour/shop.ts';
import { expectBooksInOrder, totalsOfMarket } from '../books.ts';
import { type DeployedShop, deployShop } from '../deployed-shop.ts';
import { customerIdOf } from '../order-mistakes.ts';
import { askFor } from '../restless-customers.ts';
import { inSharedServers } from '../shared-servers.ts';

/** What a provocation has at hand. */
interface Scene {
  readonly deployed: DeployedShop;
  readonly rich: Customer;
  /** Can pay for nothing. */
  readonly poor: Customer;
  readonly product: ProductWithStock;
  /** An order of the rich one that is confirmed, and the key under which it was asked for. */
  readonly order: { readonly id: string; readonly key: string };
}

/** Does to the shop what a sound one bears. @returns the orders that were asked for, besides the scene's own */
type Provocation = (scene: Scene) => Promise<Asked[]>;

/** Saga gives up after 10 s, and undoes. ms. */
const GIVEN_UP_MS = 40_000;
const CALL_MS = 5_000;
const ORDERS = { context: 'orders', process: 'orders' };

const lineOf = ({ product }: Scene) => [{ sku: product.sku, quantity: 1 }];

async function outcomeOf(customer: Customer, scene: Scene): Promise<Asked> {
  const key = freshKey();
  const ask = () => askFor(customer, lineOf(scene), key);
  const { told } = await eventually('an outcome of the order', ask, GIVEN_UP_MS);
  return { key, told };
}

/** Calls of the services' contexts, past the shop's own callers. */
async function calling(
  { deployed }: Scene,
  work: (contexts: { inventory: Inventory; payments: Payments }) => Promise<void>,
): Promise<void> {
  const { AMQP_URL = '', AMQP_PREFIX = '' } = deployed.env;
  const settings = { TRANSPORT: 'rabbitmq', EVENTS: 'rabbitmq', AMQP_URL, AMQP_PREFIX } as const;
  const logger = pino({ enabled: false });
  const transport = await openTransport(settings, { name: 'test', logger, callTimeoutMs: CALL_MS });
  const { rpc } = transport;
  try {
    await work({
      inventory: remote<Inventory>(rpc, 'inventory', INVENTORY_METHODS),
      payments: remote<Payments>(rpc, 'payments', PAYMENTS_METHODS),
    });
  } finally {
    await transport.close();
  }
}

/** The events' exchange gets an event once more. */
async function publishAgain({ deployed }: Scene, event: DomainEvent): Promise<void> {
  const connection = await connect(deployed.env.AMQP_URL ?? '');
  try {
    const channel = await connection.createConfirmChannel();
    const content = Buffer.from(JSON.stringify(event));
    channel.publish(`${deployed.env.AMQP_PREFIX}shop.events`, event.type, content, {
      contentType: 'application/json',
      type: event.type,
      messageId: event.id,
    });
    await channel.waitForConfirms();
  } finally {
    await connection.close();
  }
}

/** The wallet says no when the stock is reserved already. */
const decline: Provocation = async (scene) => {
  const asked = await outcomeOf(scene.poor, scene);
  expect(asked.told?.status).toBe('rejected');
  return [asked];
};

/** A client's key, each command of the order, and its event. */
const twice: Provocation = async (scene) => {
  const { rich, product, order } = scene;
  const lines = lineOf(scene);
  await calling(scene, async ({ inventory, payments }) => {
    expect(await inventory.reserve({ orderId: order.id, lines })).toMatchObject({ ok: true });
    const charge = { orderId: order.id, customerId: customerIdOf(rich.token), amount: product.price };
    expect(await payments.charge(charge)).toMatchObject({ ok: true });
  });
  await publishAgain(scene, {
    id: `order.confirmed:${order.id}`,
    type: 'order.confirmed',
    occurredAt: new Date().toISOString(),
    data: { orderId: order.id, customerId: customerIdOf(rich.token), lines, total: product.price },
  });
  const again = await askFor(rich, lines, order.key);
  return [{ key: order.key, told: again?.told }];
};

/** What takes back comes first, and what it takes back comes late, as from a queue that was held up. */
const late: Provocation = async (scene) => {
  const orderId = randomUUID();
  const customerId = customerIdOf(scene.rich.token);
  await calling(scene, async ({ inventory, payments }) => {
    await inventory.release({ orderId });
    await payments.refund({ orderId, customerId });
    await inventory.reserve({ orderId, lines: lineOf(scene) });
    await payments.charge({ orderId, customerId, amount: scene.product.price });
  });
  return [];
};

/** The confirmation cannot be committed, as on a full disk, until the saga gives up and takes the order back. */
const rollback: Provocation = async (scene) => {
  const { system } = scene.deployed;
  const fault = { kind: 'fail-at', point: 'place-order.confirm', moment: 'before-commit' } as const;
  await injectFault(system, ORDERS, fault, CALL_MS);
  const asked = await outcomeOf(scene.rich, scene);
  await clearFaults(system, ORDERS.process, CALL_MS);
  expect(asked.told?.status).toBe('rejected');
  return [asked];
};

/** All goes well. */
const buy: Provocation = async (scene) => {
  const asked = await outcomeOf(scene.rich, scene);
  expect(asked.told?.status).toBe('confirmed');
  return [asked];
};

const VARIANTS: readonly {
  readonly arm: string;
  readonly provocation: string;
  readonly provoke: Provocation;
  /** Ids of the checkers that must find the flaw, and of no others, in their order. */
  readonly caughtBy: readonly string[];
}[] = [
  {
    arm: 'microservices+consistency=no-compensation',
    provocation: 'an order is declined when its stock is reserved',
    provoke: decline,
    caughtBy: ['stock'],
  },
  {
    arm: 'microservices+flaw=no-idempotency',
    provocation: 'a key, two commands and an event come twice',
    provoke: twice,
    caughtBy: ['money', 'stock', 'effects', 'events'],
  },
  {
    arm: 'microservices+flaw=no-tombstone',
    provocation: 'commands come after what takes them back',
    provoke: late,
    caughtBy: ['money', 'stock'],
  },
  {
    arm: 'microservices+flaw=publish-before-commit',
    provocation: 'a confirmation is rolled back until the order is rejected',
    provoke: rollback,
    caughtBy: ['events'],
  },
  {
    arm: 'microservices+flaw=no-commit',
    provocation: 'orders are confirmed',
    provoke: buy,
    caughtBy: ['stock'],
  },
];

/** Opens a market of its own in a shop, provokes the shop, and looks at the books. */
async function provoked(
  shop: Shop,
  deployed: DeployedShop,
  provoke: Provocation,
  caughtBy: readonly string[],
) {
  const [rich, poor] = [await shop.customer(20_000), await shop.signIn(POOR_CUSTOMER)];
  const product = await shop.product({ priceAtMost: 2_000 });
  const market = {
    url: shop.deployment.url,
    tokens: [rich.token, poor.token],
    skus: [product.sku],
    staff: await shop.staff(),
  };
  const before = await totalsOfMarket(market);
  const key = freshKey();
  const { id } = await rich.placeOrder([{ sku: product.sku, quantity: 1 }], key);
  const own: Asked = { key, told: { id, status: 'confirmed' } };
  const scene: Scene = { deployed, rich, poor, product, order: { id, key } };
  const asked = await provoke(scene);
  // Its events come after all others: where they have been applied, those have been as well.
  const last = await outcomeOf(rich, scene);
  await expectBooksInOrder(before, market, [own, ...asked, last], caughtBy);
}

async function open(arm: string): Promise<{ deployed: DeployedShop; shop: Shop }> {
  const env = { ...inSharedServers(['rabbitmq']), FAULT_INJECTION: 'on' };
  const deployed = await deployShop(arm, env);
  return { deployed, shop: new Shop(deployed, ['order-still-pending']) };
}

describe('sound microservices bear it', () => {
  let sound: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    sound = await open('microservices');
  });
  afterAll(() => sound?.shop.close());

  it.each(VARIANTS)('when $provocation', ({ provoke }) => provoked(sound.shop, sound.deployed, provoke, []));
});

describe.each(VARIANTS)('$arm', ({ arm, provocation, provoke, caughtBy }) => {
  let broken: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    broken = await open(arm);
  });
  afterAll(() => broken?.shop.close());

  it(`is caught by ${caughtBy.join(', ')} when ${provocation}`, () =>
    provoked(broken.shop, broken.deployed, provoke, caughtBy));
});
