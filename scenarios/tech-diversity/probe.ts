import { PROJECT_ROOT } from '@lab/lab/host/project-root';
import type { Probe, ProbeReading, Series } from '@lab/lab/scenario/probe';
import type { CheckResult } from '@lab/lab/scenario/workload';
import type { Asked } from '../shop/checkers/checker.ts';
import { booksAfter, noting } from '../shop/probe-books.ts';
import type { ShoppingData } from '../shop/shop-workload.ts';
import { RANKS } from './arms.ts';
import { buildSeconds } from './build.ts';
import { PRODUCTS } from './customers.ts';
import { priceOf } from './price.ts';
import { ranked } from './ranking.ts';
import { SHOPPING } from './settings.ts';
import { isSwapped, type Size, WEIGHTS, type Weight } from './sizes.ts';
import { swapped } from './swap.ts';

const MEMORY = /^process_resident_memory_bytes(?:\{[^}]*\})? (\S+)$/m;

/** See the scenario's README. */
export const probe: Probe = async (bench): Promise<ProbeReading> => {
  const data = bench.data as ShoppingData;
  const size = (bench.own as Readonly<Record<string, Size>>)[bench.profile];
  if (!size) throw new Error(`there are no sizes for ${bench.profile}`);
  const values: Record<string, number> = {};
  const series: Series[] = [];
  const checks: CheckResult[] = [];
  if (bench.phases.includes(SHOPPING)) await bench.load(SHOPPING);
  for (const weight of Object.keys(WEIGHTS) as Weight[]) {
    const told = await ranked(bench, data.skus, weight, size.asking[weight]);
    Object.assign(values, told.values);
    series.push(...told.series);
  }
  const costs = Object.entries(WEIGHTS).flatMap(([weight, many]): [number, number][] => {
    const cpu = values[`${weight}.cpu`];
    return cpu === undefined ? [] : [[many, cpu]];
  });
  series.push({ chart: 'cost', points: costs.toSorted(([one], [other]) => one - other) });
  const part = bench.processes.includes(RANKS) ? RANKS : bench.processes[0];
  if (part !== undefined) {
    const bytes = Number(MEMORY.exec(await bench.metrics(part))?.[1]);
    if (Number.isFinite(bytes)) values['part.memory'] = bytes / 1e6;
  }
  if (isSwapped(bench.topology, size)) {
    const asked: Asked[] = [];
    const { now, signal, metrics, topology } = bench;
    const swap: typeof bench.swap = (...what) => bench.swap(...what);
    const told = await swapped({ now, signal, metrics, topology, swap, ...noting(bench, asked) }, data, size);
    Object.assign(values, told.values);
    checks.push(...told.checks);
    checks.push(...(await booksAfter(bench, data, data.wellStocked.slice(0, PRODUCTS), asked)));
  }
  if (size.more && part !== undefined) {
    const begun = bench.now();
    await bench.restart(part);
    values['part.start'] = bench.now() - begun;
    const built = await buildSeconds(PROJECT_ROOT, bench.topology, bench);
    if (built !== undefined) values.build = built;
  }
  return { values: { ...values, ...priceOf(PROJECT_ROOT, bench.topology) }, series, checks, leftOut: [] };
};
