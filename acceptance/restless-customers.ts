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
  /** Of every order that was named under the key, be it still pending: a shop that keeps its word names one. */
  readonly ids: Set<string>;
  /** Status of the first answer that told the outcome; undefined while there was none. */
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
 * @param named told which order the answer is about, when it names one
 * @returns the status and what was told; undefined while there is no outcome
 */
export async function askFor(
  customer: Customer,
  lines: readonly Line[],
  key: string,
  named: (id: string) => void = () => undefined,
): Promise<{ readonly status: number; readonly told: ToldOrder } | undefined> {
  const answer = await customer.post('/orders', { lines }, { 'idempotency-key': key }).catch(noAnswer);
  if (!answer) return undefined;
  // An order, or a problem, which names the order where it left a rejected one.
  const told = answer.json() as { id?: string; orderId?: string };
  const id = answer.status === 201 || answer.status === 202 ? told.id : told.orderId;
  if (id === undefined) return undefined;
  named(id);
  if (answer.status === 202) return undefined;
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
  readonly #hurried: Random;
  #underWay = 0;

  constructor(
    private readonly customers: readonly Customer[],
    private readonly products: readonly Product[],
    seed: number,
  ) {
    this.#hurried = new Random(seed, 'hurried');
    this.#loops = customers.map((customer, i) => this.#live(customer, new Random(seed, `customer ${i}`)));
  }

  /** Requests that have been sent and not been answered. */
  get underWay(): number {
    return this.#underWay;
  }

  /**
   * Each customer asks for so many more orders, all at once, and waits for no outcome.
   *
   * @returns how many of them the shop has acknowledged and not decided, as its books say when all requests have been answered
   */
  async hurry(each: number): Promise<number> {
    const hurried = this.customers.flatMap((customer) =>
      Array.from({ length: each }, () => this.#wish(customer, this.#hurried)),
    );
    await Promise.all(hurried.map((wish) => this.#ask(wish)));
    const acknowledged = new Set(hurried.flatMap(({ ids }) => [...ids]));
    const orders = await Promise.all(this.customers.map((customer) => customer.orders()));
    return orders.flat().filter(({ id, status }) => status === 'pending' && acknowledged.has(id)).length;
  }

  /** Waits until the requests under way have been answered, if only with an error. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#loops);
  }

  /**
   * Asks again, under the same key, for every order of which the outcome is not known; and again for every cancellation that failed.
   *
   * @throws Error when an order that was named once is another one now
   */
  async insist(): Promise<void> {
    const insistOn = async (wish: Wish) => {
      if (!wish.told)
        await eventually(`an outcome of the order under ${wish.key}`, () => this.#ask(wish), PATIENCE_MS);
      if (wish.regretted && wish.told?.status !== 'cancelled')
        await eventually(`the cancellation of order ${wish.told?.id}`, () => this.#cancel(wish), PATIENCE_MS);
    };
    await Promise.all(this.wishes.map(insistOn));
    const changed = this.wishes
      .filter(({ ids }) => ids.size > 1)
      .map(({ key, ids }) => `${key}: ${[...ids]}`);
    if (changed.length > 0) throw new Error(`several orders under one key: ${changed.join('; ')}`);
  }

  #wish(customer: Customer, random: Random): Wish {
    const chosen = random.shuffled(this.products).slice(0, random.integer(1, 3));
    const lines = chosen.map(({ sku }) => ({ sku, quantity: random.integer(1, 3) }));
    const wish: Wish = {
      customer,
      key: freshKey(),
      lines,
      ids: new Set(),
      status: undefined,
      told: undefined,
      regretted: false,
    };
    this.wishes.push(wish);
    return wish;
  }

  async #live(customer: Customer, random: Random): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const wish = this.#wish(customer, random);
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
    const outcome = await askFor(wish.customer, wish.lines, wish.key, (id) => wish.ids.add(id));
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
