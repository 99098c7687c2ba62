import type { HttpRequest, HttpResponse, Step } from '@lab/lab/scenario/workload';
import { answered, get } from './http.ts';

/** What the load knows of a freshly seeded shop. All of it is JSON. */
export interface ShopData {
  readonly skus: readonly string[];
  /** Products with so much stock that no load empties it. */
  readonly wellStocked: readonly string[];
  readonly categories: readonly string[];
  /** Cursors of later pages of the whole catalog. */
  readonly cursors: readonly string[];
  readonly tokens: readonly string[];
  /** Token of staff, who see what customers do not. */
  readonly staff: string;
  /** Token of a customer who can pay for nothing, where the load needs one. */
  readonly poor?: string;
  /** Confirmed orders with the index of their customer's token. */
  readonly cancellable: readonly CancellableOrder[];
}

interface CancellableOrder {
  readonly orderId: string;
  readonly customer: number;
}

interface ListedProduct {
  readonly sku: string;
  readonly category: string;
}

interface Order {
  readonly id: string;
  readonly status: string;
}

type SetUp<T> = Generator<readonly Step[], T, readonly HttpResponse[]>;

/** A sign-in costs a tenth of a second of CPU by design (password hashing): few customers, and no sign-in in any load. */
const CUSTOMERS = 8;
/** The shop checks no more passwords at once, and tells others to come again. */
const SIGN_INS_AT_A_TIME = 2;
/** A slow machine needs a second for what a fast one does in a twentieth; one that is still too busy then is no place to measure. */
const SIGN_IN_AGAIN = { afterMs: 1_000, atMost: 20 };
/** Of the seeded shop: the number of a customer whose wallet holds less than the cheapest product. */
const POOR_CUSTOMER = 500;
export const STAFF = 'staff@shop.example';
/** Of the seeded shop: a product that is sold out. */
export const SOLD_OUT = 'SKU-00902';
/** So many products of the catalog are read at once. */
export const CATALOG_PAGE = 100;
/** How many products orders are spread over, and how many of each there must be. */
const ORDERED_PRODUCTS = 48;
const LEAST_STOCK = 1_000;
const ORDERS_AT_A_TIME = 16;

/**
 * Reads the catalog, signs customers in, and places orders until there are enough to cancel.
 *
 * @throws when the shop does not answer as it must
 */
export function* meetShoppers(needed: {
  /** Whether a customer is needed who can pay for nothing. */
  readonly poor: boolean;
  readonly cancellableOrders: number;
  /** Begins the idempotency keys of the orders. */
  readonly keys: string;
}): SetUp<ShopData> {
  const { products, cursors } = yield* readCatalog();
  const wellStocked = yield* findStock(products);
  const tokens = yield* signInAll(Array.from({ length: CUSTOMERS }, (_, index) => emailOf(index + 1)));
  const [staff = '', poor] = yield* signInAll([STAFF, ...(needed.poor ? [emailOf(POOR_CUSTOMER)] : [])]);
  const cancellable = yield* pastOrders(tokens);
  while (cancellable.length < needed.cancellableOrders) {
    cancellable.push(...(yield* placeOrders(tokens, wellStocked, cancellable.length, needed.keys)));
  }
  return {
    skus: products.map(({ sku }) => sku),
    wellStocked,
    categories: [...new Set(products.map(({ category }) => category))],
    cursors,
    tokens,
    staff,
    ...(poor !== undefined && { poor }),
    cancellable,
  };
}

/** All products, and the cursors of the later pages of their list. */
export function* readCatalog(): SetUp<{ products: ListedProduct[]; cursors: string[] }> {
  const products: ListedProduct[] = [];
  const cursors: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const after = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const [page] = yield [get(`/products?limit=${CATALOG_PAGE}${after}`)];
    const listed: { items: ListedProduct[]; nextCursor: string | null } = answered(page, 200);
    products.push(...listed.items);
    cursor = listed.nextCursor ?? null;
    if (cursor !== null) cursors.push(cursor);
  }
  return { products, cursors };
}

/** Every so many products, those that are well stocked. */
function* findStock(products: readonly ListedProduct[]): SetUp<string[]> {
  const every = Math.max(1, Math.floor(products.length / ORDERED_PRODUCTS));
  const some = products.filter((_, index) => index % every === 0);
  const details = yield some.map(({ sku }) => get(`/products/${sku}`));
  const stocked = details
    .map((detail) => answered<{ sku: string; available: number }>(detail, 200))
    .filter(({ available }) => available >= LEAST_STOCK);
  if (stocked.length === 0) throw new Error(`none of ${some.length} products has a stock of ${LEAST_STOCK}`);
  return stocked.map(({ sku }) => sku);
}

function* pastOrders(tokens: readonly string[]): SetUp<CancellableOrder[]> {
  const pages = yield tokens.map((token) => get('/orders?limit=100', token));
  return pages.flatMap((page, customer) =>
    answered<{ items: Order[] }>(page, 200)
      .items.filter(({ status }) => status === 'confirmed')
      .map(({ id }) => ({ orderId: id, customer })),
  );
}

/** @param done orders placed so far: makes the idempotency keys, and lets customers and products take turns */
function* placeOrders(
  tokens: readonly string[],
  skus: readonly string[],
  done: number,
  keys: string,
): SetUp<CancellableOrder[]> {
  const customers = Array.from({ length: ORDERS_AT_A_TIME }, (_, index) => (done + index) % tokens.length);
  const answers = yield customers.map((customer, index) => ({
    method: 'POST' as const,
    path: '/orders',
    headers: {
      authorization: `Bearer ${tokens[customer]}`,
      'content-type': 'application/json',
      'idempotency-key': `${keys}-${done + index}`,
    },
    body: JSON.stringify({ lines: [{ sku: skus[(done + index) % skus.length], quantity: 1 }] }),
  }));
  return answers.map((answer, index) => ({
    orderId: answered<Order>(answer, 201).id,
    customer: customers[index] ?? 0,
  }));
}

/** @returns the tokens of those with these addresses. @throws when the shop refuses one, or stays too busy */
export function* signInAll(emails: readonly string[]): SetUp<string[]> {
  const tokens: string[] = [];
  for (let refusals = 0; tokens.length < emails.length; ) {
    const requests = emails.slice(tokens.length).slice(0, SIGN_INS_AT_A_TIME).map(signIn);
    const afterMs = refusals > 0 ? SIGN_IN_AGAIN.afterMs : 0;
    const sessions: readonly HttpResponse[] = yield requests.map((request) => ({ ...request, afterMs }));
    // Anything else that is no session is an answer, too, and asking again does not change it.
    const busy =
      sessions.some(({ status }) => status === 429) &&
      sessions.every(({ status }) => status === 429 || status === 201) &&
      refusals < SIGN_IN_AGAIN.atMost;
    refusals = busy ? refusals + 1 : 0;
    if (!busy) tokens.push(...sessions.map((each) => answered<{ token: string }>(each, 201).token));
  }
  return tokens;
}

export const emailOf = (customer: number): string =>
  `customer-${String(customer).padStart(3, '0')}@shop.example`;

export function signIn(email: string): HttpRequest {
  return {
    method: 'POST',
    path: '/sessions',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: 'correct-horse-battery' }),
  };
}
