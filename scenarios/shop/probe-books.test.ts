import type { Answered, ProbeBench } from '@lab/lab/scenario/probe';
import type { PlannedRequest } from '@lab/lab/scenario/workload';
import { expect, it } from 'vitest';
import type { Asked } from './checkers/checker.ts';
import { books, order } from './made-books.ts';
import { judged, noting, oneByOne } from './probe-books.ts';
import { totalsOf } from './totals.ts';

/** Before, with a product that no flood orders. Meanwhile the load orders one unit, and the flood another one. */
const before = { ...totalsOf(books(1_000, 10, [])), shelves: { A: 10, B: 7 } };
const [load, flood] = [order('of-the-load', 'confirmed'), order('of-the-flood', 'confirmed')];
const asked: readonly Asked[] = [
  { key: 'probe-1', told: { id: 'of-the-flood', status: 'confirmed' } },
  { key: 'probe-2', told: undefined },
];
const failedIn = (of: ReturnType<typeof judged>) =>
  of.flatMap(({ id, result }) => (result === 'pass' ? [] : [`${id} ${result}`]));

it('the books of a flood are right with the orders of the load in them', () => {
  const found = judged(before, books(800, 8, [load, flood]), asked);
  expect(found.map(({ id }) => id)).toEqual(['money', 'stock', 'orders', 'events']);
  expect(failedIn(found)).toEqual([]);
});

it('an order that its customer was told of, and that is gone, is found', () => {
  expect(failedIn(judged(before, books(900, 9, [load]), asked))).toEqual(['orders fail']);
});

it('money, units and orders that a flood leaves behind are found', () => {
  expect(failedIn(judged(before, books(799, 8, [load, flood]), asked))).toEqual(['money fail']);
  expect(failedIn(judged(before, books(800, 7, [load, flood]), asked))).toEqual(['stock fail']);
  const pending = [load, flood, order('stuck', 'pending')];
  expect(failedIn(judged(before, books(800, 8, pending), asked))).toEqual(['orders fail']);
});

it('notes what each customer is told of an order, and nothing of pages', async () => {
  const answers: Record<string, Pick<Answered, 'status' | 'body'>> = {
    kept: { status: 201, body: '{"id":"o1"}' },
    rejected: { status: 409, body: '{"orderId":"o2"}' },
    refused: { status: 503, body: '{}' },
    'given-up': { status: 0, body: '' },
  };
  const bench = {
    ask: async ({ headers }: PlannedRequest) => answers[headers?.['idempotency-key'] ?? ''],
  } as unknown as ProbeBench;
  const noted: Asked[] = [];
  const { ask } = noting(bench, noted);
  for (const key of Object.keys(answers))
    await ask({
      ...{ endpoint: 'place-order', method: 'POST', path: '/orders', expect: [201] },
      headers: { 'idempotency-key': key },
    });
  await ask({ endpoint: 'browse', method: 'GET', path: '/products/A', expect: [200] });
  expect(noted).toEqual([
    { key: 'kept', told: { id: 'o1', status: 'confirmed' } },
    { key: 'rejected', told: { id: 'o2', status: 'rejected' } },
    { key: 'refused', told: undefined },
    { key: 'given-up', told: undefined },
  ]);
});

it('books are read by one request at a time, and are the same', () => {
  function* steps(): Generator<readonly number[], readonly number[], readonly number[]> {
    const first = yield [1, 2, 3];
    return [...first, ...(yield []), ...(yield [4])];
  }
  const reading = oneByOne(steps());
  const asked: (readonly number[])[] = [];
  let step = reading.next();
  while (!step.done) {
    asked.push(step.value);
    step = reading.next(step.value.map((each) => 10 * each));
  }
  expect(asked).toEqual([[1], [2], [3], [4]]);
  expect(step.value).toEqual([10, 20, 30, 40]);
});
