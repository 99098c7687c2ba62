import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { ProbeBench, Series } from '@lab/lab/scenario/probe';
import type { CheckResult } from '@lab/lab/scenario/workload';
import { median } from '@lab/lab/stats/order-statistics';
import { cpuSecondsOf } from '../shop/cpu.ts';
import { openLink, roundTripOf } from './link.ts';
import { PageClient } from './page-client.ts';
import { DELAYS, type Size } from './sizes.ts';

/** Events of the last orders may still be on their way. ms */
const SAME_MS = 10_000;
const LOOK_MS = 100;

type Bench = Pick<ProbeBench, 'url' | 'signal' | 'processes' | 'metrics'>;

interface Told {
  readonly values: Record<string, number>;
  readonly series: readonly Series[];
  readonly checks: readonly CheckResult[];
}

/** My overview as one answer and as five, over links of several delays: what each takes, and what it costs the shop. */
export async function pages(bench: Bench, token: string, { pages: many, cpuPages }: Size): Promise<Told> {
  const port = Number(new URL(bench.url).port);
  const values: Record<string, number> = {};
  const lines: { one: [number, number][]; five: [number, number][] } = { one: [], five: [] };
  for (const delayMs of DELAYS) {
    const link = await openLink(port, delayMs / 2);
    const client = new PageClient(link.port, token);
    try {
      await client.warmUp();
      const roundTrip = await roundTripOf(delayMs / 2, many, { signal: bench.signal });
      const { one, five } = await inTurns(client, many, bench.signal);
      Object.assign(values, {
        [`link-${delayMs}`]: roundTrip,
        [`page-one-${delayMs}`]: one,
        [`page-five-${delayMs}`]: five,
        [`page-saves-${delayMs}`]: five / one,
      });
      lines.one.push([delayMs, one]);
      lines.five.push([delayMs, five]);
    } finally {
      client.close();
      await link.close();
    }
  }
  const near = new PageClient(port, token);
  try {
    const cpuMs = await cpuOf(
      () => cpuSecondsOf(bench),
      cpuPages,
      (way) => near[way](),
    );
    for (const way of ['one', 'five'] as const) {
      // Few pages may cost less than what the reading varies by: then there is no value.
      if (cpuMs[way] > 0) values[`page-cpu-${way}`] = cpuMs[way];
    }
    const series = (['one', 'five'] as const).map((line) => ({ chart: 'pages', line, points: lines[line] }));
    return { values, series, checks: [await samePage(near, bench.signal)] };
  } finally {
    near.close();
  }
}

/** Medians of both, ms. They take turns, so that what drifts hits both. */
async function inTurns(client: PageClient, many: number, signal: AbortSignal) {
  const took = { one: [] as number[], five: [] as number[] };
  for (let page = 0; page < many; page += 1) {
    for (const way of page % 2 === 0 ? (['one', 'five'] as const) : (['five', 'one'] as const)) {
      signal.throwIfAborted();
      const begun = performance.now();
      await client[way]();
      took[way].push(performance.now() - begun);
    }
  }
  return { one: median(took.one), five: median(took.five) };
}

type Way = 'one' | 'five';

/** What gets cheaper as a process goes on hits both ways alike so. */
const BLOCKS: readonly Way[] = ['one', 'five', 'five', 'one'];
const READINGS = 4;

/**
 * CPU time of a page, by way. To read the counters costs some as well: that is measured, and taken away.
 *
 * @param read CPU time so far, s
 * @param many pages of each way, an even number
 * @returns ms
 */
export async function cpuOf(
  read: () => Promise<number>,
  many: number,
  page: (way: Way) => Promise<unknown>,
): Promise<Readonly<Record<Way, number>>> {
  // The first reading of all costs more than those to come.
  await read();
  const first = await read();
  let last = first;
  for (let reading = 0; reading < READINGS; reading += 1) last = await read();
  const seconds = { one: 0, five: 0 };
  for (const way of BLOCKS) {
    const before = await read();
    for (let asked = 0; asked < many / 2; asked += 1) await page(way);
    seconds[way] += (await read()) - before - (last - first) / READINGS;
  }
  return { one: (1_000 * seconds.one) / many, five: (1_000 * seconds.five) / many };
}

async function samePage(client: PageClient, signal: AbortSignal): Promise<CheckResult> {
  const giveUpAt = performance.now() + SAME_MS;
  for (;;) {
    if (isDeepStrictEqual(await client.one(), await client.five()))
      return {
        ...{ id: 'same-page', result: 'pass' },
        detail: 'One answer and five show the same page.',
        detailInKorean: '한 번에 받은 페이지와 다섯 번에 받아 조립한 페이지가 같다.',
      };
    if (performance.now() > giveUpAt)
      return {
        ...{ id: 'same-page', result: 'fail' },
        detail: 'One answer and five do not show the same page.',
        detailInKorean: '한 번에 받은 페이지와 다섯 번에 받아 조립한 페이지가 다르다.',
      };
    await delay(LOOK_MS, undefined, { signal });
  }
}
