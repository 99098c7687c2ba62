import type { Probe, ProbeReading, Series } from '@lab/lab/scenario/probe';
import type { CheckResult } from '@lab/lab/scenario/workload';
import type { ShoppingData } from '../shop/shop-workload.ts';
import { PARTS } from './arms.ts';
import { balance } from './balance.ts';
import { overload } from './overload.ts';
import { pages } from './page.ts';
import { LIGHT, type Size } from './settings.ts';

/** See the scenario's README. */
export const probe: Probe = async (bench): Promise<ProbeReading> => {
  const data = bench.data as ShoppingData;
  const size = (bench.own as Readonly<Record<string, Size>>)[bench.profile];
  if (!size) throw new Error(`there are no sizes for ${bench.profile}`);
  const values: Record<string, number> = {};
  const series: Series[] = [];
  const checks: CheckResult[] = [];
  const isFor = (part: keyof typeof PARTS) => (PARTS[part] as readonly string[]).includes(bench.topology);
  await bench.load(LIGHT);
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
    const told = await overload(bench, data, size);
    Object.assign(values, told.values);
    series.push(...told.series);
  }
  return { values, series, checks, leftOut: [] };
};
