import { whenQuiet } from '@lab/lab/bench/when-quiet';
import { runSteps } from '@lab/lab/drivers/run-steps';
import type { ProbeBench } from '@lab/lab/scenario/probe';
import type { CheckResult } from '@lab/lab/scenario/workload';
import { asksForOrder, type Books, readBooks, toldBy } from './books.ts';
import type { Asked } from './checkers/checker.ts';
import { judge } from './judge.ts';
import type { ShoppingData } from './shop-workload.ts';
import type { Totals } from './totals.ts';

/** Sagas try for ten seconds before they undo, and then undo. */
const QUIET_MS = 30_000;

/** The same client, which notes of each order what its customer is told. @param asked grows */
export function noting(bench: Pick<ProbeBench, 'ask'>, asked: Asked[]): Pick<ProbeBench, 'ask'> {
  return {
    async ask(request, options) {
      const answer = await bench.ask(request, options);
      if (asksForOrder(request))
        asked.push({
          key: request.headers?.['idempotency-key'] ?? '',
          // Of one that was given up nobody knows.
          told: answer.status === 0 ? undefined : toldBy(answer),
        });
      return answer;
    },
  };
}

/**
 * Whether a probe's orders have lost no money, no stock, no event, and no order that its customer was told of. The shop may have time to finish what was given up.
 *
 * @param skus what the probe orders
 */
export const booksAfter = (
  { url, signal }: Pick<ProbeBench, 'url' | 'signal'>,
  { tokens, staff, totals }: Pick<ShoppingData, 'tokens' | 'staff' | 'totals'>,
  skus: readonly string[],
  asked: readonly Asked[],
): Promise<readonly CheckResult[]> =>
  whenQuiet(
    async () =>
      judged(totals, await runSteps(url, oneByOne(readBooks({ tokens, skus, staff })), signal), asked),
    QUIET_MS,
    signal,
  );

/** The same steps, with one request at a time: after a flood a limit may have so few places left that several at once are refused. */
export function* oneByOne<Q, A, T>(
  steps: Generator<readonly Q[], T, readonly A[]>,
): Generator<readonly Q[], T, readonly A[]> {
  let step = steps.next();
  while (!step.done) {
    const answers: A[] = [];
    for (const request of step.value) answers.push(...(yield [request]));
    step = steps.next(answers);
  }
  return step.value;
}

/** @param before of the fresh shop: the load has ordered as well since then, so that orders without a known key are no mistake */
export function judged(before: Totals, books: Books, asked: readonly Asked[]): CheckResult[] {
  const read = Object.entries(before.shelves).filter(([sku]) => sku in books.available);
  return judge({ ...before, shelves: Object.fromEntries(read) }, books, asked).filter(
    ({ id }) => id !== 'effects',
  );
}
