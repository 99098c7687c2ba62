import { randomUUID } from 'node:crypto';
import { Bites } from '@lab/lab/experiments/disturbance/faults/bites';
import { clearFaults, injectFault } from '@lab/lab/experiments/disturbance/faults/injector';
import { openTransport } from '@lab/messaging/open-transport';
import type { Asked } from '@lab/scenarios/shop/checkers/checker';
import { remote } from '@lab/shared-domain/adapters/messages/remote';
import { INVENTORY_METHODS, type Inventory } from '@lab/shared-domain/inventory/inventory';
import type { DomainEvent } from '@lab/shared-domain/kernel/events';
import { PAYMENTS_METHODS, type Payments } from '@lab/shared-domain/payments/payments';
import { connect } from 'amqplib';
import { pino } from 'pino';
import { expect } from 'vitest';
import type { ProductWithStock } from './behaviour/contract.ts';
import { type Customer, freshKey } from './behaviour/customer.ts';
import { eventually } from './behaviour/expectations.ts';
import type { DeployedShop } from './deployed-shop.ts';
import { customerIdOf } from './order-mistakes.ts';
import { askFor } from './restless-customers.ts';

/** What a provocation has at hand. */
export interface Scene {
  readonly deployed: DeployedShop;
  readonly rich: Customer;
  /** Can pay for nothing. */
  readonly poor: Customer;
  readonly product: ProductWithStock;
  /** An order of the rich one that is confirmed, and the key under which it was asked for. */
  readonly order: { readonly id: string; readonly key: string };
}

/** Does to the shop what a sound one bears. @returns the orders that were asked for, besides the scene's own */
export type Provocation = (scene: Scene) => Promise<Asked[]>;

/** Saga gives up after 10 s, and undoes. ms. */
const GIVEN_UP_MS = 40_000;
const CALL_MS = 5_000;
const ORDERS = { context: 'orders', process: 'orders' };

const lineOf = ({ product }: Scene) => [{ sku: product.sku, quantity: 1 }];

/** Orders one of the scene's product. @returns what the customer was told, once there is an outcome */
export async function outcomeOf(customer: Customer, scene: Scene): Promise<Asked> {
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
export const decline: Provocation = async (scene) => {
  const asked = await outcomeOf(scene.poor, scene);
  expect(asked.told?.status).toBe('rejected');
  return [asked];
};

/** A client's key, each command of the order, and its event. */
export const twice: Provocation = async (scene) => {
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
export const late: Provocation = async (scene) => {
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
export const rollback: Provocation = async (scene) => {
  const { system } = scene.deployed;
  const fault = { kind: 'fail-at', point: 'place-order.confirm', moment: 'before-commit' } as const;
  await injectFault(system, ORDERS, fault, CALL_MS);
  const asked = await outcomeOf(scene.rich, scene);
  await clearFaults(system, ORDERS.process, CALL_MS);
  expect(asked.told?.status).toBe('rejected');
  return [asked];
};

/** The process that drives the order dies when it has reserved, and is started again. */
export const death: Provocation = async (scene) => {
  const { system } = scene.deployed;
  const key = freshKey();
  const bites = new Bites(system);
  try {
    const since = Date.now();
    const fault = { kind: 'crash-at', point: 'place-order.charge', moment: 'before-commit' } as const;
    await injectFault(system, ORDERS, fault, CALL_MS);
    const asking = askFor(scene.rich, lineOf(scene), key);
    // Awaited below; until then a failure is not unhandled.
    asking.catch(() => undefined);
    await bites.untilFirst(ORDERS, 'crash-at', { since, deadlineMs: GIVEN_UP_MS });
    await system.restart(ORDERS.process);
    const answer = await asking;
    return [{ key, told: answer?.told }];
  } finally {
    bites.close();
  }
};

/** All goes well. */
export const buy: Provocation = async (scene) => {
  const asked = await outcomeOf(scene.rich, scene);
  expect(asked.told?.status).toBe('confirmed');
  return [asked];
};
