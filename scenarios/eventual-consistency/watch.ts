import { setTimeout as sleep } from 'node:timers/promises';
import { freshAt, lagsOf, type Visibility, watchVisibility } from '@lab/lab/experiments/probe/visibility';
import type { Answered, ProbeBench } from '@lab/lab/scenario/probe';
import { median } from '@lab/lab/stats/order-statistics';
import { LEAST_MS, LEAST_PERCENT } from './measures.ts';
import type { Change, Shopper } from './shopper.ts';

/** What is changed, and who reads it: a price on the product's page and in an order, the stock on the page. */
export const KINDS = ['price', 'order-price', 'stock'] as const;
export type Kind = (typeof KINDS)[number];

/** Prices on pages are changed twice as often: the prediction needs them. */
const TURNS: readonly Kind[] = ['price', 'order-price', 'price', 'stock'];
/** Between two changes on average, ms: a reader should seldom have to wait for another one's. */
const GAP_MS = 200;
/** Until a change that nobody has seen is given up, ms. */
const PATIENCE_MS = 3_000;
/** When orders are placed, ms after a change: each is much more than a look at a page. */
export const ORDERS_AT_MS: readonly number[] = [0, 8, 16, 32, 64, 128, 256, 512, 1_024, 2_048, 4_096, 8_192];

/** How a load's changes came to be seen. */
export interface Watching {
  readonly seen: Readonly<Record<Kind, readonly Visibility[]>>;
  /** Changes that failed, so that nobody could see them, and those of which no read was answered. */
  readonly failed: number;
  /** Reads of which no replica answers any, for the prediction. */
  readonly remoteReads: readonly Answered[];
}

type Bench = Pick<ProbeBench, 'now' | 'signal' | 'chance'>;

/**
 * Changes prices and stock while a load goes on, and watches each change until it is seen. The gaps are drawn, so that changes keep no step
 * with the load.
 *
 * @param skus by kind, products of which nothing else is changed meanwhile
 * @param load resolves when it is over; no change begins after that
 */
export async function watchChanges(
  bench: Bench,
  shopper: Shopper,
  skus: Readonly<Record<Kind, readonly string[]>>,
  load: Promise<unknown>,
): Promise<Watching> {
  const random = bench.chance.at(skus.price.length);
  const seen: Record<Kind, Visibility[]> = { price: [], 'order-price': [], stock: [] };
  const remoteReads: Answered[] = [];
  const under = new Set<string>();
  const watches: Promise<void>[] = [];
  let failed = 0;
  let over = false;
  const ended = load.finally(() => {
    over = true;
  });
  ended.catch(() => undefined);
  const watch = async (kind: Kind, sku: string) => {
    const { write, look } = await changeOf(shopper, kind, sku);
    const visibility =
      write.outcome === 'ok'
        ? await watchVisibility(bench, write, look, {
            deadlineMs: PATIENCE_MS,
            ...(kind === 'order-price' && { offsetsMs: ORDERS_AT_MS }),
          })
        : undefined;
    if (visibility?.freshAfterMs === undefined) failed += 1;
    else seen[kind].push(visibility);
  };
  for (let turn = 0; !over; turn += 1) {
    await sleep(GAP_MS * (0.5 + random()), undefined, { signal: bench.signal });
    const kind = TURNS[turn % TURNS.length] ?? 'price';
    const free = skus[kind].find((sku) => !under.has(sku));
    if (over || free === undefined) continue;
    under.add(free);
    const watching = watch(kind, free).finally(() => under.delete(free));
    watching.catch(() => undefined);
    watches.push(watching);
    remoteReads.push(await shopper.remoteRead());
  }
  await ended;
  await Promise.all(watches);
  return { seen, failed, remoteReads };
}

/** A change of one kind. The readers of an order's price see what the price was changed to on the page. */
async function changeOf(shopper: Shopper, kind: Kind, sku: string): Promise<Change> {
  if (kind === 'stock') return shopper.buy(sku);
  const change = await shopper.changePrice(sku);
  return kind === 'price' ? change : { ...change, look: shopper.orderPrice(sku) };
}

/**
 * What a trial's changes come to, by the ids of the measures. A change that no read has seen was missed for as long as anybody looked, at the
 * least: where half of them were not seen, that bound is the median.
 */
export function lagValues({ seen }: Pick<Watching, 'seen'>): Record<string, number> {
  const values: Record<string, number> = {};
  const lags = KINDS.map((kind) => [kind, lagsOf(seen[kind])] as const);
  for (const [kind, own] of lags)
    if (own.length > 0) values[`${kind}-lag`] = Math.max(LEAST_MS, Math.min(PATIENCE_MS, median(own)));
  const share = (of: readonly boolean[]) =>
    Math.max(LEAST_PERCENT, (100 * of.filter(Boolean).length) / of.length);
  const never = lags.flatMap(([, own]) => own.map((ms) => !Number.isFinite(ms)));
  if (never.length > 0) values['never-seen'] = share(never);
  const stale = KINDS.flatMap((kind) => seen[kind].flatMap((each) => freshAt(each, 0) ?? [])).map(
    (is) => !is,
  );
  if (stale.length > 0) values['stale-at-once'] = share(stale);
  return values;
}
