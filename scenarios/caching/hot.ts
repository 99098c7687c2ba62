import { setTimeout as delay } from 'node:timers/promises';
import type { ProbeBench, Series } from '@lab/lab/scenario/probe';
import { get } from '../shop/http.ts';
import { lookupsOf } from './counts.ts';

/** A copy that many ask for, and that is dear to make again: how it is watched. */
export interface Hot {
  /** From when there is the copy. Longer than it lives, so that it expires once; 0 in a profile that leaves it out. */
  readonly seconds: number;
  /** Between two requests, ms. */
  readonly everyMs: number;
  /** So much longer recommendations take, ms. */
  readonly slowMs: number;
}

/** A page that was asked for, in the order in which they were. */
export interface Timed {
  /** Since there is the copy, seconds. */
  readonly at: number;
  readonly ms: number;
  /** Whether it was answered as it must be. */
  readonly ok: boolean;
}

/** Width of a step of the curve, seconds. */
const STEP_S = 0.25;

/**
 * Makes recommendations slow, and asks again and again for those of one product, on time whether or not the page before has been answered. Who
 * comes when the copy has expired waits, and asks for it as well, unless something keeps him from it.
 *
 * @throws when the page cannot be had at first, so that there is no copy
 */
export async function hotCopy(
  bench: ProbeBench,
  sku: string,
  { seconds, everyMs, slowMs }: Hot,
): Promise<{ readonly values: Record<string, number>; readonly series: readonly Series[] }> {
  const process = bench.processes.find((name) => name === 'recommendations' || name === 'monolith');
  if (process === undefined) throw new Error(`none of ${bench.processes.join(', ')} has recommendations`);
  const page = { ...get(`/products/${sku}/recommendations`), endpoint: 'recommendations', expect: [200] };
  const fault = await bench.inject(process, 'recommendations', { kind: 'slow', ms: slowMs });
  try {
    const { endedAt: begun, outcome, status } = await bench.ask(page);
    if (outcome !== 'ok')
      throw new Error(`there is no copy: recommendations of ${sku} were answered ${status}`);
    const before = await lookupsOf(bench);
    const times: Timed[] = [];
    const asked: Promise<void>[] = [];
    for (let due = begun; due < begun + 1_000 * seconds; due += everyMs) {
      const left = due - bench.now();
      if (left > 0) await delay(left, undefined, { signal: bench.signal });
      const ask = bench.ask(page).then((answer) => {
        const { startedAt, endedAt } = answer;
        times.push({
          at: (startedAt - begun) / 1_000,
          ms: endedAt - startedAt,
          ok: answer.outcome === 'ok',
        });
      });
      // All are waited for below.
      ask.catch(() => undefined);
      asked.push(ask);
    }
    await Promise.all(asked);
    const after = await lookupsOf(bench);
    const values: Record<string, number> = { 'hot-waits': waitsIn(times, slowMs) };
    if (before && after) values['hot-loads'] = after.loads - before.loads;
    return { values, series: [{ chart: 'hot', points: slowest(times, seconds) }] };
  } finally {
    await fault.clear();
  }
}

/** Of the pages, those that waited for recommendations to be made: percent. Who is told that there are none would have had to wait for them. */
export const waitsIn = (times: readonly Timed[], slowMs: number): number =>
  times.length === 0
    ? 0
    : (100 * times.filter(({ ms, ok }) => !ok || ms >= slowMs / 2).length) / times.length;

/** By the quarter of a second in which it was asked for, the slowest page. The same quarters in every trial. */
export const slowest = (times: readonly Timed[], seconds: number): [at: number, ms: number][] =>
  Array.from({ length: Math.floor(seconds / STEP_S) }, (_, step) => {
    const from = step * STEP_S;
    const within = times.filter(({ at }) => at >= from && at < from + STEP_S);
    return [from, Math.max(0, ...within.map(({ ms }) => ms))];
  });
