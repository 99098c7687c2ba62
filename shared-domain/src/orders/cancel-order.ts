import type { BusinessProcess } from '../kernel/business-process.ts';
import { done } from '../kernel/result.ts';
import type { Order } from './orders.ts';
import { type BusinessProcessDependencies, factsOf } from './place-order.ts';

/**
 * confirmed → cancelled → money back → stock back. The beginning is the decision. So of two cancellations exactly one gives back,
 * also after a crash in between, and it gives back everything.
 */
export function orderCancellation({
  store,
  inventory,
  payments,
  events,
  clock,
}: BusinessProcessDependencies): BusinessProcess<Order> {
  return {
    name: 'cancel-order',

    begin: ({ id }) => store.transition(id, 'confirmed', 'cancelled'),

    steps: [
      { name: 'refund', run: ({ id, customerId }) => payments.refund({ orderId: id, customerId }) },
      { name: 'release', run: ({ id }) => inventory.release({ orderId: id }) },
      {
        name: 'announce',
        local: true,
        async run(order) {
          await events.publish({
            id: `order.cancelled:${order.id}`,
            type: 'order.cancelled',
            occurredAt: clock.now().toISOString(),
            data: factsOf(order),
          });
          return done;
        },
      },
    ],
  };
}
