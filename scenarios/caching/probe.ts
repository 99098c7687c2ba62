import { watchVisibility } from '@lab/lab/experiments/probe/visibility';
import type { Probe, ProbeBench, ProbeReading, Series } from '@lab/lab/scenario/probe';
import type { CheckResult } from '@lab/lab/scenario/workload';
import { median } from '@lab/lab/stats/order-statistics';
import { get } from '../shop/http.ts';
import { priceChange } from '../shop/price-change.ts';
import { BY_EVENT, cacheOf, EXPIRING, REFRESHED } from './arms.ts';
import { lookupsOf, originMessages } from './counts.ts';
import { coldNeeded, hitRateCurve, PAGE_KINDS } from './curves.ts';
import { lateFills } from './fills.ts';
import { hotCopy } from './hot.ts';
import { priceIn, productPage } from './prices.ts';
import { LEAST_MS, LOAD, PAGES, type Size } from './settings.ts';
import type { PopularData } from './workload.ts';

/** Longer than a copy of any arm of this scenario lives, where no change ends it. ms */
const SEEN_MS = 5_000;

type Values = Record<string, number>;

/** See the scenario's README. */
export const probe: Probe = async (bench): Promise<ProbeReading> => {
  const data = bench.data as PopularData;
  const size = (bench.own as Readonly<Record<string, Size>>)[bench.profile];
  if (!size) throw new Error(`there are no sizes for ${bench.profile}`);
  // Of the products that lists show there are copies, and of the others not yet.
  const [shown, unseen] = [takerOf(data.apart.shown), takerOf(data.apart.unseen)];
  const values: Values = await loaded(bench);
  const series: Series[] = [];
  // Before the curves, whose recommendations show other products.
  Object.assign(values, await crowds(bench, unseen, size));
  for (const [index, kind] of PAGE_KINDS.entries()) {
    // What a page of the list is of is kept apart from its products: of these there may be copies.
    const cold = (kind.id === 'browse' ? shown : unseen)(coldNeeded(size.asks));
    const curve = await hitRateCurve(bench, kind, cold, size.asks, 100 * index);
    if (curve.points.length > 0) series.push({ chart: kind.id, points: curve.points });
    if (curve.miss !== undefined) values[`${kind.id}-miss`] = curve.miss;
    if (curve.hit !== undefined) values[`${kind.id}-hit`] = curve.hit;
  }
  // Where an event alone ends the copy, a page may be old because that has still to come: no late value could be told from it.
  if (bench.topology !== BY_EVENT)
    Object.assign(values, await lateFills(bench, data.staff, unseen(size.changes)));
  Object.assign(values, await overviews(bench, data.customers, size.asks));
  const prices = await changes(bench, data.staff, shown(size.changes));
  Object.assign(values, prices.values);
  if (size.hot.seconds > 0 && REFRESHED.includes(bench.topology)) {
    const hot = await hotCopy(bench, unseen(1)[0] ?? '', size.hot);
    Object.assign(values, hot.values);
    series.push(...hot.series);
  }
  const away = await withoutServer(bench, data.popular.slice(0, size.away));
  Object.assign(values, away.values);
  return { values, series, checks: prices.checks, leftOut: away.leftOut };
};

/** Gives each part of the probe products that no other part has asked for. @throws when there are too few */
function takerOf(skus: readonly string[]): (many: number) => string[] {
  let used = 0;
  return (many) => {
    const taken = skus.slice(used, used + many);
    if (taken.length < many)
      throw new Error(`of ${skus.length} products ${taken.length} are left, and the probe needs ${many}`);
    used += many;
    return taken;
  };
}

/** What the load took, how many of its lookups found a copy, and what reached the services behind. */
async function loaded(bench: ProbeBench): Promise<Values> {
  const [before, sentBefore] = [await lookupsOf(bench), await originMessages(bench)];
  const phase = await bench.load(LOAD);
  const [after, sent] = [await lookupsOf(bench), await originMessages(bench)];
  const values: Values = {};
  for (const [id, endpoint] of Object.entries(PAGES)) {
    const mean = phase.endpoints[endpoint]?.response?.mean;
    if (mean !== undefined) values[id] = mean;
  }
  if (before && after) {
    const hits = after.hits - before.hits;
    const all = hits + after.misses - before.misses + after.unknown - before.unknown;
    if (all > 0) values['hit-rate'] = (100 * hits) / all;
    if (phase.ok > 0) values['origin-loads'] = (100 * (after.loads - before.loads)) / phase.ok;
  }
  if (sent !== undefined && sentBefore !== undefined && phase.ok > 0)
    values['origin-messages'] = (100 * (sent - sentBefore)) / phase.ok;
  return values;
}

/**
 * Many who ask for one product at once, of which there is no copy: as when the copy of a popular one has expired. Recommendations of the load may
 * have shown it, so that there is one: then nobody asks the origin, and the crowd goes after another product.
 *
 * @throws when there are too few products without a copy
 */
async function crowds(
  bench: ProbeBench,
  take: (many: number) => string[],
  { crowds: wanted, crowd }: Pick<Size, 'crowds' | 'crowd'>,
): Promise<Values> {
  const loads: number[] = [];
  for (let sent = 0; sent < wanted; ) {
    const [sku = ''] = take(1);
    const before = await lookupsOf(bench);
    await Promise.all(Array.from({ length: crowd }, () => bench.ask(productPage(sku))));
    const after = await lookupsOf(bench);
    const asked = before && after && after.loads - before.loads;
    if (asked === 0) continue;
    if (asked !== undefined) loads.push(asked);
    sent += 1;
  }
  return loads.length > 0 ? { 'crowd-loads': loads.reduce((sum, many) => sum + many, 0) / loads.length } : {};
}

/** So often each customer has looked at the page before it counts: what of it is kept, is then. */
const LOOKS_BEFORE = 2;

/** My overview, by customers who look at it again and again: a cache has the products that it recommends, and nothing else of it. */
async function overviews(bench: ProbeBench, tokens: readonly string[], asks: number): Promise<Values> {
  const times: number[] = [];
  for (let look = 0; look < LOOKS_BEFORE * tokens.length + asks; look += 1) {
    const { outcome, startedAt, endedAt } = await bench.ask({
      ...get('/me/overview', tokens[look % tokens.length]),
      ...{ endpoint: 'overview', expect: [200] },
    });
    if (look >= LOOKS_BEFORE * tokens.length && outcome === 'ok') times.push(endedAt - startedAt);
  }
  return times.length > 0 ? { 'overview-hit': median(times) } : {};
}

/** Prices that are changed while there is a copy of the product, each watched until all readers see it. */
async function changes(
  bench: ProbeBench,
  staff: string,
  skus: readonly string[],
): Promise<{ readonly values: Values; readonly checks: readonly CheckResult[] }> {
  const lags: number[] = [];
  let failed = 0;
  for (const sku of skus) {
    const page = await bench.ask(productPage(sku));
    if (page.outcome !== 'ok') {
      failed += 1;
      continue;
    }
    const amount = priceIn(page.body) + 1;
    const write = await bench.ask(priceChange(staff, sku, amount));
    if (write.outcome !== 'ok') {
      failed += 1;
      continue;
    }
    const look = {
      read: () => bench.ask(productPage(sku)),
      isFresh: ({ body }: { readonly body: string }) => priceIn(body) === amount,
    };
    const { freshAfterMs } = await watchVisibility(bench, write, look, { deadlineMs: SEEN_MS });
    if (freshAfterMs === undefined) failed += 1;
    else lags.push(freshAfterMs);
  }
  const seen = lags.filter(Number.isFinite);
  const values: Values = seen.length > 0 ? { 'price-lag': Math.max(LEAST_MS, median(seen)) } : {};
  return { values, checks: [freshCheck(bench.topology, lags, failed)] };
}

/** A copy that only expires promises no more than that it does. */
function freshCheck(topology: string, lags: readonly number[], failed: number): CheckResult {
  const id = 'fresh';
  if (lags.length === 0) return { id, result: 'unknown', detail: `No price was changed; ${failed} failed.` };
  const never = lags.filter((ms) => !Number.isFinite(ms)).length;
  const late = topology === EXPIRING ? never : lags.filter((ms) => ms > FRESH_MS).length;
  return late > 0
    ? { id, result: 'fail', detail: `Of ${lags.length} new prices ${late} were not seen in time.` }
    : { id, result: 'pass', detail: `All ${lags.length} new prices were seen in time.` };
}

/** So long after the answer to a change a page may show the old price, where the change ends the copy. ms */
const FRESH_MS = 1_000;

/** Pages while the server of the cache is killed. An arm without such a server has nothing to do here. */
async function withoutServer(
  bench: ProbeBench,
  skus: readonly string[],
): Promise<{ readonly values: Values; readonly leftOut: readonly string[] }> {
  const cache = cacheOf(bench.topology);
  if (cache?.server === undefined) return { values: {}, leftOut: [] };
  const restart = await bench.outage(cache.server);
  if (!restart) {
    const reason = 'the lab can only kill and restart a server that it has started itself';
    return { values: {}, leftOut: [`${cache.name} away: ${reason}`] };
  }
  const times: number[] = [];
  for (const sku of skus) {
    const { outcome, startedAt, endedAt } = await bench.ask(productPage(sku));
    if (outcome === 'ok') times.push(endedAt - startedAt);
  }
  await restart();
  const values: Values = { 'away-answered': (100 * times.length) / Math.max(1, skus.length) };
  if (times.length > 0) values['away-time'] = median(times);
  return { values, leftOut: [] };
}
