import type { Inventory } from '../inventory/inventory.ts';
import type { BusinessProcess } from '../kernel/business-process.ts';
import type { Clock } from '../kernel/clock.ts';
import type { EventPublisher, OrderConfirmed, OrderFacts } from '../kernel/events.ts';
import { Overtaken } from '../kernel/overtaken.ts';
import { done } from '../kernel/result.ts';
import type { Payments } from '../payments/payments.ts';
import type { Order, OrdersStore, StoredOrder } from './orders.ts';

export interface BusinessProcessDependencies {
  readonly store: OrdersStore;
  readonly inventory: Inventory;
  readonly payments: Payments;
  readonly events: EventPublisher;
  readonly clock: Clock;
}

export const factsOf = (order: Order): OrderFacts => ({
  orderId: order.id,
  customerId: order.customerId,
  lines: order.lines.map(({ sku, quantity }) => ({ sku, quantity })),
  total: order.total,
});

/** The fact that an order was confirmed. */
export const confirmed = (order: Order, at: Date): OrderConfirmed => ({
  id: `order.confirmed:${order.id}`,
  type: 'order.confirmed',
  occurredAt: at.toISOString(),
  data: factsOf(order),
});

export const PLACE_ORDER = 'place-order';

/** pending → reserve the stock → charge the wallet → confirmed → the stock is sold. */
export function orderPlacement({
  store,
  inventory,
  payments,
  events,
  clock,
}: BusinessProcessDependencies): BusinessProcess<StoredOrder> {
  return {
    name: PLACE_ORDER,

    begin: (order) => store.insert(order),

    steps: [
      {
        name: 'reserve',
        run: ({ id, lines }) =>
          inventory.reserve({ orderId: id, lines: lines.map(({ sku, quantity }) => ({ sku, quantity })) }),
        undo: ({ id }) => inventory.release({ orderId: id }),
      },
      {
        name: 'charge',
        run: ({ id, customerId, total }) => payments.charge({ orderId: id, customerId, amount: total }),
        undo: ({ id, customerId }) => payments.refund({ orderId: id, customerId }),
      },
      {
        name: 'confirm',
        local: true,
        pivot: true,
        async run(order) {
          if (!(await store.transition(order.id, 'pending', 'confirmed')))
            throw new Overtaken(order.id, 'it is not pending any more');
          await events.publish(confirmed(order, clock.now()));
          return done;
        },
      },
      { name: 'commit', run: ({ id }) => inventory.commit({ orderId: id }) },
    ],

    async refused(order, refusal) {
      if (!(await store.transition(order.id, 'pending', 'rejected', refusal.code)))
        throw new Overtaken(order.id, 'it is not pending any more');
      await events.publish({
        id: `order.rejected:${order.id}`,
        type: 'order.rejected',
        occurredAt: clock.now().toISOString(),
        data: { ...factsOf(order), reason: refusal.code },
      });
    },
  };
}
