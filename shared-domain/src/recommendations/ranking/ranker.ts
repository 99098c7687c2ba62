import type { Basket, Recommendation } from '../recommendations.ts';

/** What is bought together, as far as it has been told. */
export interface Model {
  /** Position in the log of baskets up to which it has learned. The caller that makes it learn moves it on. */
  position: number;
  /** Every answer to a later question knows of it. */
  learn(basket: Basket): void;
  /**
   * Products close to one, the closest first.
   *
   * @param until epoch ms after which nobody waits for the answer: what has not begun by then need not begin
   */
  likeProduct(sku: string, limit: number, until?: number): Ranked;
  /** The same for what a customer bought last. */
  likeCustomer(customerId: string, limit: number, until?: number): Ranked;
}

/** At once, or when it comes from elsewhere. */
type Ranked = Recommendation[] | Promise<Recommendation[]>;

/** Where models work. All rankers give the same answers, so what differs is where the CPU time goes, and how much it is. */
export interface Ranker {
  /** The model to ask next. It may have learned less than the one before, or nothing yet. */
  next(): Model;
  /** Ends what it has started. Nobody may ask any more. */
  close(): Promise<void>;
}
