import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '@lab/shared-domain/seed/random';
import type { Shop } from '../behaviour/shop.ts';
import { expectBooksInOrder, totalsOfMarket } from '../books.ts';
import { openMarket } from '../market.ts';
import { mistakesInside } from '../order-mistakes.ts';
import { RestlessCustomers } from '../restless-customers.ts';
import { LedgerWatch } from './ledger-watch.ts';
import { planStrikes } from './plan.ts';
import type { Victims } from './strikes.ts';

export interface TortureOptions extends Victims {
  readonly shop: Shop;
  /** Folder of its databases. */
  readonly dataDir: string;
  readonly strikes: number;
  /** Decides strikes, moments and what is ordered. */
  readonly seed: number;
  /** Told after every strike. */
  readonly say: (line: string) => void;
}

/** What happened. */
export interface TortureFigures {
  readonly strikes: Readonly<Record<string, number>>;
  /** Requests for orders that were under way when something was struck. */
  readonly interrupted: number;
  readonly asked: number;
  /** How often the ledger was read meanwhile, and added up. */
  readonly ledgerReads: number;
  /** Orders by what their customers were told last. */
  readonly orders: Readonly<Record<string, number>>;
}

const CUSTOMERS = 9;
const PRODUCTS = 4;
/** In which a kill must meet requests. ms. */
const BETWEEN_MS = { least: 50, most: 500 };

/**
 * Customers order and cancel while one part of a shop after the other is struck. Afterwards every order must have an outcome, and the
 * books must be in order: no cent, no unit, no order, no notice and no basket lost or doubled; and each order must have what is due to it.
 *
 * @throws when they are not
 */
export async function torture(options: TortureOptions): Promise<TortureFigures> {
  const { shop, system, seed, say } = options;
  const random = new Random(seed, 'strikes');
  const market = await openMarket(shop, { customers: CUSTOMERS, products: PRODUCTS });
  const before = await totalsOfMarket(market);
  const names = system.processes.map(({ name }) => name);
  const plan = planStrikes(options.strikes, names, options.broker !== undefined, random);
  const restless = new RestlessCustomers(market.customers, market.products, seed);
  const ledger = new LedgerWatch(market);
  let interrupted = 0;
  try {
    for (const [done, { strike, name }] of plan.entries()) {
      await delay(random.integer(BETWEEN_MS.least, BETWEEN_MS.most));
      interrupted += restless.underWay;
      say(
        `${done + 1} of ${plan.length}: ${strike.id}, ${name}'s turn; ${restless.wishes.length} orders asked for`,
      );
      await strike.strike(options, name, random);
    }
  } finally {
    await Promise.all([restless.stop(), ledger.stop()]);
  }
  say('asking again for every order whose outcome is not known');
  await restless.insist();
  await expectBooksInOrder(before, market, restless.wishes);
  if (ledger.mistakes.length > 0) throw new Error(`meanwhile ${ledger.mistakes.join('; ')}`);
  const wrong = await mistakesInside(options.dataDir, market.tokens);
  if (wrong.length > 0) throw new Error(`the books add up, and orders are wrong: ${wrong.join('; ')}`);
  return {
    strikes: countBy(plan, ({ strike }) => strike.id),
    interrupted,
    asked: restless.wishes.length,
    ledgerReads: ledger.reads,
    orders: countBy(restless.wishes, ({ told }) => told?.status ?? 'unknown'),
  };
}

function countBy<T>(items: readonly T[], keyOf: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of items.map(keyOf)) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}
