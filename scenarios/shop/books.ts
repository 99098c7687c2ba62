import type { CheckResult, HttpRequest, HttpResponse, Operation } from '@lab/lab/scenario/workload';
import { answered, get } from './http.ts';
import { judge, type Totals } from './judge.ts';

/** An order as its customer sees it. */
export interface ListedOrder {
  readonly id: string;
  readonly status: 'pending' | 'confirmed' | 'rejected' | 'cancelled';
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly total: { readonly amount: number };
}

/** Wallets, shelves and orders at one moment, as clients see them. All of it is JSON. */
export interface Books {
  /** Minor units, by customer. */
  readonly balances: readonly number[];
  /** Units by sku. */
  readonly available: Readonly<Record<string, number>>;
  /** By customer. */
  readonly orders: readonly (readonly ListedOrder[])[];
  /** What the shop has made of orders' events, by customer. */
  readonly kept: readonly Kept[];
}

/** How many notices a customer has got, and how many baskets the recommendations have learned from. */
export interface Kept {
  readonly notices: number;
  readonly baskets: number;
}

type Reading<T> = Generator<readonly HttpRequest[], T, readonly HttpResponse[]>;

const PAGE = 100;

/** @throws when the shop does not answer as it must */
export function* readBooks(tokens: readonly string[], skus: readonly string[]): Reading<Books> {
  const pages = yield tokens.map((token) => get('/me/overview', token));
  const balances = pages.map(
    (page) => answered<{ wallet: { balance: { amount: number } } }>(page, 200).wallet.balance.amount,
  );
  const details = yield skus.map((sku) => get(`/products/${sku}`));
  const available = Object.fromEntries(
    details.map((detail) => {
      const product = answered<{ sku: string; available: number }>(detail, 200);
      return [product.sku, product.available];
    }),
  );
  const orders: ListedOrder[][] = [];
  for (const token of tokens) orders.push(yield* readOrders(token));
  // Last: an event may arrive after its order has ended, and never before.
  const data = yield tokens.map((token) => get('/me/data', token));
  return { balances, available, orders, kept: data.map((each) => answered<Kept>(each, 200)) };
}

function* readOrders(token: string): Reading<ListedOrder[]> {
  const orders: ListedOrder[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const after = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const [page] = yield [get(`/orders?limit=${PAGE}${after}`, token)];
    const listed: { items: ListedOrder[]; nextCursor: string | null } = answered(page, 200);
    orders.push(...listed.items);
    cursor = listed.nextCursor ?? null;
  }
  return orders;
}

/**
 * Reads the books again and judges them. Every confirmed request is asked again under its key, and must be answered with its
 * order.
 *
 * @param requestOf a request of the load by its iteration
 */
export function* checkBooks(
  {
    tokens,
    wellStocked,
    totals,
  }: { tokens: readonly string[]; wellStocked: readonly string[]; totals: Totals },
  history: readonly Operation[],
  requestOf: (iteration: number) => HttpRequest,
): Reading<CheckResult[]> {
  const placed = history.filter(({ endpoint }) => endpoint === 'place-order');
  const confirmed = placed.filter(({ outcome }) => outcome === 'ok');
  const repeated = yield confirmed.map(({ iteration }) => requestOf(iteration));
  const orders = new Map(
    confirmed.map(({ iteration }, index) => [
      iteration,
      { id: answered<{ id: string }>(repeated[index], 201).id, status: 'confirmed' as const },
    ]),
  );
  const asked = placed.map(({ iteration }) => ({ key: String(iteration), told: orders.get(iteration) }));
  return judge(totals, yield* readBooks(tokens, wellStocked), asked);
}
