import type { CheckResult } from '@lab/lab/scenario/workload';
import type { Books } from './books.ts';
import { type Asked, answerOf, type Cancellation, type Checker } from './checkers/checker.ts';
import { effects } from './checkers/effects.ts';
import { events } from './checkers/events.ts';
import { money } from './checkers/money.ts';
import { orders } from './checkers/orders.ts';
import { stock } from './checkers/stock.ts';
import { type Totals, totalsOf } from './totals.ts';

/** Every checker of the shop's books, in the order in which reports have their answers. */
const CHECKERS: readonly Checker[] = [money, stock, orders, effects, events];

/**
 * Whether every cent, every unit, every order and every event is accounted for.
 *
 * @param before what the books added up to before
 * @param asked all requests for orders between the two readings of the books
 * @param cancellations all requests to cancel one in the same time, as far as anybody looks at them
 */
export const judge = (
  before: Totals,
  books: Books,
  asked: readonly Asked[],
  cancellations: readonly Cancellation[] = [],
): CheckResult[] =>
  CHECKERS.map((checker) =>
    answerOf(checker, () => ({ before, after: totalsOf(books), books, asked, cancellations })),
  );
