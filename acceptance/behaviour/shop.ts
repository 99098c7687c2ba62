import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { AllowedDifference } from './allowed-differences.ts';
import { type ProductWithStock, problem, productPage, productWithStock, signedIn } from './contract.ts';
import { Customer } from './customer.ts';
import type { RunningDeployment } from './deployment.ts';
import { eventually, expectJson } from './expectations.ts';
import { CUSTOMERS_IN_USE, customerEmail, isOrdinarySku, PASSWORD, STAFF_EMAIL } from './facts.ts';
import { type Answer, type Ask, HttpClient } from './http-client.ts';

/** What was asked and what came of it, for the comparison with the documentation. */
export interface Observation {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly status: number;
}

/** A request that is refused for longer is not let in. ms. */
const LET_IN_MS = 30_000;

const isOverloaded = ({ status, text }: Answer): boolean =>
  status === 503 && problem.parse(JSON.parse(text)).code === 'overloaded';

/** A deployment under test, as its clients see it. Hands out customers and products so that tests rarely share any. */
export class Shop {
  readonly observations: Observation[] = [];
  readonly #http: HttpClient;
  readonly #tokens = new Map<string, Promise<string>>();
  #nextCustomer = 0;
  /** Those who ask first may do so at once: they share one list. */
  #products: Promise<string[]> | undefined;

  constructor(
    readonly deployment: RunningDeployment,
    readonly differences: readonly AllowedDifference[],
  ) {
    this.#http = new HttpClient(deployment.url);
  }

  allows(difference: AllowedDifference): boolean {
    return this.differences.includes(difference);
  }

  /** Where the shop may be busy, what it has refused is sent again when it says so, as clients do. */
  async send(ask: Ask): Promise<Answer> {
    const giveUpAt = performance.now() + LET_IN_MS;
    for (;;) {
      const answer = await this.#sendOnce(ask);
      if (!this.allows('refuses-when-busy') || !isOverloaded(answer)) return answer;
      if (performance.now() >= giveUpAt) return answer;
      await delay(Number(answer.headers['retry-after']) * 1_000);
    }
  }

  async #sendOnce(ask: Ask): Promise<Answer> {
    const answer = await this.#http.send(ask);
    this.observations.push({
      method: ask.method ?? 'GET',
      path: ask.path.split('?')[0] ?? '',
      status: answer.status,
    });
    return answer;
  }

  get(path: string, token?: string): Promise<Answer> {
    return this.send({ path, token });
  }

  post(path: string, json: unknown, token?: string): Promise<Answer> {
    return this.send({ method: 'POST', path, json, token });
  }

  /** A token of a seeded account. Signing in is meant to be slow, so each account does so once. */
  tokenOf(email: string): Promise<string> {
    const known = this.#tokens.get(email);
    if (known) return known;
    const token = this.post('/sessions', { email, password: PASSWORD }).then(
      (answer) => expectJson(answer, 201, signedIn).token,
    );
    this.#tokens.set(email, token);
    return token;
  }

  staff(): Promise<string> {
    return this.tokenOf(STAFF_EMAIL);
  }

  async signIn(email: string): Promise<Customer> {
    return new Customer(this, email, await this.tokenOf(email));
  }

  /** A customer with at least this much money (minor units). They come in turn, so two calls in one test differ. */
  async customer(atLeast = 0): Promise<Customer> {
    for (let tries = 0; tries < CUSTOMERS_IN_USE; tries += 1) {
      this.#nextCustomer = (this.#nextCustomer % CUSTOMERS_IN_USE) + 1;
      const customer = await this.signIn(customerEmail(this.#nextCustomer));
      if (atLeast === 0 || (await customer.balance()) >= atLeast) return customer;
    }
    throw new Error(`none of ${CUSTOMERS_IN_USE} seeded customers has ${atLeast}`);
  }

  async customers(count: number, atLeast = 0): Promise<Customer[]> {
    const found: Customer[] = [];
    while (found.length < count) found.push(await this.customer(atLeast));
    return found;
  }

  /** A product in stock, another one each time, until all have had their turn. */
  async product(wanted: { available?: number; priceAtMost?: number } = {}): Promise<ProductWithStock> {
    this.#products ??= this.#ordinarySkus();
    const skus = await this.#products;
    for (let tries = 0; tries < skus.length; tries += 1) {
      const sku = skus.shift() ?? '';
      skus.push(sku);
      const product = await this.stocked(sku);
      const affordable = product.price.amount <= (wanted.priceAtMost ?? 10_000);
      if (product.available >= (wanted.available ?? 10) && affordable && product.price.amount > 0)
        return product;
    }
    throw new Error(`no seeded product is like ${JSON.stringify(wanted)}`);
  }

  async stocked(sku: string): Promise<ProductWithStock> {
    return expectJson(await this.get(`/products/${sku}`), 200, productWithStock);
  }

  async available(sku: string): Promise<number> {
    return (await this.stocked(sku)).available;
  }

  expectAvailable(sku: string, expected: number): Promise<void> {
    return this.expectToRead(() => this.available(sku), expected);
  }

  expectPrice(sku: string, expected: ProductWithStock['price']): Promise<void> {
    return this.expectToRead(async () => (await this.stocked(sku)).price, expected);
  }

  /** That this is read at once; soon enough, where reads may lag behind. */
  async expectToRead<T>(read: () => Promise<T>, expected: T): Promise<void> {
    if (this.allows('reads-lag-behind'))
      await eventually(`${JSON.stringify(expected)} to be read`, async () =>
        isDeepStrictEqual(await read(), expected) ? true : undefined,
      );
    else expect(await read()).toEqual(expected);
  }

  /** Of the first page, which is plenty, without those that the seed made special. */
  async #ordinarySkus(): Promise<string[]> {
    const page = expectJson(await this.get('/products?limit=100'), 200, productPage);
    const skus = page.items.map((product) => product.sku).filter(isOrdinarySku);
    expect(skus.length, 'the seed data hold ordinary products').toBeGreaterThan(20);
    return skus;
  }

  async close(): Promise<void> {
    this.#http.close();
    await this.deployment.stop();
  }
}
