import type { Subscription } from '../kernel/events.ts';
import { CoPurchaseModel } from './co-purchase-model.ts';
import {
  RECOMMENDATIONS_EVENTS,
  type Recommendations,
  type RecommendationsStore,
} from './recommendations.ts';

export function createRecommendations({ store }: { store: RecommendationsStore }): Recommendations {
  const model = new CoPurchaseModel();

  /** The store's log may be fed by several processes, so the model reads what is new before it is asked. */
  async function catchUp(): Promise<void> {
    for (const { position, basket } of await store.after(model.position)) {
      // Another call may have learned it while this one was reading.
      if (position <= model.position) continue;
      model.learn(basket);
      model.position = position;
    }
  }

  return {
    async forProduct({ sku, limit }) {
      await catchUp();
      return model.likeProduct(sku, limit);
    },

    async forCustomer({ customerId, limit }) {
      await catchUp();
      return model.likeCustomer(customerId, limit);
    },

    baskets: ({ customerId }) => store.orderIds(customerId),
  };
}

/** Learns from every confirmed order. */
export function recommendationsSubscription({ store }: { store: RecommendationsStore }): Subscription {
  return {
    subscriber: 'recommendations',
    types: RECOMMENDATIONS_EVENTS,
    async apply(event) {
      if (event.type !== 'order.confirmed') return;
      const { orderId, customerId, lines } = event.data;
      await store.append({ orderId, customerId, skus: lines.map((line) => line.sku) });
    },
  };
}
