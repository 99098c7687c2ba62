import type { Probe, ProbeReading, Series } from '@lab/lab/scenario/probe';
import type { CheckResult } from '@lab/lab/scenario/workload';
import type { Asked } from '../shop/checkers/checker.ts';
import { booksAfter, noting } from '../shop/probe-books.ts';
import type { ShoppingData } from '../shop/shop-workload.ts';
import { PARTS } from './arms.ts';
import { balance } from './balance.ts';
import { duties } from './duties.ts';
import { overload, PRODUCTS } from './overload.ts';
import { pages } from './page.ts';
import { LIGHT } from './settings.ts';
import type { Size } from './sizes.ts';

/** See the scenario's README. */
export const probe: Probe = async (bench): Promise<ProbeReading> => {
  const data = bench.data as ShoppingData;
  const size = (bench.own as Readonly<Record<string, Size>>)[bench.profile];
  if (!size) throw new Error(`there are no sizes for ${bench.profile}`);
  const values: Record<string, number> = {};
  const series: Series[] = [];
  const checks: CheckResult[] = [];
  const leftOut: string[] = [];
  const isFor = (part: keyof typeof PARTS) => (PARTS[part] as readonly string[]).includes(bench.topology);
  if (bench.phases.includes(LIGHT)) await bench.load(LIGHT);
  const cost = await duties(bench, data, size, isFor('duties'));
  Object.assign(values, cost.values);
  leftOut.push(...cost.leftOut);
  if (isFor('page')) {
    const told = await pages(bench, data.tokens[0] ?? '', size);
    Object.assign(values, told.values);
    series.push(...told.series);
    checks.push(...told.checks);
  }
  if (isFor('balance')) {
    const told = await balance(bench, data.skus, size);
    Object.assign(values, told.values);
    series.push(...told.series);
  }
  if (isFor('overload')) {
    const greedySeconds = isFor('greedy') ? size.greedySeconds : 0;
    const asked: Asked[] = [];
    const { arm, topology, signal, now, gather } = bench;
    const noted = { arm, topology, signal, now, gather, ...noting(bench, asked) };
    const told = await overload(noted, data, { ...size, greedySeconds });
    Object.assign(values, told.values);
    series.push(...told.series);
    leftOut.push(...told.leftOut);
    checks.push(...(await booksAfter(bench, data, data.wellStocked.slice(0, PRODUCTS), asked)));
  }
  return { values, series, checks, leftOut };
};
