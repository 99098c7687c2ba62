import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { ProbeBench } from '@lab/lab/scenario/probe';
import type { CheckResult, PlannedRequest } from '@lab/lab/scenario/workload';
import { get } from '../shop/http.ts';
import { paced, requireOnTime, type Sent } from '../shop/paced.ts';
import type { ShoppingData } from '../shop/shop-workload.ts';
import { RANKS, SERVICES } from './arms.ts';
import { recommendations } from './ranking.ts';
import { WEIGHTS } from './sizes.ts';

/** So many products are sold in turns. */
export const PRODUCTS = 8;
const PER_SECOND = 30;
/** The edge answers within five seconds. ms */
const PATIENCE_MS = 10_000;
/** Answers that two stacks must give alike: of so many products, so long. */
const ASKED = 4;
const LENGTH = 3;
/** Events of the last orders may still be on their way. ms */
const SETTLED_MS = 10_000;
const LOOK_MS = 150;
/** Until a process that has taken another one's place has answered something. ms */
const TAKEN_MS = 10_000;
const MESSAGES = /^shop_messages_total(?:\{[^}]*\})? (\S+)$/m;

type Bench = Pick<ProbeBench, 'ask' | 'now' | 'signal' | 'metrics' | 'swap' | 'topology'>;
type Data = Pick<ShoppingData, 'tokens' | 'skus' | 'wellStocked'>;

interface Told {
  readonly values: Record<string, number>;
  readonly checks: readonly CheckResult[];
}

/**
 * Replaces recommendations by the Nest service while the shop is asked for pages and orders, and back by what they were.
 *
 * While the Nest service is replaced nobody orders: both have then learned from the same orders, and must give the same answers.
 *
 * @param steady seconds of load before each replacement and after the last one
 */
export async function swapped(bench: Bench, data: Data, steady: number): Promise<Told> {
  const wait = () => delay(1_000 * steady, undefined, { signal: bench.signal });
  let [over, selling] = [false, true];
  const work = async () => {
    await wait();
    const there = await replaced(bench, SERVICES);
    selling = false;
    const nest = await settled(bench, data.skus);
    const back = await replaced(bench, bench.topology);
    const own = await answersOf(bench, data.skus);
    selling = true;
    await wait();
    return { ms: [there, back], same: isDeepStrictEqual(nest, own) };
  };
  const working = work().finally(() => {
    over = true;
  });
  working.catch(() => undefined);
  const next = shopper(data, () => selling);
  const sent = await paced(
    bench,
    { perSecond: PER_SECOND, deadlineMs: PATIENCE_MS, goesOn: () => !over },
    () => next(),
  );
  const { ms, same } = await working;
  requireOnTime(sent);
  return { values: { ...countsOf(sent), 'swap.time': Math.max(...ms) }, checks: [sameAnswers(same)] };
}

/** Requests while the shop was changed, and how many of them were not answered as they should be. */
const countsOf = (sent: readonly Sent[]): Record<string, number> => ({
  'swap.sent': sent.length,
  'swap.failed': sent.filter(({ ok }) => !ok).length,
});

/** @returns how long it took until the old one had gone and the new one had answered something, ms */
async function replaced(bench: Bench, topology: string): Promise<number> {
  const begun = bench.now();
  await bench.swap(RANKS, topology);
  const giveUpAt = bench.now() + TAKEN_MS;
  while (messagesIn(await bench.metrics(RANKS)) === 0) {
    if (bench.now() > giveUpAt) throw new Error(`${RANKS} of ${topology} has answered nothing`);
    await delay(LOOK_MS, undefined, { signal: bench.signal });
  }
  return bench.now() - begun;
}

const messagesIn = (text: string): number => Number(MESSAGES.exec(text)?.[1] ?? 0);

/** What is recommended for some products, with scores. @throws when one is not answered */
async function answersOf(bench: Bench, skus: readonly string[]): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (let turn = 0; turn < ASKED; turn += 1) {
    const { status, body } = await bench.ask(recommendations(skus, turn, LENGTH));
    if (status !== 200) throw new Error(`recommendations were answered with ${status}`);
    answers.push(JSON.parse(body));
  }
  return answers;
}

/** The same, once it stays the same: all orders have then been learned from. @throws when it does not stay so in time */
async function settled(bench: Bench, skus: readonly string[]): Promise<unknown[]> {
  const giveUpAt = bench.now() + SETTLED_MS;
  let before = await answersOf(bench, skus);
  for (;;) {
    await delay(LOOK_MS, undefined, { signal: bench.signal });
    const now = await answersOf(bench, skus);
    if (isDeepStrictEqual(before, now)) return now;
    if (bench.now() > giveUpAt) throw new Error('recommendations change though nobody orders');
    before = now;
  }
}

const sameAnswers = (same: boolean): CheckResult => ({
  ...{ id: 'same-answers', result: same ? 'pass' : 'fail' },
  detail: same
    ? 'Both stacks recommend the same products, with the same scores.'
    : 'The stacks do not recommend the same products with the same scores.',
  detailInKorean: same
    ? '두 스택이 같은 상품을 같은 점수로 추천한다.'
    : '두 스택의 추천 상품이나 점수가 다르다.',
});

/** What customers ask for: of five requests one order, where they are sold, and of fifteen one for recommendations, as that is long for a slow stack; and pages. */
function shopper({ tokens, skus, wellStocked }: Data, selling: () => boolean) {
  const stocked = wellStocked.slice(0, PRODUCTS);
  const customers = tokens.slice(0, -1);
  let made = 0;
  return (): PlannedRequest => {
    const turn = made;
    made += 1;
    if (turn % 15 === 0) return recommendations(skus, turn, WEIGHTS.light);
    if (turn % 5 === 1 && selling()) return order(customers[turn % customers.length], stocked, turn);
    const sku = skus[turn % skus.length] ?? '';
    const path = turn % 2 === 0 ? '/products' : `/products/${sku}`;
    return { ...get(path), endpoint: turn % 2 === 0 ? 'browse' : 'product', expect: [200] };
  };
}

/** Of two products, so that there is something to learn from it. */
function order(token: string | undefined, skus: readonly string[], turn: number): PlannedRequest {
  const lines = [turn, turn + 1].map((each) => ({ sku: skus[each % skus.length] ?? '', quantity: 1 }));
  return {
    ...{ endpoint: 'place-order', method: 'POST', path: '/orders', expect: [201] },
    headers: {
      authorization: `Bearer ${token ?? ''}`,
      'content-type': 'application/json',
      'idempotency-key': `swap-${turn}`,
    },
    body: JSON.stringify({ lines }),
  };
}
