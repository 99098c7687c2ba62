import { randomUUID } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http';
import { expect } from 'vitest';
import {
  type KeptData,
  keptData,
  type Order,
  type Overview,
  orderPage,
  order as orderSchema,
  overview,
} from './contract.ts';
import { eventually, expectJson, expectProblem } from './expectations.ts';
import type { Answer } from './http-client.ts';
import type { Shop } from './shop.ts';

export interface Line {
  readonly sku: string;
  readonly quantity: number;
}

/** How the placing of an order ended: told at once, or, where 202 is allowed, found out by asking again. */
export interface Outcome {
  readonly status: number;
  /** The first answer, which is a 202 when the order was still pending. */
  readonly answer: Answer;
  /** Of the order; undefined when the request left none behind. */
  readonly orderId: string | undefined;
}

const STATUS_OF_REASON: Record<string, number> = {
  'out-of-stock': 409,
  'insufficient-funds': 402,
  'no-answer': 409,
};

/** A signed-in customer. */
export class Customer {
  constructor(
    readonly shop: Shop,
    readonly email: string,
    readonly token: string,
  ) {}

  get(path: string): Promise<Answer> {
    return this.shop.get(path, this.token);
  }

  post(path: string, json: unknown, headers: OutgoingHttpHeaders = {}): Promise<Answer> {
    return this.shop.send({ method: 'POST', path, json, token: this.token, headers });
  }

  async overview(): Promise<Overview> {
    return expectJson(await this.get('/me/overview'), 200, overview);
  }

  async keptData(): Promise<KeptData> {
    return expectJson(await this.get('/me/data'), 200, keptData);
  }

  /** Minor units. */
  async balance(): Promise<number> {
    return (await this.overview()).wallet.balance.amount;
  }

  async order(id: string): Promise<Order> {
    return expectJson(await this.get(`/orders/${id}`), 200, orderSchema);
  }

  /** All orders, newest first, page by page. */
  async orders(pageSize = 100): Promise<Order[]> {
    const found: Order[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = expectJson(await this.get(`/orders?limit=${pageSize}${query}`), 200, orderPage);
      found.push(...page.items);
      expect(found.length, 'the walk through the pages must end').toBeLessThan(10_000);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return found;
  }

  /** Sends an order and waits until it has ended, one way or another. */
  async tryOrder(lines: readonly Line[], key?: string): Promise<Outcome> {
    const answer = await this.post('/orders', { lines }, key === undefined ? {} : { 'idempotency-key': key });
    if (answer.status === 202) return this.#settled(answer);
    if (answer.status === 201)
      return { status: 201, answer, orderId: expectJson(answer, 201, orderSchema).id };
    const { orderId } = answer.json() as { orderId?: string };
    return { status: answer.status, answer, orderId };
  }

  /** Places an order that must succeed. */
  async placeOrder(lines: readonly Line[], key?: string): Promise<Order> {
    const outcome = await this.tryOrder(lines, key);
    expect(outcome.status, outcome.answer.text).toBe(201);
    return outcome.answer.status === 201
      ? expectJson(outcome.answer, 201, orderSchema)
      : this.order(outcome.orderId ?? '');
  }

  cancel(orderId: string): Promise<Answer> {
    return this.shop.send({ method: 'POST', path: `/orders/${orderId}/cancel`, token: this.token });
  }

  async cancelOrder(orderId: string): Promise<Order> {
    return expectJson(await this.cancel(orderId), 200, orderSchema);
  }

  /** The same for all who may not see it. */
  async expectUnknownOrder(orderId: string): Promise<void> {
    expectProblem(await this.get(`/orders/${orderId}`), 404, 'unknown-order');
  }

  async #settled(answer: Answer): Promise<Outcome> {
    expect(this.shop.allows('order-still-pending'), `202 is not for this deployment: ${answer.text}`).toBe(
      true,
    );
    const { id } = expectJson(answer, 202, orderSchema);
    expect(answer.headers.location).toBe(`/orders/${id}`);
    const ended = await eventually(`the end of order ${id}`, async () => {
      const order = await this.order(id);
      return order.status === 'pending' ? undefined : order;
    });
    const status = ended.status === 'rejected' ? (STATUS_OF_REASON[ended.reason ?? ''] ?? 500) : 201;
    return { status, answer, orderId: id };
  }
}

/** A key no other test has used. */
export const freshKey = (): string => `test:${randomUUID()}`;
