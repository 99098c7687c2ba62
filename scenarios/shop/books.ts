import type { CheckResult, HttpRequest, HttpResponse, Operation } from '@lab/lab/scenario/workload';
import { answered, get } from './http.ts';

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
}

/** What no order changes: an order only moves money and units. */
export interface Totals {
  /** What each customer has, plus what the customer has spent on confirmed orders; minor units. */
  readonly wallets: readonly number[];
  /** Available units of each sku, plus those in confirmed orders. */
  readonly shelves: Readonly<Record<string, number>>;
  /** Orders of all customers, whatever became of them. */
  readonly orders: number;
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
  return { balances, available, orders };
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

export function totalsOf({ balances, available, orders }: Books): Totals {
  const sold = new Map<string, number>();
  for (const { lines } of orders.flatMap(standing))
    for (const { sku, quantity } of lines) sold.set(sku, (sold.get(sku) ?? 0) + quantity);
  const spent = (own: readonly ListedOrder[] = []) =>
    standing(own).reduce((sum, { total }) => sum + total.amount, 0);
  return {
    wallets: balances.map((balance, customer) => balance + spent(orders[customer])),
    shelves: Object.fromEntries(
      Object.entries(available).map(([sku, units]) => [sku, units + (sold.get(sku) ?? 0)]),
    ),
    orders: orders.flat().length,
  };
}

const standing = (orders: readonly ListedOrder[]): ListedOrder[] =>
  orders.filter(({ status }) => status === 'confirmed');

/** The requests to the shop between two readings of its books. */
export interface Dealings {
  readonly placed: readonly Operation[];
  /** The order that a repetition of each confirmed request was answered with, by its iteration: an idempotency key has one answer. */
  readonly answers: ReadonlyMap<number, string>;
}

/**
 * Whether every cent, every unit and every order is accounted for.
 *
 * - money: no customer has more or less than before, confirmed orders included; no wallet is below zero.
 * - stock: no product has more or fewer units than before, confirmed orders included; no stock is below zero.
 * - orders: none is pending; every request that was told "confirmed" has its order, and it stands.
 * - effects: every key has led to one order at most. A request with an indeterminate outcome may have led to one.
 *
 * Each is `unknown` where nothing could have gone wrong.
 */
export function judge(before: Totals, books: Books, { placed, answers }: Dealings): CheckResult[] {
  const after = totalsOf(books);
  const fresh = after.orders - before.orders;
  const verdict = (id: string, mistakes: readonly string[], done: string): CheckResult => {
    if (mistakes.length > 0) return { id, result: 'fail', detail: `${told(mistakes)}.` };
    return fresh === 0
      ? { id, result: 'unknown', detail: 'No order was placed: there was nothing to go wrong.' }
      : { id, result: 'pass', detail: done };
  };
  const confirmed = placed.filter(({ outcome }) => outcome === 'ok').length;
  return [
    verdict('money', moneyMistakes(before, after, books), `${after.wallets.length} wallets add up.`),
    verdict(
      'stock',
      stockMistakes(before, after, books),
      `${Object.keys(after.shelves).length} shelves add up.`,
    ),
    verdict(
      'orders',
      orderMistakes(placed, answers, books),
      `${fresh} orders have ended, and all ${confirmed} that were confirmed to their customers stand.`,
    ),
    verdict(
      'effects',
      effectMistakes(placed, answers, fresh),
      `${placed.length} keys led to ${fresh} orders, none of them to two.`,
    ),
  ];
}

function moneyMistakes(before: Totals, after: Totals, { balances }: Books): string[] {
  return before.wallets.flatMap((total, customer) => {
    const missing = total - (after.wallets[customer] ?? 0);
    return [
      ...(missing === 0 ? [] : [`wallet ${customer} holds ${missing} too little`]),
      ...((balances[customer] ?? 0) < 0 ? [`wallet ${customer} is below zero`] : []),
    ];
  });
}

function stockMistakes(before: Totals, after: Totals, { available }: Books): string[] {
  return Object.entries(before.shelves).flatMap(([sku, units]) => {
    const missing = units - (after.shelves[sku] ?? 0);
    return [
      ...(missing === 0 ? [] : [`${missing} of ${sku} too few are available`]),
      ...((available[sku] ?? 0) < 0 ? [`less than nothing of ${sku} is available`] : []),
    ];
  });
}

function orderMistakes(
  placed: readonly Operation[],
  answers: ReadonlyMap<number, string>,
  { orders }: Books,
): string[] {
  const byId = new Map(orders.flat().map((order) => [order.id, order]));
  const pending = [...byId.values()].filter(({ status }) => status === 'pending');
  const lost = placed.flatMap(({ iteration, outcome }) => {
    if (outcome !== 'ok') return [];
    const order = byId.get(answers.get(iteration) ?? '');
    if (!order) return [`the order of request ${iteration} was confirmed and is gone`];
    return order.status === 'confirmed' ? [] : [`order ${order.id} was confirmed, now ${order.status}`];
  });
  return [...pending.map(({ id }) => `order ${id} is still pending`), ...lost];
}

function effectMistakes(
  placed: readonly Operation[],
  answers: ReadonlyMap<number, string>,
  fresh: number,
): string[] {
  const confirmed = placed.filter(({ outcome }) => outcome === 'ok');
  const open = placed.length - confirmed.length;
  const ids = new Set(confirmed.map(({ iteration }) => answers.get(iteration)));
  const unasked = fresh - confirmed.length - open;
  return [
    ...(ids.size < confirmed.length ? [`${confirmed.length} keys share ${ids.size} orders`] : []),
    ...(unasked > 0 ? [`there are ${unasked} orders more than keys`] : []),
  ];
}

/** The first few, and how many more there are. */
function told(mistakes: readonly string[]): string {
  const more = mistakes.length > 3 ? `, and ${mistakes.length - 3} more` : '';
  return `${mistakes.slice(0, 3).join('; ')}${more}`;
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
  const answers = new Map(
    confirmed.map(({ iteration }, index) => [iteration, answered<{ id: string }>(repeated[index], 201).id]),
  );
  const books = yield* readBooks(tokens, wellStocked);
  return judge(totals, books, { placed, answers });
}
