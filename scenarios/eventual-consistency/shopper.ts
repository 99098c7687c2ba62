import type { Look } from '@lab/lab/experiments/probe/visibility';
import type { Answered, ProbeBench } from '@lab/lab/scenario/probe';
import type { PlannedRequest } from '@lab/lab/scenario/workload';
import { priceChange } from '../shop/price-change.ts';
import type { ReadersData } from './workload.ts';

type Bench = Pick<ProbeBench, 'ask'>;

/** How long a request may take before its reader has gone. ms. */
const PATIENCE_MS = 5_000;

/** A change, and how a reader would see it. */
export interface Change {
  readonly write: Answered;
  readonly look: Look;
}

/**
 * Changes prices and buys, and knows what has to be read then: nobody else touches the products. It changes a product only once the change
 * before has been watched.
 */
export class Shopper {
  /** What each product costs and how many of it there are; of one of which nobody knows any more there is none. */
  readonly #amounts: Map<string, number>;
  readonly #available: Map<string, number>;

  constructor(
    private readonly bench: Bench,
    private readonly data: Pick<ReadersData, 'staff' | 'buyer' | 'watched'>,
  ) {
    this.#amounts = new Map(data.watched.map(({ sku, amount }) => [sku, amount]));
    this.#available = new Map(data.watched.map(({ sku, available }) => [sku, available]));
  }

  /** Raises a price by a cent, to one that the product has never had. Its readers look at the product's page. */
  async changePrice(sku: string): Promise<Change> {
    const amount = (this.#amounts.get(sku) ?? 0) + 1;
    const write = await this.#ask(priceChange(this.data.staff, sku, amount));
    if (write.outcome === 'ok') this.#amounts.set(sku, amount);
    else this.#amounts.delete(sku);
    return { write, look: this.pagePrice(sku, amount) };
  }

  /** Buys one. Its readers look at the product's page. */
  async buy(sku: string): Promise<Change> {
    const write = await this.#order(sku);
    const available = (this.#available.get(sku) ?? 0) - 1;
    if (write.outcome === 'ok') this.#available.set(sku, available);
    else this.#available.delete(sku);
    const look: Look = {
      read: () => this.#page(sku),
      isFresh: ({ body }) => (JSON.parse(body) as { available: number }).available <= available,
    };
    return { write, look };
  }

  /** A reader of the product's page. */
  pagePrice(sku: string, amount = this.#amounts.get(sku)): Look {
    const isFresh = ({ body }: Answered) =>
      (JSON.parse(body) as { price: { amount: number } }).price.amount === amount;
    return { read: () => this.#page(sku), isFresh };
  }

  /** A buyer, who reads the price that the order is charged with. */
  orderPrice(sku: string): Look {
    const amount = this.#amounts.get(sku);
    const read = async () => {
      const answer = await this.#order(sku);
      const left = this.#available.get(sku);
      if (answer.outcome === 'ok' && left !== undefined) this.#available.set(sku, left - 1);
      else this.#available.delete(sku);
      return answer;
    };
    const isFresh = ({ body }: Answered) =>
      (JSON.parse(body) as { total: { amount: number } }).total.amount === amount;
    return { read, isFresh };
  }

  /** A read that no replica answers, in any arm: the list of products. */
  remoteRead(): Promise<Answered> {
    return this.#ask({ endpoint: 'browse', method: 'GET', path: '/products?limit=1', expect: [200] });
  }

  read(sku: string, deadlineMs = PATIENCE_MS): Promise<Answered> {
    return this.#page(sku, deadlineMs);
  }

  /** What the pages of the products have to show by now, of those of which that is known. */
  expected(): {
    readonly sku: string;
    readonly amount: number | undefined;
    readonly available: number | undefined;
  }[] {
    return this.data.watched.map(({ sku }) => ({
      sku,
      amount: this.#amounts.get(sku),
      available: this.#available.get(sku),
    }));
  }

  #page(sku: string, deadlineMs?: number): Promise<Answered> {
    const request: PlannedRequest = {
      ...{ endpoint: 'product', method: 'GET', path: `/products/${sku}`, expect: [200] },
    };
    return this.#ask(request, deadlineMs);
  }

  #order(sku: string): Promise<Answered> {
    return this.#ask({
      ...{ endpoint: 'place-order', method: 'POST', path: '/orders', expect: [201] },
      headers: { authorization: `Bearer ${this.data.buyer}`, 'content-type': 'application/json' },
      body: JSON.stringify({ lines: [{ sku, quantity: 1 }] }),
    });
  }

  #ask(request: PlannedRequest, deadlineMs = PATIENCE_MS): Promise<Answered> {
    return this.bench.ask(request, { deadlineMs });
  }
}
