import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import type { Catalog } from '../catalog/catalog.ts';
import type { BusinessProcessRunner } from '../kernel/business-process.ts';
import { timeLeft } from '../kernel/call-context.ts';
import { sum, times } from '../kernel/money.ts';
import { toPage } from '../kernel/page.ts';
import { ok, type Result, refused } from '../kernel/result.ts';
import { orderCancellation } from './cancel-order.ts';
import type { Order, OrderLine, Orders, PlaceOrder, StoredOrder } from './orders.ts';
import { type BusinessProcessDependencies, orderPlacement } from './place-order.ts';

export interface OrdersDependencies extends BusinessProcessDependencies {
  readonly catalog: Catalog;
  readonly runner: BusinessProcessRunner;
}

/** How often, and at most how long, a repeated request looks whether the first one has ended. ms. */
const POLL = { every: 20, patience: 4_000 };

/** What two requests must share to be the same request: the same lines, in any order. */
const hashOf = (lines: PlaceOrder['lines']): string =>
  createHash('sha256')
    .update(JSON.stringify(lines.map(({ sku, quantity }) => `${sku} ${quantity}`).sort()))
    .digest('hex');

/** The order as the first request was answered: without the store's own fields, and without later changes. */
const asAnswered = ({ idempotency: _, ...order }: StoredOrder): Order => ({
  ...order,
  status: order.status === 'cancelled' ? 'confirmed' : order.status,
});

export function createOrders(deps: OrdersDependencies): Orders {
  const { store, catalog, runner, clock } = deps;
  const placeOrder = runner.executorOf(orderPlacement(deps));
  const cancelOrder = runner.executorOf(orderCancellation(deps));

  async function price(lines: PlaceOrder['lines']): Promise<Result<OrderLine[], 'unknown-product'>> {
    const skus = [...new Set(lines.map((line) => line.sku))];
    const products = new Map((await catalog.find({ skus })).map((product) => [product.sku, product]));
    const priced: OrderLine[] = [];
    for (const { sku, quantity } of lines) {
      const product = products.get(sku);
      if (!product) return refused('unknown-product', `there is no product ${sku}`);
      priced.push({ sku, name: product.name, unitPrice: product.price, quantity });
    }
    return ok(priced);
  }

  /** The answer to a repeated request: the first request's answer. Waits for it if necessary. */
  async function replay(
    customerId: string,
    idempotencyKey: string,
    requestHash: string,
  ): Promise<Result<Order, 'idempotency-key-reused'>> {
    const giveUpAt = performance.now() + timeLeft(POLL.patience);
    for (;;) {
      const first = await store.byIdempotencyKey(customerId, idempotencyKey);
      if (!first)
        throw new Error(`idempotency key ${idempotencyKey} of ${customerId} is taken, but by no order`);
      if (first.idempotency.requestHash !== requestHash) {
        return refused('idempotency-key-reused', 'this Idempotency-Key was used for another order');
      }
      if (first.status !== 'pending' || performance.now() + POLL.every >= giveUpAt)
        return ok(asAnswered(first));
      await delay(POLL.every);
    }
  }

  return {
    async place({ customerId, lines, idempotencyKey }) {
      const requestHash = hashOf(lines);
      const priced = await price(lines);
      if (!priced.ok) {
        const keyIsTaken = await store.byIdempotencyKey(customerId, idempotencyKey);
        return keyIsTaken ? replay(customerId, idempotencyKey, requestHash) : priced;
      }
      const order: Order = {
        id: uuidv7(),
        customerId,
        status: 'pending',
        reason: null,
        lines: priced.value,
        total: sum(priced.value.map((line) => times(line.unitPrice, line.quantity))),
        placedAt: clock.now().toISOString(),
      };
      const outcome = await placeOrder(order.id, {
        ...order,
        idempotency: { key: idempotencyKey, requestHash },
      });
      switch (outcome.status) {
        case 'completed':
          return ok({ ...order, status: 'confirmed' });
        case 'refused':
          return ok({ ...order, status: 'rejected', reason: outcome.refusal.code });
        case 'pending':
          return ok(order);
        case 'already-begun':
          return replay(customerId, idempotencyKey, requestHash);
      }
    },

    async get({ orderId, customerId }) {
      const order = await store.byId(orderId);
      return order?.customerId === customerId
        ? ok(order)
        : refused('unknown-order', `there is no order ${orderId}`);
    },

    async list({ customerId, cursor, limit }) {
      const rows = await store.list({ customerId, before: cursor, limit: limit + 1 });
      return toPage(rows, limit, (order) => order.id);
    },

    async cancel({ orderId, customerId }) {
      const order = await store.byId(orderId);
      if (order?.customerId !== customerId) return refused('unknown-order', `there is no order ${orderId}`);
      if (order.status === 'pending' || order.status === 'rejected') {
        return refused('order-not-cancellable', `order ${orderId} is ${order.status}`);
      }
      if (order.status === 'confirmed') await cancelOrder(orderId, order);
      return ok({ ...order, status: 'cancelled' });
    },
  };
}
