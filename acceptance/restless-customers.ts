import { setTimeout as delay } from 'node:timers/promises';
import type { Asked, ToldOrder } from '@lab/scenarios/shop/checkers/checker';
import { pause } from '@lab/shared-domain/kernel/deadline';
import { Random } from '@lab/shared-domain/seed/random';
import type { Product } from './behaviour/contract.ts';
import type { Customer, Line } from './behaviour/customer.ts';
import { freshKey } from './behaviour/customer.ts';
import { eventually } from './behaviour/expectations.ts';

/** One order that a customer wants, and what the shop has said about it. */
interface Wish extends Asked {
  readonly customer: Customer;
  readonly lines: readonly Line[];
  /** Status of the first answer that was about the order; undefined while there was none. */
  status: number | undefined;
  told: ToldOrder | undefined;
  /** Whether the customer has asked to cancel the order. */
  regretted: boolean;
}

/** Who answers clients may be dead just now. */
export const noAnswer = (error: unknown): undefined => {
  if (!(error instanceof Error && 'code' in error)) throw error;
};

/**
 * Asks for an order once. An order that is still pending has no outcome: what must decide it may be dead just now.
 *
 * @returns the status and what was told; undefined while there is no outcome
 */
export async function askFor(
  customer: Customer,
  lines: readonly Line[],
  key: string,
): Promise<{ readonly status: number; readonly told: ToldOrder } | undefined> {
  const answer = await customer.post('/orders', { lines }, { 'idempotency-key': key }).catch(noAnswer);
  if (!answer || answer.status === 202) return undefined;
  // An order, or a problem, which names the order where it left a rejected one.
  const told = answer.json() as { id?: string; orderId?: string };
  const id = answer.status === 201 ? told.id : told.orderId;
  if (id === undefined) return undefined;
  return { status: answer.status, told: { id, status: answer.status === 201 ? 'confirmed' : 'rejected' } };
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

  /** Asks again, under the same key, for every order of which the outcome is not known; and again for every cancellation that failed. */
  async insist(): Promise<void> {
    const insistOn = async (wish: Wish) => {
      if (!wish.told)
        await eventually(`an outcome of the order under ${wish.key}`, () => this.#ask(wish), PATIENCE_MS);
      if (wish.regretted && wish.told?.status !== 'cancelled')
        await eventually(`the cancellation of order ${wish.told?.id}`, () => this.#cancel(wish), PATIENCE_MS);
    };
    await Promise.all(this.wishes.map(insistOn));
  }

  async #live(customer: Customer, products: readonly Product[], random: Random): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const chosen = random.shuffled(products).slice(0, random.integer(1, 3));
      const lines = chosen.map(({ sku }) => ({ sku, quantity: random.integer(1, 3) }));
      const wish: Wish = {
        customer,
        key: freshKey(),
        lines,
        status: undefined,
        told: undefined,
        regretted: false,
      };
      this.wishes.push(wish);
      this.#underWay += 1;
      // Whoever has got no answer asks again, and does not knock at once.
      while (!(await this.#ask(wish)) && !this.#stop.signal.aborted)
        await pause(random.integer(50, 500), this.#stop.signal);
      if (wish.told?.status === 'confirmed' && random.chance(0.3)) await this.#cancel(wish);
      this.#underWay -= 1;
      await delay(random.integer(0, 20));
    }
  }

  async #ask(wish: Wish): Promise<true | undefined> {
    const outcome = await askFor(wish.customer, wish.lines, wish.key);
    if (!outcome) return undefined;
    wish.status = outcome.status;
    wish.told = outcome.told;
    return true;
  }

  async #cancel(wish: Wish): Promise<true | undefined> {
    if (!wish.told) return undefined;
    wish.regretted = true;
    const answer = await wish.customer.cancel(wish.told.id).catch(noAnswer);
    if (answer?.status !== 200) return undefined;
    wish.told = { ...wish.told, status: 'cancelled' };
    return true;
  }
}
