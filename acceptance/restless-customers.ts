import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '@lab/shared-domain/seed/random';
import type { Product } from './behaviour/contract.ts';
import type { Customer, Line } from './behaviour/customer.ts';
import { freshKey } from './behaviour/customer.ts';
import { eventually } from './behaviour/expectations.ts';

/** One order that a customer wants, and what the shop has said about it. */
export interface Wish {
  readonly customer: Customer;
  readonly key: string;
  readonly lines: readonly Line[];
  /** Status of the first answer that was about an order; undefined while there was none. */
  status?: number;
  orderId?: string;
  /** Status of the answer to the cancellation, when there was one. */
  cancelled?: number;
}

/** Long enough for a service to be killed and to come back. ms. */
const PATIENCE_MS = 60_000;

/**
 * Customers who keep ordering, and now and then cancelling, while a test breaks things around them. They never ask for
 * the same thing twice under two keys, so that afterwards every key must have had exactly one effect.
 */
export class RestlessCustomers {
  readonly wishes: Wish[] = [];
  readonly #stop = new AbortController();
  readonly #loops: Promise<void>[];
  #underWay = 0;

  constructor(customers: readonly Customer[], products: readonly Product[], seed: number) {
    this.#loops = customers.map((customer, i) =>
      this.#live(customer, products, new Random(seed, `customer ${i}`)),
    );
  }

  /** Requests that have been sent and not been answered. */
  get underWay(): number {
    return this.#underWay;
  }

  /** Waits until the requests under way have been answered, if only with an error. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#loops);
  }

  /** Asks again, under the same key, for every order of which the outcome is not known. */
  async insist(): Promise<void> {
    for (const wish of this.wishes) {
      if (wish.status !== undefined) continue;
      await eventually(`an outcome of the order under ${wish.key}`, () => this.#ask(wish), PATIENCE_MS);
    }
  }

  async #live(customer: Customer, products: readonly Product[], random: Random): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const chosen = random.shuffled(products).slice(0, random.integer(1, 3));
      const lines = chosen.map(({ sku }) => ({ sku, quantity: random.integer(1, 3) }));
      const wish: Wish = { customer, key: freshKey(), lines };
      this.wishes.push(wish);
      this.#underWay += 1;
      await this.#ask(wish);
      if (wish.status === 201 && random.chance(0.3)) await this.#cancel(wish);
      this.#underWay -= 1;
      await delay(random.integer(0, 20));
    }
  }

  async #ask(wish: Wish): Promise<true | undefined> {
    const outcome = await wish.customer.tryOrder(wish.lines, wish.key);
    if (outcome.orderId === undefined) return undefined;
    wish.status = outcome.status;
    wish.orderId = outcome.orderId;
    return true;
  }

  async #cancel(wish: Wish): Promise<void> {
    wish.cancelled = (await wish.customer.cancel(wish.orderId ?? '')).status;
  }
}
