import { afterEach, expect, it } from 'vitest';
import { CoPurchaseModel } from '../src/recommendations/co-purchase-model.ts';
import { openThreadsRanker } from '../src/recommendations/ranking/threads-ranker.ts';
import type { Basket } from '../src/recommendations/recommendations.ts';

/** A thread runs what was built: Node does not read TypeScript. */
const SCRIPT = new URL('../dist/recommendations/ranking/ranking-thread.js', import.meta.url);

const BASKETS: readonly Basket[] = Array.from({ length: 40 }, (_, index) => ({
  orderId: `o${index}`,
  customerId: `c${index % 3}`,
  skus: [`p${index % 7}`, `q${index % 5}`, `r${index % 11}`],
}));
const LIMIT = 5;

let ranker: ReturnType<typeof openThreadsRanker> | undefined;
const opened = (threads: number, script = SCRIPT) => {
  ranker = openThreadsRanker(threads, script);
  return ranker;
};
afterEach(() => ranker?.close());

const plain = new CoPurchaseModel();
for (const basket of BASKETS) plain.learn(basket);

it('threads rank as the event loop does, and the least busy one is asked', async () => {
  const { next } = opened(2);
  const models = [next()];
  const first = models[0];
  for (const basket of BASKETS) first?.learn(basket);
  const asked = first?.likeProduct('p1', LIMIT);
  const second = next();
  expect(second).not.toBe(first);
  for (const basket of BASKETS) second.learn(basket);
  expect(await second.likeCustomer('c2', LIMIT)).toEqual(plain.likeCustomer('c2', LIMIT));
  expect(await asked).toEqual(plain.likeProduct('p1', LIMIT));
});

it('of threads that are equally busy another one is asked each time', () => {
  const { next } = opened(3);
  const asked = [next(), next(), next()];
  expect(new Set(asked).size).toBe(3);
  expect(next()).toBe(asked[0]);
});

it('what nobody waits for any more is not ranked, and what it was told is learned all the same', async () => {
  const model = opened(1).next();
  for (const basket of BASKETS) model.learn(basket);
  await expect(model.likeProduct('p1', LIMIT, Date.now() - 1)).rejects.toThrow(/deadline had passed/);
  expect(await model.likeProduct('p1', LIMIT, Date.now() + 60_000)).toEqual(plain.likeProduct('p1', LIMIT));
});

it('a thread that dies fails who waits for it, and another one begins anew', async () => {
  const { next, close } = opened(1, new URL('data:text/javascript,process.exit(3)'));
  const dying = next();
  dying.position = 7;
  await expect(dying.likeProduct('p1', LIMIT)).rejects.toThrow(/has ended \(3\)/);
  const fresh = next();
  expect(fresh).not.toBe(dying);
  expect(fresh.position).toBe(0);
  await close();
  await expect(fresh.likeProduct('p1', LIMIT)).rejects.toThrow(/has ended/);
});
