import type { ProbeBench } from '@lab/lab/scenario/probe';
import type { PlannedRequest } from '@lab/lab/scenario/workload';
import { median } from '@lab/lab/stats/order-statistics';
import { get } from '../shop/http.ts';
import { HIT_RATES } from './settings.ts';

type Bench = Pick<ProbeBench, 'ask' | 'chance'>;

/** A sort of page, of which there is one for each product: it begins after the product, or shows what goes with it. */
export interface PageKind {
  readonly id: 'browse' | 'recommendations';
  of(sku: string): PlannedRequest;
}

export const PAGE_KINDS: readonly PageKind[] = [
  {
    id: 'browse',
    of: (sku) => ({ ...get(`/products?cursor=products~${sku}`), endpoint: 'browse', expect: [200] }),
  },
  {
    id: 'recommendations',
    of: (sku) => ({ ...get(`/products/${sku}/recommendations`), endpoint: 'recommendations', expect: [200] }),
  },
];

/** Pages of which there are copies: few, so that all of them are asked for often. */
const KNOWN = 4;
/** A page is kept when it is first asked for, and its products when it is asked for once more. */
const PRIMINGS = 2;

/** What a sort of page takes. */
export interface Curve {
  /** Hit rate in percent, and the mean time in ms. */
  readonly points: readonly (readonly [number, number])[];
  /** Medians, ms: where nothing is known, and where all is. Undefined when no page was answered. */
  readonly miss: number | undefined;
  readonly hit: number | undefined;
}

/** So many products a curve takes, of whose pages there is no copy. */
export const coldNeeded = (asks: number): number =>
  KNOWN + HIT_RATES.reduce((sum, rate) => sum + coldAt(rate, asks), 0);

const coldAt = (rate: number, asks: number): number => Math.round(asks * (1 - rate));

/**
 * Asks for pages one after the other, at each hit rate so many of which there is a copy. In an arm without a cache all are made anew, by the same
 * requests.
 *
 * @param cold products of whose pages there is no copy, as many as {@link coldNeeded} says
 * @param place of the chance that decides the order
 */
export async function hitRateCurve(
  bench: Bench,
  kind: PageKind,
  cold: readonly string[],
  asks: number,
  place: number,
): Promise<Curve> {
  const ask = async (sku: string): Promise<number | undefined> => {
    const { outcome, startedAt, endedAt } = await bench.ask(kind.of(sku));
    return outcome === 'ok' ? endedAt - startedAt : undefined;
  };
  const known = cold.slice(0, KNOWN);
  let used = KNOWN;
  const points: [number, number][] = [];
  const medians = new Map<number, number>();
  for (const [index, rate] of HIT_RATES.entries()) {
    // Copies of recommendations live for seconds: they are made anew before each of the rates.
    for (let times = 0; times < PRIMINGS; times += 1) for (const sku of known) await ask(sku);
    const fresh = coldAt(rate, asks);
    const again = Array.from({ length: asks - fresh }, (_, each) => known[each % KNOWN] ?? '');
    const skus = [...cold.slice(used, used + fresh), ...again];
    used += fresh;
    const times: number[] = [];
    for (const sku of bench.chance.shuffled(skus, place + index)) {
      const ms = await ask(sku);
      if (ms !== undefined) times.push(ms);
    }
    if (times.length === 0) continue;
    points.push([(100 * again.length) / asks, times.reduce((sum, ms) => sum + ms, 0) / times.length]);
    medians.set(rate, median(times));
  }
  return { points, miss: medians.get(0), hit: medians.get(1) };
}
