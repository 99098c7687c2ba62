import { expect } from 'vitest';
import type { Order, Product } from './behaviour/contract.ts';
import type { Customer } from './behaviour/customer.ts';
import { eventually } from './behaviour/expectations.ts';
import type { Shop } from './behaviour/shop.ts';
import type { Wish } from './restless-customers.ts';

/** Wallets, stock and orders at one moment, as clients see them. */
export interface Books {
  /** Minor units by address. */
  readonly balances: ReadonlyMap<string, number>;
  /** Units by sku. */
  readonly available: ReadonlyMap<string, number>;
  readonly orders: readonly Order[];
}

/** How long the shop may take to bring its books in order once nobody disturbs it any more. ms. */
const SETTLE_MS = 60_000;

export async function readBooks(
  shop: Shop,
  customers: readonly Customer[],
  products: readonly Product[],
): Promise<Books> {
  const balances = new Map<string, number>();
  const available = new Map<string, number>();
  const orders: Order[] = [];
  for (const customer of customers) {
    balances.set(customer.email, await customer.balance());
    orders.push(...(await customer.orders()));
  }
  for (const { sku } of products) available.set(sku, await shop.available(sku));
  return { balances, available, orders };
}

/** What is wrong with the books after these orders, in words; empty when every cent and every unit is accounted for. */
export function mistakes(before: Books, after: Books, wishes: readonly Wish[]): string[] {
  const known = new Set(before.orders.map(({ id }) => id));
  const placed = after.orders.filter(({ id }) => !known.has(id));
  const bought = placed.filter(({ status }) => status === 'confirmed');
  const found = placed
    .filter(({ status }) => status === 'pending')
    .map(({ id }) => `order ${id} is still pending`);

  const byId = new Map(placed.map((order) => [order.id, order]));
  for (const { key, status, orderId, cancelled } of wishes) {
    const order = byId.get(orderId ?? '');
    if (!order) found.push(`the order ${orderId} under ${key} is gone`);
    else if (status === 201 && order.status === 'rejected')
      found.push(`order ${orderId} was confirmed, now rejected`);
    else if (status !== 201 && order.status !== 'rejected')
      found.push(`order ${orderId} was refused (${status}), now ${order.status}`);
    if (cancelled === 200 && order?.status !== 'cancelled')
      found.push(`order ${orderId} was cancelled, now ${order?.status}`);
  }
  const ids = new Set(wishes.map(({ orderId }) => orderId));
  if (ids.size !== wishes.length) found.push(`${wishes.length} keys led to ${ids.size} orders`);
  for (const { id } of placed) if (!ids.has(id)) found.push(`order ${id} was asked for by nobody`);

  const customerOf = new Map(wishes.map(({ customer, orderId }) => [orderId, customer.email]));
  for (const [email, balance] of before.balances) {
    const spent = bought
      .filter(({ id }) => customerOf.get(id) === email)
      .reduce((sum, { total }) => sum + total.amount, 0);
    const missing = balance - spent - (after.balances.get(email) ?? 0);
    if (missing !== 0) found.push(`the wallet of ${email} holds ${missing} too little`);
  }
  for (const [sku, units] of before.available) {
    const lines = bought.flatMap((order) => order.lines).filter((line) => line.sku === sku);
    const sold = lines.reduce((sum, { quantity }) => sum + quantity, 0);
    const missing = units - sold - (after.available.get(sku) ?? 0);
    if (missing !== 0) found.push(`${missing} too few of ${sku} are available`);
  }
  return found;
}

/** Undoing takes its time, so mistakes count only when they stay. */
export async function expectBooksInOrder(
  before: Books,
  read: () => Promise<Books>,
  wishes: readonly Wish[],
): Promise<void> {
  let last: string[] = [];
  const settled = async () => {
    last = mistakes(before, await read(), wishes);
    return last.length === 0 ? true : undefined;
  };
  await eventually('books in order', settled, SETTLE_MS).catch(() => expect(last.join('\n')).toBe(''));
}
