import type { HttpRequest } from '@lab/lab/scenario/workload';
import { answered, get } from '../shop/http.ts';
import { emailOf, signIn } from '../shop/shoppers.ts';

/** Far more than a first request takes. ms */
const ANSWER_MS = 20_000;
const SHOWN = 20;

/** What somebody does first with a shop that has just been started, over HTTP. */
export class Newcomer {
  #token = '';

  /** @param url of the shop */
  constructor(
    private readonly url: string,
    private readonly signal: AbortSignal,
  ) {}

  /** @throws when the shop refuses the example's sign-in */
  async signIn(): Promise<void> {
    const session = await this.#ask<{ token: string }>(signIn(emailOf(1)), 201);
    this.#token = session.token;
  }

  /**
   * Orders one piece of the first product that is listed.
   *
   * @returns its sku
   * @throws when the order is not confirmed
   */
  async order(): Promise<string> {
    const page = await this.#ask<{ items: { sku: string }[] }>(get(`/products?limit=${SHOWN}`), 200);
    const sku = page.items[0]?.sku ?? '';
    await this.#ask(this.#post('/orders', { lines: [{ sku, quantity: 1 }] }), 201);
    return sku;
  }

  /** Reviews a product, and looks for the review among those that readers see. @throws when it is not there */
  async review(sku: string): Promise<void> {
    const review = { stars: 5, text: `Reviewed at ${new Date().toISOString()}` };
    await this.#ask(this.#post(`/products/${sku}/reviews`, review), 201);
    const { items } = await this.#ask<{ items: { text: string }[] }>(get(`/products/${sku}/reviews`), 200);
    if (items[0]?.text !== review.text) throw new Error(`the review is not shown: ${JSON.stringify(items)}`);
  }

  #post(path: string, body: object): HttpRequest {
    const headers = { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' };
    return { method: 'POST', path, headers, body: JSON.stringify(body) };
  }

  async #ask<T>({ method, path, headers = {}, body }: HttpRequest, status: number): Promise<T> {
    const signal = AbortSignal.any([this.signal, AbortSignal.timeout(ANSWER_MS)]);
    const response = await fetch(`${this.url}${path}`, { method, headers, body: body ?? null, signal });
    return answered<T>({ status: response.status, body: await response.text() }, status);
  }
}
