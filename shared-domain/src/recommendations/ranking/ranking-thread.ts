import { parentPort } from 'node:worker_threads';
import { CoPurchaseModel } from '../co-purchase-model.ts';
import type { Basket, Recommendation } from '../recommendations.ts';

/** What a thread is told: of baskets first, then what is asked. */
export interface Asked {
  readonly id: number;
  readonly baskets: readonly Basket[];
  readonly like: 'product' | 'customer';
  /** Sku or id of the customer. */
  readonly of: string;
  readonly limit: number;
  /** See `Model.likeProduct`. */
  readonly until: number | undefined;
}

/** Without an answer where nobody waited for it any more. */
export interface Answered {
  readonly id: number;
  readonly ranked?: readonly Recommendation[];
}

/** The program of a thread that ranks: a model of its own, which does one thing after the other. */
const model = new CoPurchaseModel();

parentPort?.on('message', ({ id, baskets, like, of, limit, until }: Asked) => {
  for (const basket of baskets) model.learn(basket);
  const late = until !== undefined && Date.now() > until;
  const answer: Answered = late
    ? { id }
    : { id, ranked: like === 'product' ? model.likeProduct(of, limit) : model.likeCustomer(of, limit) };
  parentPort?.postMessage(answer);
});
