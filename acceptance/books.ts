import { runSteps } from '@lab/lab/drivers/run-steps';
import type { CheckResult } from '@lab/lab/scenario/workload';
import { readBooks } from '@lab/scenarios/shop/books';
import type { Asked } from '@lab/scenarios/shop/checkers/checker';
import { judge } from '@lab/scenarios/shop/judge';
import { type Totals, totalsOf } from '@lab/scenarios/shop/totals';
import { expect } from 'vitest';

/** Whose books are looked at: these customers buy these products, and nobody else does. */
export interface Market {
  /** Of the shop. */
  readonly url: string;
  readonly tokens: readonly string[];
  readonly skus: readonly string[];
  /** Token of staff, who see what customers do not. */
  readonly staff: string;
}

/** How long the shop may take to bring its books in order once nobody disturbs it any more. ms. */
const SETTLE_MS = 60_000;
const LOOK_EVERY_MS = 250;

const read = (market: Market) => runSteps(market.url, readBooks(market), AbortSignal.timeout(SETTLE_MS));

/** What no order of this market changes. @throws when the shop does not answer as it must */
export async function totalsOfMarket(market: Market): Promise<Totals> {
  return totalsOf(await read(market));
}

/**
 * Waits until the books account for every cent, every unit, every order and every event, but for what is expected to be wrong. Undoing takes
 * its time, so mistakes count only when they stay.
 *
 * @param asked all orders that were asked for since `before`
 * @param failing ids of the checkers that must find something; all must pass without
 */
export async function expectBooksInOrder(
  before: Totals,
  market: Market,
  asked: readonly Asked[],
  failing: readonly string[] = [],
): Promise<void> {
  const notPassed = async (): Promise<CheckResult[]> =>
    judge(before, await read(market), asked).filter(({ result }) => result !== 'pass');
  const patience = { timeout: SETTLE_MS, interval: LOOK_EVERY_MS, message: 'the books are as expected' };
  await expect
    .poll(notPassed, patience)
    .toEqual(
      failing.map((id) => expect.objectContaining({ id, result: 'fail', detail: expect.any(String) })),
    );
}
