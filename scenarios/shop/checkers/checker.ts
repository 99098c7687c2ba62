import type { Text } from '@lab/lab/scenario/scenario';
import type { CheckResult } from '@lab/lab/scenario/workload';
import type { Books, ListedOrder } from '../books.ts';
import type { Totals } from '../totals.ts';
import { answer, failure } from './answer.ts';

/** One answer to a request for an order, under its key. */
export interface Asked {
  readonly key: string;
  /** The order that the answer named and what had become of it; undefined where it named none, or nobody knows. */
  readonly told: ToldOrder | undefined;
}

export interface ToldOrder {
  readonly id: string;
  readonly status: Exclude<ListedOrder['status'], 'pending'>;
}

/** One request to cancel a confirmed order. */
export interface Cancellation {
  readonly orderId: string;
  /** Whether the customer was told that it is done. Otherwise it may have been carried out or not. */
  readonly told: boolean;
}

/** What checkers look at: what was asked and answered, and what the shop held before and holds after. */
export interface Audit {
  readonly before: Totals;
  readonly after: Totals;
  /** What `after` is made of. */
  readonly books: Books;
  /** All answers to requests for orders in between; a key that was asked under several times may have several. */
  readonly asked: readonly Asked[];
  /** All requests to cancel in between. */
  readonly cancellations: readonly Cancellation[];
}

/** One promise of the shop, and what shows that it was broken. Pure. */
export interface Checker {
  readonly id: string;
  /** What is wrong, in words without a full stop; empty where all is right. */
  readonly mistakes: (audit: Audit) => readonly Text[];
  /** What was looked at where nothing is wrong, in a sentence. */
  readonly looked: (audit: Audit) => Text;
}

/**
 * A checker's answer: `fail` where something is wrong. `unknown` where no order has succeeded, as nothing could have gone wrong, and where
 * the checker itself fails: who cannot look has not seen that all is right.
 *
 * @param audit may throw, e.g. because the books cannot be added up
 */
export function answerOf({ id, mistakes, looked }: Checker, audit: () => Audit): CheckResult {
  try {
    const known = audit();
    const wrong = mistakes(known);
    if (wrong.length > 0) return failure(id, wrong);
    if (known.after.succeeded === known.before.succeeded)
      return answer(id, 'unknown', {
        en: 'No order succeeded: there was nothing to go wrong.',
        ko: '성공한 주문이 없어서 잘못될 것도 없었다.',
      });
    return answer(id, 'pass', looked(known));
  } catch (error) {
    const why = String(error);
    return answer(id, 'unknown', {
      en: `The checker failed: ${why}.`,
      ko: `검사를 수행하지 못했다: ${why}.`,
    });
  }
}
