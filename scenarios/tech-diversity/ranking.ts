import type { ProbeBench, Series } from '@lab/lab/scenario/probe';
import type { PlannedRequest } from '@lab/lab/scenario/workload';
import { median } from '@lab/lab/stats/order-statistics';
import { cpuSecondsOf } from '../shop/cpu.ts';
import { get } from '../shop/http.ts';
import { paced, quantile, requireOnTime, tookOf } from '../shop/paced.ts';
import { type Asking, WEIGHTS, type Weight } from './sizes.ts';

/**
 * Requests under way in a closed load. More would be refused where ranking is slow: a call may take three seconds, and each waits for those
 * before it.
 */
const CLIENTS = 4;
/** Pages that others look at while one customer gets recommendations. */
const PAGES_A_SECOND = 30;
/** Nobody waits longer for a page. ms */
const PATIENCE_MS = 5_000;

export type Bench = Pick<ProbeBench, 'ask' | 'now' | 'signal' | 'processes' | 'metrics'>;

interface Told {
  readonly values: Record<string, number>;
  readonly series: readonly Series[];
}

/** Products come in an order in which no two neighbours are alike. */
const STEP = 7;
const inTurn = (skus: readonly string[], turn: number): string => skus[(STEP * turn) % skus.length] ?? '';

/** Recommendations for a product: the n-th request. */
export const recommendations = (skus: readonly string[], turn: number, limit: number): PlannedRequest => ({
  ...get(`/products/${inTurn(skus, turn)}/recommendations?limit=${limit}`),
  ...{ endpoint: 'recommendations', expect: [200] },
});

const page = (skus: readonly string[], turn: number): PlannedRequest => ({
  ...get(`/products/${inTurn(skus, turn)}`),
  ...{ endpoint: 'product', expect: [200] },
});

/**
 * What recommendations of a weight cost: how many a second there can be, the CPU time of one, and how long one takes when nobody else asks for any
 * and others look at products. What these wait for is told where ranking is heavy.
 */
export async function ranked(
  bench: Bench,
  skus: readonly string[],
  weight: Weight,
  { closed, alone }: Asking,
): Promise<Told> {
  const ask = (turn: number) => bench.ask(recommendations(skus, turn, WEIGHTS[weight]));
  const values: Record<string, number> = {};
  for (const [id, value] of Object.entries(await closedLoad(bench, ask, closed)))
    if (value !== undefined) values[`${weight}.${id}`] = value;
  const many = Math.round(PAGES_A_SECOND * alone);
  const pages = paced(
    bench,
    { perSecond: PAGES_A_SECOND, deadlineMs: PATIENCE_MS, goesOn: (index) => index < many },
    (index) => page(skus, index),
  );
  const [took, seen] = await Promise.all([oneByOne(bench, ask, alone), pages]);
  requireOnTime(seen);
  if (took.length > 0) values[`${weight}.time`] = median(took);
  if (weight !== 'heavy') return { values, series: [] };
  const waits = seen.map(tookOf).map((ms) => Math.min(ms, PATIENCE_MS));
  return {
    values: { ...values, 'rest.mean': meanOf(waits), 'rest.p90': quantile(waits, 0.9) },
    series: [
      { chart: 'times', values: took },
      { chart: 'rest', values: waits },
    ],
  };
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The n-th request, and what became of it. */
type Ask = (turn: number) => ReturnType<Bench['ask']>;

/**
 * Clients who ask again as soon as they are answered. For the rate counts what was answered in the second half of the time, from the last answer before
 * that half to the last one of all: where answers are few, the half itself begins at any moment between two of them. All of it counts for the CPU time.
 *
 * @returns requests per second that were answered as they should be, and CPU time of the shop for each of these, ms; undefined where there was none,
 *   or no CPU time can be read
 */
export async function closedLoad(
  bench: Bench,
  ask: Ask,
  seconds: number,
): Promise<{ readonly capacity: number | undefined; readonly cpu: number | undefined }> {
  const before = await cpuSecondsOf(bench);
  const begun = bench.now();
  const half = begun + 500 * seconds;
  const until = half + 500 * seconds;
  let turn = 0;
  let [answered, counted] = [0, 0];
  let [first, last] = [begun, begun];
  const client = async () => {
    while (bench.now() < until) {
      turn += 1;
      const { outcome, endedAt } = await ask(turn);
      if (outcome !== 'ok') continue;
      answered += 1;
      last = Math.max(last, endedAt);
      if (endedAt <= half) first = Math.max(first, endedAt);
      else counted += 1;
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  const cpuMs = 1_000 * ((await cpuSecondsOf(bench)) - before);
  return {
    // To the last answer: a slow one may come long after the time is over.
    capacity: counted > 0 ? (1_000 * counted) / (last - first) : undefined,
    cpu: answered > 0 && cpuMs > 0 ? cpuMs / answered : undefined,
  };
}

/** Asks for one after the other. @returns what each took that was answered, ms */
async function oneByOne(bench: Bench, ask: Ask, seconds: number): Promise<number[]> {
  const until = bench.now() + 1_000 * seconds;
  const took: number[] = [];
  for (let turn = 1; bench.now() < until; turn += 1) {
    const { outcome, startedAt, endedAt } = await ask(turn);
    if (outcome === 'ok') took.push(endedAt - startedAt);
  }
  return took;
}
