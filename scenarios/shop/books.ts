import type {
  CheckResult,
  HttpRequest,
  HttpResponse,
  Operation,
  PlannedRequest,
} from '@lab/lab/scenario/workload';
import type { Asked, ToldOrder } from './checkers/checker.ts';
import { answered, get } from './http.ts';
import { judge } from './judge.ts';
import type { Totals } from './totals.ts';

/** An order as its customer sees it. */
export interface ListedOrder {
  readonly id: string;
  readonly status: 'pending' | 'confirmed' | 'rejected' | 'cancelled';
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly total: { readonly amount: number };
}

/** Wallets, shelves and orders at one moment, as customers and staff see them. All of it is JSON. */
export interface Books {
  /** Minor units, by customer. */
  readonly balances: readonly number[];
  /** Units by sku. */
  readonly available: Readonly<Record<string, number>>;
  /** By customer. */
  readonly orders: readonly (readonly ListedOrder[])[];
  /** What the shop has made of orders' events, by customer. */
  readonly kept: readonly Kept[];
  /** Units by sku that are held for orders which are under way, as staff sees them. */
  readonly reserved: Readonly<Record<string, number>>;
  readonly ledger: Ledger;
}

/** Ids of the events of which a customer has got a notice, and of the orders that the recommendations have learned from. */
export interface Kept {
  readonly notices: readonly string[];
  readonly baskets: readonly string[];
}

/** Sums over the shop at one moment, minor units: what is in all wallets, what the entries say of that, and all other entries. */
interface Ledger {
  readonly balances: number;
  readonly wallets: number;
  readonly others: number;
}

/** Whose books are looked at, and by whom: tokens of customers and of staff, and what the customers buy. */
interface Readers {
  readonly tokens: readonly string[];
  readonly skus: readonly string[];
  readonly staff: string;
}

type Reading<T> = Generator<readonly HttpRequest[], T, readonly HttpResponse[]>;

const PAGE = 100;

/** @throws when the shop does not answer as it must */
export function* readBooks({ tokens, skus, staff }: Readers): Reading<Books> {
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
  const kept = data.map((each) => answered<Kept>(each, 200));
  const levels = yield skus.map((sku) => get(`/products/${sku}/stock`, staff));
  const reserved = Object.fromEntries(
    levels.map((each) => {
      const level = answered<{ sku: string; reserved: number }>(each, 200);
      return [level.sku, level.reserved];
    }),
  );
  const [ledger] = yield [get('/ledger', staff)];
  return { balances, available, orders, kept, reserved, ledger: answered<Ledger>(ledger, 200) };
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
 * Reads the books again and judges them. Every request for an order is asked again under its key, also one whose outcome nobody knows: it
 * must be answered with the order that it had, and leads to one now if it had none. What its customer was told at the time counts besides: a
 * shop that has forgotten an order, or decided it anew, answers a repeat as it thinks now.
 *
 * @param requestOf a request of the load by its iteration
 */
export function* checkBooks(
  { totals, ...readers }: Readers & { readonly totals: Totals },
  history: readonly Operation[],
  requestOf: (iteration: number) => PlannedRequest,
): Reading<CheckResult[]> {
  const sent = history
    .filter(({ step }) => step === 0)
    .map((operation) => ({ ...operation, request: requestOf(operation.iteration) }));
  const placed = sent.filter(({ request }) => asksForOrder(request));
  const answers = yield placed.map(({ request }) => request);
  const asked = placed.flatMap((each, index): Asked[] => {
    const [key, now] = [String(each.iteration), toldNow(answers[index])];
    const then = toldThen(each, now);
    return [...(then ? [{ key, told: then }] : []), { key, told: now }];
  });
  const cancellations = sent.flatMap(({ outcome, request: { path } }) => {
    const [, orderId] = CANCELLED.exec(path) ?? [];
    return orderId === undefined ? [] : [{ orderId, told: outcome === 'ok' }];
  });
  return judge(totals, yield* readBooks(readers), asked, cancellations);
}

const CANCELLED = /^\/orders\/([^/]+)\/cancel$/;

export const asksForOrder = ({ method, path }: HttpRequest): boolean =>
  method === 'POST' && path === '/orders';

/** What an answer says of an order: a rejected one is named in a problem. Undefined where it is not decided yet, or there is none. */
export function toldBy(answer: HttpResponse): ToldOrder | undefined {
  if (answer.status === 201) return { id: answered<{ id: string }>(answer, 201).id, status: 'confirmed' };
  const { orderId } = JSON.parse(answer.body) as { orderId?: string };
  return orderId === undefined ? undefined : { id: orderId, status: 'rejected' };
}

function toldNow(answer: HttpResponse | undefined): ToldOrder | undefined {
  if (answer === undefined || answer.status >= 500)
    throw new Error(`the shop answered ${answer?.status} to a repeated order: ${answer?.body.slice(0, 300)}`);
  return toldBy(answer);
}

/**
 * What a customer was told at the time. Where no answers are kept, a request that may only be answered with 201 and went well was told that its
 * order is confirmed: the one that is named now, or one that nobody names any more.
 */
function toldThen(
  { outcome, observed, request, iteration }: Operation & { readonly request: PlannedRequest },
  now: ToldOrder | undefined,
): ToldOrder | undefined {
  if (observed !== undefined) return observed as unknown as ToldOrder;
  const confirmed = outcome === 'ok' && request.expect.every((status) => status === 201);
  return confirmed ? { id: now?.id ?? `of request ${iteration}`, status: 'confirmed' } : undefined;
}
