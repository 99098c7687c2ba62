import { freshShares, lagsOf, type Visibility } from '@lab/lab/experiments/probe/visibility';
import type { Answered, Probe, ProbeBench, Series } from '@lab/lab/scenario/probe';
import type { Text } from '@lab/lab/scenario/scenario';
import type { CheckResult } from '@lab/lab/scenario/workload';
import { answer, failure } from '../shop/checkers/answer.ts';
import { catchUp, freshMeanwhile, hasConverged, withoutOwner } from './downtime.ts';
import { BURST, CLEAN, LEAST_MS, LEAST_PERCENT, WATCHED_PHASES } from './measures.ts';
import { type Delays, delaysIn, meanDistance, predictedFresh, since } from './pbs.ts';
import { Shopper } from './shopper.ts';
import { KINDS, type Kind, lagValues, type Watching, watchChanges } from './watch.ts';
import type { ReadersData } from './workload.ts';

/** What is loaded, changed, watched and stopped in a trial, in this order. */
export const probe: Probe = async (bench) => {
  const data = bench.data as ReadersData;
  const shopper = new Shopper(bench, data);
  // One kind of reader for each product, and products apart for the changes that nobody hears of.
  const skusOf = (place: number, count = 3) =>
    data.watched.slice(3 * place, 3 * place + count).map(({ sku }) => sku);
  const skus: Record<Kind, string[]> = { price: skusOf(0), 'order-price': skusOf(1), stock: skusOf(2) };

  // What the replicas buy is measured while the probe asks nothing.
  await bench.load(CLEAN);
  const series: Series[] = [];
  const values: Record<string, number> = {};
  let watching: Watching | undefined;
  let delays: Delays | undefined;
  let failed = 0;
  for (const phase of WATCHED_PHASES.filter((name) => bench.phases.includes(name))) {
    const before = await eventDelays(bench);
    watching = await watchChanges(bench, shopper, skus, bench.load(phase));
    failed += watching.failed;
    delays = before && delaysOf(before, await eventDelays(bench), watching, bench);
    series.push(...KINDS.map((kind) => lags(kind, phase, watching?.seen[kind] ?? [])));
  }
  // Of the last one, under the greatest load.
  if (watching) {
    Object.assign(values, lagValues(watching));
    const measured = freshShares(watching.seen.price);
    const predicted = delays && predictedFresh(delays, bench.chance.at(1));
    series.push({ chart: 'fresh', line: 'measured', points: measured });
    if (predicted) {
      const last = measured.at(-1)?.[0] ?? 0;
      series.push({ chart: 'fresh', line: 'predicted', points: predicted.filter(([t]) => t <= last) });
      const off = meanDistance(measured, predicted);
      if (off !== undefined) values['prediction-error'] = Math.max(LEAST_PERCENT, 100 * off);
    }
  }
  const { perSecond } = await bench.burst(BURST);
  values.capacity = perSecond;

  const apart = skusOf(3);
  const caughtUp = await catchUp(bench, shopper, apart, 'killed');
  const resumed = await catchUp(bench, shopper, apart, 'paused');
  for (const [id, ms] of [
    ['catch-up', caughtUp],
    ['resume', resumed],
  ] as const)
    if (ms !== undefined && Number.isFinite(ms)) values[id] = Math.max(LEAST_MS, ms);
  const meanwhile = await freshMeanwhile(bench, shopper, apart);
  if (meanwhile) {
    const { curve, whileDown } = meanwhile;
    failed += meanwhile.failed;
    if (curve.length > 0) series.push({ chart: 'fresh-down', points: curve });
    if (whileDown !== undefined) values['fresh-down'] = Math.max(LEAST_PERCENT, 100 * whileDown);
  }
  const share = await withoutOwner(bench, shopper, apart);
  if (share !== undefined) values['owner-down'] = Math.max(LEAST_PERCENT, 100 * share);
  const never = [caughtUp, resumed].some((ms) => ms === Number.POSITIVE_INFINITY);
  const leftOut = failed === 0 ? [] : [`${failed} changes that failed, or that nobody could read`];
  return { values, series, checks: [await converges(bench, shopper, never)], leftOut };
};

/** The events' delays so far, of the catalog's changes to the gateway: none were counted where readers keep no replicas. */
async function eventDelays(bench: Pick<ProbeBench, 'processes' | 'metrics'>) {
  const type = 'product.price-changed';
  if (!bench.processes.includes('catalog') || !bench.processes.includes('gateway')) return undefined;
  const published = delaysIn(await bench.metrics('catalog'), 'published', type);
  const applied = delaysIn(await bench.metrics('gateway'), 'applied', type);
  return { published, applied };
}

type Counted = NonNullable<Awaited<ReturnType<typeof eventDelays>>>;

/**
 * What the prediction is made from. The way of an answer, and of a request, is taken as half of a read's time there and back: of one that the
 * catalog answers, and of one that the gateway answers by itself.
 */
function delaysOf(
  before: Counted,
  now: Counted | undefined,
  { remoteReads }: Watching,
  { history }: Pick<ProbeBench, 'history'>,
): Delays | undefined {
  if (!now) return undefined;
  const from = remoteReads[0]?.startedAt ?? Number.POSITIVE_INFINITY;
  const own = history.filter(
    (each) => each.endpoint === 'product' && each.startedAt >= from && each.outcome === 'ok',
  );
  return {
    published: since(before.published, now.published),
    applied: since(before.applied, now.applied),
    answer: remoteReads.filter(({ outcome }) => outcome === 'ok').map(halfOf),
    request: own.map(halfOf),
  };
}

const halfOf = ({ startedAt, endedAt }: Pick<Answered, 'startedAt' | 'endedAt'>): number =>
  (endedAt - startedAt) / 2;

const lags = (kind: Kind, phase: string, seen: readonly Visibility[]): Series => ({
  ...{ chart: kind, line: phase },
  values: lagsOf(seen),
});

const NOT_CAUGHT_UP: Text = {
  en: 'a consumer that was down did not catch up',
  ko: '멈췄던 소비자가 밀린 이벤트를 따라잡지 못했다',
};

async function converges(bench: ProbeBench, shopper: Shopper, never: boolean): Promise<CheckResult> {
  const { wrong, looked } = await hasConverged(bench, shopper);
  const id = 'converges';
  if (looked === 0)
    return answer(id, 'unknown', {
      en: 'Nobody knows what had to be read.',
      ko: '무엇이 읽혀야 하는지 알 수 없다.',
    });
  if (wrong.length > 0) return failure(id, wrong);
  if (never) return failure(id, [NOT_CAUGHT_UP]);
  return answer(id, 'pass', {
    en: `Readers show the last of all changes, of ${looked} products.`,
    ko: `상품 ${looked}개 모두 마지막 변경이 읽힌다.`,
  });
}
