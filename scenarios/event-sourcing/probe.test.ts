import type { ProbeBench } from '@lab/lab/scenario/probe';
import { PROFILE_IDS, type ProfileId } from '@lab/lab/scenario/profile';
import { chanceOf } from '@lab/lab/stats/random';
import { expect, it } from 'vitest';
import type { ShoppingData } from '../shop/shop-workload.ts';
import { probe } from './probe.ts';
import { settings } from './settings.ts';

/** A bench on which everything is done at once, and noted. */
function notingBench(
  topology: string,
  processes: readonly string[],
  profile: ProfileId = 'smoke',
  data: Pick<ShoppingData, 'skus' | 'wellStocked'> = { skus: [], wellStocked: [] },
) {
  const done: string[] = [];
  const levels = data.skus.map((sku) => ({ sku, onHand: 5, reserved: 0 }));
  const rebuilt = { position: 1, events: 1, seconds: 1, peakBytes: 1, levels };
  const bench = {
    topology,
    processes,
    profile,
    data,
    own: { ...(settings.own as object), crashSeconds: { smoke: 0.001, quick: 0.001, full: 0.001 } },
    chance: chanceOf(1),
    signal: new AbortController().signal,
    now: () => 0,
    async load(name: string) {
      done.push(`load ${name}`);
      return { endpoints: { 'place-order': { response: { p50: 5 } }, product: { response: { p50: null } } } };
    },
    async ask({ path }: { readonly path: string }) {
      done.push(`ask ${path}`);
      return { outcome: 'ok', status: 200, body: JSON.stringify({ available: 5 }) };
    },
    async kill(name: string) {
      done.push(`kill ${name}`);
    },
    async restart(name: string) {
      done.push(`restart ${name}`);
    },
    async run(name: string, [command]: readonly string[]) {
      done.push(`${command} ${name}`);
      return { stdout: JSON.stringify(rebuilt), seconds: 1, peakBytes: null };
    },
  };
  return { done, bench: bench as unknown as ProbeBench };
}

it('loads and kills an inventory of tables as the other one, and replays nothing', async () => {
  const { done, bench } = notingBench('microservices', ['gateway', 'orders', 'inventory']);
  expect(await probe(bench)).toEqual({
    values: { 'order-time': 5 },
    series: [],
    checks: [],
    leftOut: [],
  });
  expect(done).toEqual(['load shopping', 'load crash', 'kill inventory', 'restart inventory']);
});

it('replays an inventory of events before and after the kill, in the process that has it', async () => {
  const { done, bench } = notingBench('monolith+store=events', ['monolith']);
  const { values, checks } = await probe(bench);
  expect(values).toMatchObject({ 'order-time': 5, 'replay-mistakes': 0 });
  expect(checks).toHaveLength(1);
  const kill = done.indexOf('kill monolith');
  expect(done[0]).toBe('invent-past monolith');
  expect(done.slice(0, kill)).toContain('rebuild monolith');
  expect(done.slice(kill)).toContain('rebuild monolith');
});

it('refuses a system in which nobody has the stock', async () => {
  await expect(probe(notingBench('x', ['gateway']).bench)).rejects.toThrow('none of gateway keeps the stock');
});

it.each(PROFILE_IDS)('looks at all that the load orders, in %s, and at more', async (profile) => {
  // As the set-up finds them in the seeded shop: every 25th, but for one that is scarce.
  const skus = Array.from({ length: 1_200 }, (_, index) => `SKU-${index}`);
  const wellStocked = skus.filter((_, index) => index % 25 === 0 && index !== 900);
  const { done, bench } = notingBench('monolith+store=events', ['monolith'], profile, { skus, wellStocked });
  const { values, checks } = await probe(bench);
  const looked = new Set(done.flatMap((each) => /^ask \/products\/(.+)$/.exec(each)?.[1] ?? []));
  expect(wellStocked.filter((sku) => !looked.has(sku))).toEqual([]);
  expect(looked.size).toBeGreaterThan(wellStocked.length);
  expect(values['replay-mistakes']).toBe(0);
  expect(checks.map(({ result }) => result)).toEqual(['pass']);
});
