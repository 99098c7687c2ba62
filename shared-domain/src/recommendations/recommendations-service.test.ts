import { expect, it } from 'vitest';
import { inCall } from '../kernel/call-context.ts';
import { CoPurchaseModel } from './co-purchase-model.ts';
import type { Model } from './ranking/ranker.ts';
import type { Basket, RecommendationsStore } from './recommendations.ts';
import { createRecommendations } from './recommendations-service.ts';

const BASKETS: readonly Basket[] = [
  { orderId: 'o1', customerId: 'c1', skus: ['tea', 'cup'] },
  { orderId: 'o2', customerId: 'c2', skus: ['tea', 'cup'] },
  { orderId: 'o3', customerId: 'c1', skus: ['tea', 'sugar'] },
];

const storeOf = (log: readonly Basket[]): RecommendationsStore => ({
  append: async () => undefined,
  after: async (position) =>
    log.slice(position).map((basket, index) => ({ position: position + index + 1, basket })),
  orderIds: async () => [],
  addAll: async () => undefined,
});

it('each model learns all baskets, once, whichever is asked', async () => {
  const models = [new CoPurchaseModel(), new CoPurchaseModel()];
  let turn = 0;
  const next = (): Model => models[turn++ % models.length] as Model;
  const recommendations = createRecommendations({
    store: storeOf(BASKETS),
    ranker: { next, close: async () => undefined },
  });
  const once = await recommendations.forProduct({ sku: 'tea', limit: 2 });
  expect(once.map(({ sku }) => sku)).toEqual(['cup', 'sugar']);
  for (let asked = 0; asked < 4; asked += 1)
    expect(await recommendations.forProduct({ sku: 'tea', limit: 2 })).toEqual(once);
  expect(models.map(({ position }) => position)).toEqual([3, 3]);
});

it('a model is told until when somebody waits for its answer', async () => {
  const asked: (number | undefined)[] = [];
  const model: Model = {
    position: 0,
    learn: () => undefined,
    likeProduct: (_sku, _limit, until) => {
      asked.push(until);
      return [];
    },
    likeCustomer: (_customerId, _limit, until) => {
      asked.push(until);
      return [];
    },
  };
  const { forProduct, forCustomer } = createRecommendations({
    store: storeOf([]),
    ranker: { next: () => model, close: async () => undefined },
  });
  await inCall({ correlationId: 'c', deadline: 42 }, () => forProduct({ sku: 'tea', limit: 1 }));
  await inCall({ correlationId: 'c', deadline: 43 }, () => forCustomer({ customerId: 'c1', limit: 1 }));
  await forProduct({ sku: 'tea', limit: 1 });
  expect(asked).toEqual([42, 43, undefined]);
});
