import type { ProbeBench } from '@lab/lab/scenario/probe';
import type { PlannedRequest } from '@lab/lab/scenario/workload';
import { chanceOf } from '@lab/lab/stats/random';
import { describe, expect, it } from 'vitest';
import { BY_EVENT, EXPIRING, MONOLITH_REDIS, REDIS, SERVICES } from './arms.ts';
import { lookupsIn } from './counts.ts';
import { hitRateCurve, PAGE_KINDS } from './curves.ts';
import { probe } from './probe.ts';
import { SIZES, settings } from './settings.ts';

const apart = Array.from({ length: 300 }, (_, i) => `COLD-${i}`);
const shown = Array.from({ length: 300 }, (_, i) => `SHOWN-${i}`);

interface Made {
  readonly staleMs?: number;
  readonly stepMs?: number;
  readonly ownsServer?: boolean;
  readonly known?: readonly string[];
  readonly unseen?: readonly string[];
}

/**
 * A shop whose pages take 10 ms when it has to make them and 1 ms when it has made them before, on a clock that only requests move.
 *
 * @param options.staleMs how long after a change the old price is shown
 * @param options.stepMs what passes after each page of a product
 * @param options.known products of which there are copies
 * @param options.unseen products that no list shows
 */
function shopBench(
  topology: string,
  { staleMs = 0, stepMs = 0, ownsServer = true, known = [], unseen = apart }: Made = {},
) {
  const cached = topology.includes('cache=');
  const done: string[] = [];
  const asked: string[] = [];
  const made = new Map([...shown, ...known].map((sku) => [`/products/${sku}`, 0]));
  const prices = new Map<string, { amount: number; from: number; before: number }>();
  let clock = 0;
  let down = false;
  const counts = { hits: 0, misses: 0, unknown: 0, loads: 0 };
  const look = (path: string): number => {
    if (!cached) return 10;
    const known = made.has(path);
    if (down) counts.unknown += 1;
    else if (known) counts.hits += 1;
    else counts.misses += 1;
    if (known && !down) return 1;
    counts.loads += 1;
    made.set(path, clock);
    return 10;
  };
  const bench = {
    topology,
    profile: 'smoke',
    processes: topology.startsWith(SERVICES) ? ['gateway', 'catalog', 'recommendations'] : ['monolith'],
    data: {
      ...{ staff: 'token', customers: ['ada', 'bob'], popular: ['HOT-1', 'HOT-2'] },
      apart: { shown, unseen },
    },
    own: settings.own,
    chance: chanceOf(1),
    signal: new AbortController().signal,
    now: () => clock,
    async ask({ method, path, body }: PlannedRequest) {
      const startedAt = clock;
      const sku = path.split('/')[2] ?? '';
      const price = prices.get(sku) ?? { amount: 100, from: 0, before: 100 };
      if (method === 'PUT') {
        const { amount } = JSON.parse(body ?? '{}') as { amount: number };
        clock += 5;
        prices.set(sku, { amount, from: clock + staleMs, before: price.amount });
        return { status: 200, body: '', outcome: 'ok', startedAt, endedAt: clock };
      }
      asked.push(path);
      clock += look(path);
      const endedAt = clock;
      if (/^\/products\/[^/]+$/.test(path)) clock += stepMs;
      const amount = startedAt >= price.from ? price.amount : price.before;
      return {
        ...{ status: 200, outcome: 'ok', startedAt, endedAt },
        body: JSON.stringify({ price: { amount } }),
      };
    },
    async load(name: string) {
      done.push(`load ${name}`);
      counts.hits += 30;
      counts.misses += 10;
      counts.loads += 8;
      return {
        ok: 40,
        endpoints: { browse: { response: { mean: 3 } }, product: { response: null } },
      };
    },
    async metrics(name: string) {
      const messages = `shop_messages_total{process="${name}"} ${done.length * 10}`;
      const lookups = Object.entries(counts).map(
        ([what, many]) => `shop_cache_keys_total{what="${what}",process="${name}"} ${many}`,
      );
      return [messages, ...(cached ? lookups : [])].join('\n');
    },
    async outage(server: string) {
      done.push(`kill ${server}`);
      if (!ownsServer) return undefined;
      down = true;
      return async () => {
        done.push(`restart ${server}`);
        down = false;
      };
    },
  };
  return { done, asked, bench: bench as unknown as ProbeBench };
}

describe('the probe', () => {
  it('reads hit rate, messages, curves, crowds, prices and an outage of an arm with a server', async () => {
    const { done, bench } = shopBench(REDIS);
    const { values, series, checks, leftOut } = await probe(bench);
    expect(done).toEqual(['load shopping', 'kill redis', 'restart redis']);
    expect(values).toMatchObject({
      ...{ 'browse-time': 3, 'hit-rate': 75, 'origin-messages': 50, 'origin-loads': 20 },
      ...{ 'browse-miss': 10, 'browse-hit': 1, 'recommendations-miss': 10, 'recommendations-hit': 1 },
      ...{ 'crowd-loads': 1, 'overview-hit': 1, 'price-lag': 1, 'away-answered': 100, 'away-time': 10 },
    });
    expect(values['product-time']).toBeUndefined();
    expect(series.map(({ chart }) => chart)).toEqual(['browse', 'recommendations']);
    expect(checks).toMatchObject([{ id: 'fresh', result: 'pass' }]);
    expect(leftOut).toEqual([]);
  });

  it('reads the same pages of an arm without a cache, which takes as long for all', async () => {
    const { done, bench } = shopBench(SERVICES);
    const { values } = await probe(bench);
    expect(done).toEqual(['load shopping']);
    expect(values).toMatchObject({ 'browse-miss': 10, 'browse-hit': 10, 'overview-hit': 10, 'price-lag': 1 });
    for (const id of ['hit-rate', 'origin-loads', 'crowd-loads', 'away-time'])
      expect(values[id]).toBeUndefined();
  });

  it('has no messages of a monolith, and leaves out the outage of a server that somebody else has started', async () => {
    const { values, leftOut } = await probe(shopBench(MONOLITH_REDIS, { ownsServer: false }).bench);
    expect(values['origin-messages']).toBeUndefined();
    expect(values['origin-loads']).toBe(20);
    expect(values['away-answered']).toBeUndefined();
    expect(leftOut.join()).toContain('Redis away');
  });
});

it('fails the check when a price stays old, unless copies only expire', async () => {
  const late = { staleMs: 2_000, stepMs: 500 };
  expect((await probe(shopBench(REDIS, late).bench)).checks[0]?.result).toBe('fail');
  expect((await probe(shopBench(BY_EVENT, late).bench)).checks[0]?.result).toBe('fail');
  expect((await probe(shopBench(EXPIRING, late).bench)).checks[0]?.result).toBe('pass');
});

it('counts no late values where a page may be old because an event has still to come', async () => {
  const lateOf = async (topology: string) => (await probe(shopBench(topology).bench)).values['late-kept'];
  expect(await lateOf(REDIS)).toBe(0);
  expect(await lateOf(BY_EVENT)).toBeUndefined();
});

it('knows nothing of a new price when no page is answered after the change', async () => {
  const { bench } = shopBench(REDIS);
  const changed = new Set<string>();
  const failing: ProbeBench = {
    ...bench,
    async ask(request) {
      const answer = await bench.ask(request);
      if (request.method === 'PUT') changed.add(request.path.replace(/\/price$/, ''));
      return changed.has(request.path) ? { ...answer, outcome: 'indeterminate' } : answer;
    },
  };
  const { values, checks } = await probe(failing);
  expect(values['price-lag']).toBeUndefined();
  expect(checks).toMatchObject([{ id: 'fresh', result: 'unknown' }]);
});

it('mixes pages in the proportions of its hit rates', async () => {
  const { bench } = shopBench(REDIS);
  const [browse] = PAGE_KINDS;
  if (!browse) throw new Error('no page');
  const { points } = await hitRateCurve(bench, browse, apart, 20, 0);
  expect(points).toEqual([
    [0, 10],
    [50, 5.5],
    [90, 1.9],
    [100, 1],
  ]);
});

it('draws each point at the share of copies that was really asked for', async () => {
  const [browse] = PAGE_KINDS;
  if (!browse) throw new Error('no page');
  // Of seven requests neither a half nor nine tenths can be made.
  const { points } = await hitRateCurve(shopBench(REDIS).bench, browse, apart, 7, 0);
  for (const [x, ms] of points) expect(ms).toBeCloseTo(10 - (9 * x) / 100, 9);
});

describe('crowds', () => {
  const crowdsOf = (paths: readonly string[]) =>
    [...new Set(paths)].filter((path) => paths.filter((each) => each === path).length >= SIZES.smoke.crowd);

  it('and recommendations are sent after products that no list shows', async () => {
    const { asked, bench } = shopBench(REDIS);
    await probe(bench);
    const products = asked.filter((path) => /^\/products\/[^/]+$/.test(path));
    expect(crowdsOf(products)).toEqual(['/products/COLD-0']);
    const recommended = asked.filter((path) => path.endsWith('/recommendations'));
    expect(recommended.filter((path) => !path.includes('COLD-'))).toEqual([]);
  });

  it('go after another product when there is a copy of the first one', async () => {
    const { values } = await probe(shopBench(REDIS, { known: apart.slice(0, 3) }).bench);
    expect(values['crowd-loads']).toBe(1);
  });

  it('are not measured where there are too few products without a copy', async () => {
    const few = shopBench(REDIS, { known: apart, unseen: apart });
    await expect(probe(few.bench)).rejects.toThrow('of 300 products 0 are left');
  });
});

it('reads the counts of a cache, and finds none where there is no cache', () => {
  const page = `# TYPE shop_cache_keys_total counter
shop_cache_keys_total{what="hits",process="gateway"} 7
shop_cache_keys_total{what="misses",process="gateway"} 2
shop_messages_total{process="gateway"} 12`;
  expect(lookupsIn(page)).toEqual({ hits: 7, misses: 2, unknown: 0, loads: 0, refused: 0 });
  expect(lookupsIn('shop_messages_total 12')).toBeUndefined();
});
