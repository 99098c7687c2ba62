import { randomUUID } from 'node:crypto';
import { whenQuiet } from '@lab/lab/bench/when-quiet';
import { runSteps } from '@lab/lab/drivers/run-steps';
import { type Fault, type FaultTarget, targetIn } from '@lab/lab/experiments/disturbance/faults/fault';
import { clearFaults, injectFault } from '@lab/lab/experiments/disturbance/faults/injector';
import type { HttpRequest, HttpResponse } from '@lab/lab/scenario/workload';
import type { RunningSystem } from '@lab/lab/topologies/topology';
import { expect } from 'vitest';
import { type Books, readBooks, toldBy } from '../../shop/books.ts';
import type { Asked } from '../../shop/checkers/checker.ts';
import { answered, get } from '../../shop/http.ts';
import { judge } from '../../shop/judge.ts';
import { oneByOne } from '../../shop/probe-books.ts';
import { emailOf, STAFF, signInAll } from '../../shop/shoppers.ts';
import { totalsOf } from '../../shop/totals.ts';

/** A shop with the reviews. */
interface ReviewedShop {
  readonly system: RunningSystem;
  /** Name of the process in which the reviews live. */
  readonly reviewsIn: string;
  readonly signal: AbortSignal;
}

interface Review {
  readonly stars: number;
  readonly text: string;
}

/** Far more than the deadline of a request, and far less than a fault lasts. ms */
const ANSWER_MS = 30_000;
/** Until a process has done what it is told. ms */
const COMMAND_MS = 10_000;
/** Notices of the last orders may still be on their way. ms */
const QUIET_MS = 30_000;
const STANDS_STILL: Fault = { kind: 'slow', ms: 600_000 };
const FAILS: Fault = { kind: 'fail', share: 1 };
const GOOD: Review = { stars: 5, text: 'Good.' };
const LONGEST_TEXT = 2_000;

/** Two customers, staff, a product that both customers have bought, and one whose order was cancelled. */
interface Visit extends ReviewedShop {
  readonly tokens: readonly [one: string, other: string];
  readonly staff: string;
  readonly bought: string;
  readonly returned: string;
  ask(request: HttpRequest): Promise<HttpResponse>;
}

/**
 * What reviews promise, tried by the same requests whatever the shop is made of: what is answered, what is refused, what becomes of a request when the orders
 * do not answer, what the shop can still do when the reviews fail, and what the books say afterwards.
 */
export async function expectSameReviews(shop: ReviewedShop): Promise<void> {
  const { visit, checkBooks } = await visitOf(shop);
  await expectNewestFirst(visit);
  await expectRefusals(visit);
  await expectReplaced(visit);
  await expectDeadline(visit);
  await expectTheRestWithout(visit);
  await checkBooks();
}

async function visitOf(shop: ReviewedShop) {
  const { system, signal } = shop;
  const ask = async ({ method, path, headers = {}, body }: HttpRequest): Promise<HttpResponse> => {
    const init = { method, headers, body: body ?? null };
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
    const response = await fetch(`${system.url}${path}`, { ...init, signal: inTime });
    return { status: response.status, body: await response.text() };
  };
  const signedIn = await runSteps(system.url, signInAll([emailOf(2), emailOf(3), STAFF]), signal);
  const [one = '', other = '', staff = ''] = signedIn;
  const read = (skus: readonly string[]): Promise<Books> =>
    runSteps(system.url, oneByOne(readBooks({ tokens: [one, other], staff, skus })), signal);
  const skus = await twoNewProducts(ask, await read([]));
  const [bought, returned] = skus;
  const before = totalsOf(await read(skus));
  const asked: Asked[] = [];
  const order = async (token: string, sku: string): Promise<string> => {
    const key = randomUUID();
    const body = { lines: [{ sku, quantity: 1 }] };
    const answer = await ask(post('/orders', body, { ...by(token), 'idempotency-key': key }));
    asked.push({ key, told: toldBy(answer) });
    return answered<{ id: string }>(answer, 201).id;
  };
  await order(one, bought);
  await order(other, bought);
  const orderId = await order(one, returned);
  answered(await ask({ method: 'POST', path: `/orders/${orderId}/cancel`, headers: by(one) }), 200);
  const look = async () => judge(before, await read(skus), asked, [{ orderId, told: true }]);
  const checkBooks = async () => {
    const checks = await whenQuiet(look, QUIET_MS, signal);
    expect(checks.filter(({ result }) => result !== 'pass')).toEqual([]);
    expect(checks.length).toBeGreaterThan(1);
  };
  const visit: Visit = { ...shop, tokens: [one, other], staff, bought, returned, ask };
  return { visit, checkBooks };
}

/** The cheapest of those that neither customer has ever bought. */
async function twoNewProducts(ask: Visit['ask'], { orders }: Books): Promise<[string, string]> {
  const had = new Set(orders.flat().flatMap(({ lines }) => lines.map(({ sku }) => sku)));
  const page = await ask(get('/products?limit=100'));
  const { items } = answered<{ items: { sku: string; price: { amount: number } }[] }>(page, 200);
  const found: string[] = [];
  for (const { sku } of items.toSorted((one, other) => one.price.amount - other.price.amount)) {
    if (had.has(sku)) continue;
    const { available } = answered<{ available: number }>(await ask(get(`/products/${sku}`)), 200);
    if (available >= 2) found.push(sku);
    const [first, second] = found;
    if (first !== undefined && second !== undefined) return [first, second];
  }
  throw new Error('the customers have bought all products that there are');
}

const by = (token: string | undefined): Record<string, string> =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };

const post = (path: string, body: object, headers: Readonly<Record<string, string>>): HttpRequest => ({
  ...{ method: 'POST', path, body: JSON.stringify(body) },
  headers: { 'content-type': 'application/json', ...headers },
});

const reviewing = (sku: string, review: object, token?: string): HttpRequest =>
  post(`/products/${sku}/reviews`, review, by(token));

/** What readers see of a review: not who has written it. */
const shown = (review: Review) => ({ ...review, writtenAt: expect.stringMatching(/^\d{4}-.*Z$/) });

const reviewsOf = async ({ ask, bought }: Visit, query = ''): Promise<unknown> =>
  answered<{ items: unknown }>(await ask(get(`/products/${bought}/reviews${query}`)), 200);

async function expectNewestFirst(visit: Visit): Promise<void> {
  const { ask, bought, tokens } = visit;
  const [one, other] = tokens;
  expect(await reviewsOf(visit)).toEqual({ items: [] });
  // Of two that are written in the same millisecond, the one of the customer with the lesser id is shown first.
  const poor = { stars: 1, text: 'Broke — 깨졌어요.' };
  expect(answered(await ask(reviewing(bought, poor, other)), 201)).toEqual(shown(poor));
  expect(answered(await ask(reviewing(bought, GOOD, one)), 201)).toEqual(shown(GOOD));
  expect(await reviewsOf(visit)).toEqual({ items: [shown(GOOD), shown(poor)] });
  expect(await reviewsOf(visit, '?limit=1')).toEqual({ items: [shown(GOOD)] });
}

async function expectRefusals(visit: Visit): Promise<void> {
  const { ask, bought, returned, staff } = visit;
  const [one] = visit.tokens;
  const before = await reviewsOf(visit);
  const refused: readonly (readonly [request: HttpRequest, told: string])[] = [
    [reviewing(returned, GOOD, one), '409 not-bought'],
    [reviewing('SKU-99999', GOOD, one), '409 not-bought'],
    [reviewing('-x', GOOD, one), '404 unknown-product'],
    [reviewing(bought, GOOD), '401 unauthenticated'],
    [reviewing(bought, GOOD, staff), '403 forbidden'],
    [reviewing(bought, { ...GOOD, stars: 0 }, one), '400 invalid-request'],
    [reviewing(bought, { ...GOOD, stars: 6 }, one), '400 invalid-request'],
    [reviewing(bought, { ...GOOD, stars: 4.5 }, one), '400 invalid-request'],
    [reviewing(bought, { ...GOOD, text: '' }, one), '400 invalid-request'],
    [reviewing(bought, { ...GOOD, text: 'x'.repeat(LONGEST_TEXT + 1) }, one), '400 invalid-request'],
    [reviewing(bought, { ...GOOD, customerId: 'cus-001' }, one), '400 invalid-request'],
    [get(`/products/${bought}/reviews?limit=0`), '400 invalid-request'],
    [get(`/products/${bought}/reviews?limit=101`), '400 invalid-request'],
    [get('/products/-x/reviews'), '404 unknown-product'],
    [{ method: 'DELETE', path: `/products/${bought}/reviews` }, '405 method-not-allowed'],
  ];
  for (const [request, told] of refused)
    expect(problemOf(await ask(request)), `${request.method} ${request.path}: ${request.body}`).toBe(told);
  expect(await reviewsOf(visit), 'what was refused is nowhere').toEqual(before);
}

/** The status of a problem and its code, e.g. `409 not-bought`. */
const problemOf = ({ status, body }: HttpResponse): string =>
  `${status} ${(JSON.parse(body) as { code?: string }).code}`;

/** A customer has one review of a product, however often it is written. */
async function expectReplaced(visit: Visit): Promise<void> {
  const { ask, bought, tokens } = visit;
  const longest = { stars: 2, text: 'x'.repeat(LONGEST_TEXT) };
  expect(answered(await ask(reviewing(bought, longest, tokens[1])), 201)).toEqual(shown(longest));
  expect(await reviewsOf(visit)).toEqual({ items: [shown(longest), shown(GOOD)] });
}

/** Who has bought what, the orders know. When they do not answer, a review is given up in time and is not written; reading goes on. */
async function expectDeadline(visit: Visit): Promise<void> {
  const { system, ask, bought, tokens } = visit;
  const before = await reviewsOf(visit);
  const late = reviewing(bought, { stars: 3, text: 'Late.' }, tokens[0]);
  await withFault(system, targetIn(system.topology, 'orders'), STANDS_STILL, async () => {
    const [given, read] = await Promise.all([ask(late), reviewsOf(visit)]);
    expect(problemOf(given)).toBe('504 upstream-timeout');
    expect(read).toEqual(before);
  });
  expect(await reviewsOf(visit), 'what was given up is nowhere').toEqual(before);
  const again = { stars: 3, text: 'On time.' };
  expect(answered(await ask(reviewing(bought, again, tokens[0])), 201)).toEqual(shown(again));
}

/** The shop goes on selling, and is ready, when the reviews fail. */
async function expectTheRestWithout(visit: Visit): Promise<void> {
  const { system, reviewsIn, ask, bought, tokens } = visit;
  const before = await reviewsOf(visit);
  await withFault(system, { context: 'reviews', process: reviewsIn }, FAILS, async () => {
    for (const request of [get(`/products/${bought}/reviews`), reviewing(bought, GOOD, tokens[0])])
      expect(problemOf(await ask(request)), request.method).toBe('500 internal-error');
    for (const path of ['/health/ready', `/products/${bought}`])
      expect((await ask(get(path))).status, path).toBe(200);
    expect((await ask(get('/orders', tokens[0]))).status).toBe(200);
  });
  expect(await reviewsOf(visit)).toEqual(before);
}

async function withFault(
  system: RunningSystem,
  target: FaultTarget,
  fault: Fault,
  work: () => Promise<void>,
): Promise<void> {
  await injectFault(system, target, fault, COMMAND_MS);
  await work().finally(() => clearFaults(system, target.process, COMMAND_MS));
}
