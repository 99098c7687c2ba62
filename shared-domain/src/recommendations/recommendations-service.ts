import { currentCall } from '../kernel/call-context.ts';
import type { Subscription } from '../kernel/events.ts';
import { CoPurchaseModel } from './co-purchase-model.ts';
import { inProcess } from './ranking/in-process.ts';
import type { Model, Ranker } from './ranking/ranker.ts';
import {
  RECOMMENDATIONS_EVENTS,
  type Recommendations,
  type RecommendationsStore,
} from './recommendations.ts';

/** @param parts.ranker one that nobody else uses; a model in JavaScript, in this process, without */
export function createRecommendations({
  store,
  ranker = inProcess(new CoPurchaseModel()),
}: {
  store: RecommendationsStore;
  ranker?: Ranker;
}): Recommendations {
  /** The store's log may be fed by several processes, so a model reads what is new before it is asked. */
  async function caughtUp(): Promise<Model> {
    const model = ranker.next();
    for (const { position, basket } of await store.after(model.position)) {
      // Another call may have learned it while this one was reading.
      if (position <= model.position) continue;
      model.learn(basket);
      model.position = position;
    }
    return model;
  }

  return {
    async forProduct({ sku, limit }) {
      return (await caughtUp()).likeProduct(sku, limit, currentCall()?.deadline);
    },

    async forCustomer({ customerId, limit }) {
      return (await caughtUp()).likeCustomer(customerId, limit, currentCall()?.deadline);
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
