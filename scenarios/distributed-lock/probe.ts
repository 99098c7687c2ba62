import type { Probe, ProbeReading, Series } from '@lab/lab/scenario/probe';
import type { CheckResult } from '@lab/lab/scenario/workload';
import { answer, failure } from '../shop/checkers/answer.ts';
import type { ShoppingData } from '../shop/shop-workload.ts';
import { DATABASE, lockOf, NONE } from './arms.ts';
import { answersTo, type CutOff, refusedShare, serverCutOff } from './cut-off.ts';
import { jainIndex, quantile } from './fairness.ts';
import { type Outage, pausedHolder, restartedServer, type Stood } from './holder.ts';
import { lastUnits, type Rush, rushFor } from './sales.ts';
import type { Size } from './settings.ts';
import { mistakeIn, oversoldIn, type Sold } from './stock.ts';
import { Till } from './till.ts';

/** Between two points of the curve. Seconds. */
const STEP_S = 0.25;

/** See the scenario's README. */
export const probe: Probe = async (bench): Promise<ProbeReading> => {
  const { tokens, skus, wellStocked } = bench.data as ShoppingData;
  const size = (bench.own as Readonly<Record<string, Size>>)[bench.profile];
  if (!size) throw new Error(`there are no sizes for ${bench.profile}`);
  const lock = lockOf(bench.topology);
  const till = await Till.open(bench, { tokens, skus: skus.filter((sku) => !wellStocked.includes(sku)) });
  const rush = await rushFor(till, () => bench.now(), size.rush);
  const sold = await lastUnits(till, size.sales);
  const paused = await pausedHolder(bench, till, size.paused);
  const restarted = lock && (await restartedServer(bench, till, { ...size.restarted, server: lock.server }));
  const cut = lock && (await serverCutOff(bench, till, { ...size.cut, server: lock.server }));
  return {
    values: {
      ...rushValues(rush),
      ...soldValues(sold, paused),
      ...outageValues(restarted),
      ...cutValues(cut),
    },
    series: [...seriesOfRush(rush), othersOver(paused, size.paused.watchMs), ...seriesOfCut(cut)],
    checks: checksOf(bench.topology, sold, paused, restarted, cut),
    leftOut: [...(lock && !restarted ? [NOT_OURS] : []), ...(lock && !cut ? [NO_LINE] : [])],
  };
};

const NOT_OURS =
  'The lock server restarted: the lab can only kill and restart a server that it has started itself';
const NO_LINE =
  'The lock server cut off: the lab can only cut the way to a server whose URL has a port and no TLS';

function rushValues({ perSecond, waits, byBuyer }: Rush): Record<string, number> {
  const found = {
    'rush.throughput': perSecond,
    'rush.p50': quantile(waits, 0.5),
    'rush.p95': quantile(waits, 0.95),
    'rush.evenness': jainIndex(byBuyer),
  };
  return defined(found);
}

const soldValues = (sold: readonly Sold[], paused: Stood): Record<string, number> =>
  defined({
    oversold: sum(sold.map(oversoldIn)),
    'paused.oversold': oversoldIn(paused.sold),
    'paused.handover': paused.others[0],
  });

const outageValues = (restarted: Outage | undefined): Record<string, number> =>
  restarted
    ? defined({ 'restarted.oversold': oversoldIn(restarted.sold), 'restarted.wait': restarted.waitMs })
    : {};

const cutValues = (cut: CutOff | undefined): Record<string, number> =>
  cut
    ? defined({
        'cut.oversold': oversoldIn(cut.sold),
        'cut.wait': quantile(
          cut.came.map(({ tookMs }) => tookMs),
          0.5,
        ),
        'cut.refused': refusedShare(cut.came),
        'cut.answer': quantile(
          cut.came.map(({ slowestMs }) => slowestMs),
          1,
        ),
        'cut.again': cut.againMs,
      })
    : {};

/** Who never knew waits for ever. */
const seriesOfCut = (cut: CutOff | undefined): Series[] =>
  cut && cut.came.length > 0
    ? [
        {
          chart: 'cut-waits',
          values: cut.came.map(({ outcome, tookMs }) =>
            outcome === 'unknown' ? Number.POSITIVE_INFINITY : tookMs,
          ),
        },
      ]
    : [];

const seriesOfRush = ({ waits }: Rush): Series[] =>
  waits.length > 0 ? [{ chart: 'waits', values: waits }] : [];

/** A point for each quarter of a second, the same ones in every trial. */
function othersOver({ others }: Stood, watchMs: number): Series {
  const points = Array.from({ length: Math.floor(watchMs / 1000 / STEP_S) + 1 }, (_, index) => {
    const seconds = index * STEP_S;
    return [seconds, others.filter((ms) => ms <= seconds * 1000).length] as const;
  });
  return { chart: 'others', points };
}

/**
 * What an arm promises. No guard promises nothing. A lock without fencing promises that the stock is right as long as no holder outlives its
 * lease: what happens beyond that is counted, and no mistake of the arm's. While its server is cut off, the shop must answer all the same.
 */
export function checksOf(
  topology: string,
  sold: readonly Sold[],
  paused: Stood,
  restarted: Outage | undefined,
  cut?: CutOff,
): CheckResult[] {
  if (topology === NONE) return [];
  const decides = DATABASE.some((each) => each.topology === topology);
  const always = decides || lockOf(topology)?.fenced === true;
  const withFaults = [paused, restarted, cut].flatMap((stood) => stood?.sold ?? []);
  const judged = [...sold, ...(always ? withFaults : [])];
  return [stockIn(judged), ...(cut ? [answersTo(cut.came)] : [])];
}

function stockIn(judged: readonly Sold[]): CheckResult {
  const mistakes = judged.flatMap((sale) => mistakeIn(sale) ?? []);
  if (mistakes.length > 0) return failure('stock', mistakes);
  return answer('stock', 'pass', {
    en: `Sales: ${judged.length}. Each adds up.`,
    ko: `판매 ${judged.length}건의 수량이 모두 맞는다.`,
  });
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const defined = (values: Readonly<Record<string, number | undefined>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, number] => entry[1] !== undefined),
  );
