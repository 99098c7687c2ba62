import { expect } from 'vitest';
import { orderPage, productPage } from '../behaviour/contract.ts';
import type { Customer } from '../behaviour/customer.ts';
import { expectJson } from '../behaviour/expectations.ts';
import { customerEmail, isOrdinarySku, PASSWORD } from '../behaviour/facts.ts';
import type { Answer } from '../behaviour/http-client.ts';
import type { Shop } from '../behaviour/shop.ts';
import type { Asker, Request } from './requests.ts';
import type { Examples } from './values.ts';

/** A shop and those who ask it. */
export interface KnownShop {
  readonly examples: Examples;
  send(request: Request): Promise<Answer>;
}

/** The customer who asks. Not the first one: tests of signing in like that one, and fail as often as they may. */
const CUSTOMER = 2;

/** Signs in, and looks up what requests can be about. */
export async function know(shop: Shop): Promise<KnownShop> {
  const customer = await shop.signIn(customerEmail(CUSTOMER));
  const tokens: Readonly<Record<Asker, string | undefined>> = {
    customer: customer.token,
    staff: await shop.staff(),
    nobody: undefined,
    stranger: `${customer.token.slice(0, -10)}0123456789`,
  };
  return {
    examples: await examplesOf(shop, customer),
    send: ({ ask, asker }) => shop.send({ ...ask, token: tokens[asker] }),
  };
}

async function examplesOf(shop: Shop, customer: Customer): Promise<Examples> {
  const products = expectJson(await shop.get('/products?limit=50'), 200, productPage);
  const orders = expectJson(await customer.get('/orders?limit=5'), 200, orderPage);
  expect(orders.items.length, 'the customer has ordered before').toBeGreaterThan(0);
  return {
    sku: products.items.map(({ sku }) => sku).filter(isOrdinarySku),
    quantity: [1, 2],
    category: products.items.map(({ category }) => category),
    id: orders.items.map(({ id }) => id),
    email: [customer.email],
    password: [PASSWORD],
  };
}
