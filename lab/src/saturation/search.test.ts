import { describe, expect, it } from 'vitest';
import { seededRandom } from '../stats/random.ts';
import type { Observation } from './observation.ts';
import { findSaturation, type SearchOptions } from './search.ts';

const options: SearchOptions = {
  from: 60,
  least: 10,
  most: 2_000,
  factor: 1.5,
  resolution: 0.02,
  objective: { percentile: 'p95', milliseconds: 50 },
};

/** A queue with one server, first come first served: Lindley's recursion over some seconds of arrivals. Times in ms. */
function queue(
  seconds: number,
  capacity: number,
  gaps: (mean: number) => number,
  work: (mean: number) => number,
) {
  return async (perSecond: number): Promise<Observation> => {
    const bySecond: number[][] = [];
    let freeAt = 0;
    for (let at = 0; at < seconds * 1000; at += gaps(1000 / perSecond)) {
      freeAt = Math.max(at, freeAt) + work(1000 / capacity);
      const second = Math.floor(at / 1000);
      bySecond[second] = [...(bySecond[second] ?? []), freeAt - at];
    }
    const all = bySecond.flat();
    const response = { p50: at(all, 0.5), p90: at(all, 0.9), p95: at(all, 0.95), p99: at(all, 0.99) };
    return { achieved: 1, errorShare: 0, response, perSecond: bySecond.map((times) => at(times, 0.5)) };
  };
}

function at(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)] ?? 0;
}

const constant = (mean: number) => mean;

describe('the search for saturation', () => {
  it.each([35, 100, 240, 1_000])('finds the capacity of a D/D/1 queue: %i/s', async (capacity) => {
    const { bracket, steps } = await findSaturation(queue(6, capacity, constant, constant), options);
    expect(bracket.passed).toBeGreaterThanOrEqual(capacity * 0.97);
    expect(bracket.failed).toBeLessThanOrEqual(capacity * 1.03);
    expect(bracket.failed).toBeGreaterThan(Number(bracket.passed));
    expect(steps.length).toBeLessThan(20);
  });

  it('finds where an M/D/1 queue misses its objective, with some noise', async () => {
    const found: number[] = [];
    for (let seed = 1; seed <= 21; seed += 1) {
      const random = seededRandom(seed);
      const exponential = (mean: number) => -mean * Math.log(1 - random());
      const { bracket } = await findSaturation(queue(60, 100, exponential, constant), options);
      found.push(Number(bracket.passed));
    }
    // The p95 is 50 ms, a wait of four services and the own one, at 69.4/s (Crommelin's formula for the M/D/1 queue).
    expect(at(found, 0.5)).toBeGreaterThan(66);
    expect(at(found, 0.5)).toBeLessThan(73);
    expect(at(found, 0)).toBeGreaterThan(55);
    expect(at(found, 1)).toBeLessThan(85);
  });

  it('goes down when the first rate fails', async () => {
    const { bracket, steps } = await findSaturation(queue(6, 20, constant, constant), {
      ...options,
      objective: { percentile: 'p95', milliseconds: 200 },
    });
    expect(steps.slice(0, 4).map(({ perSecond }) => perSecond)).toEqual([60, 40, 27, 18]);
    expect(bracket).toEqual({ passed: 20, failed: 21 });
  });

  it('says so when no rate passes, and tries none below the least', async () => {
    const { bracket, steps } = await findSaturation(queue(6, 1, constant, constant), options);
    expect(bracket).toEqual({ passed: null, failed: 10 });
    expect(steps.at(-1)?.perSecond).toBe(10);
    expect(steps.every(({ reasons }) => reasons.length > 0)).toBe(true);
  });

  it('says so when every rate passes, and tries none above the greatest', async () => {
    const { bracket, steps } = await findSaturation(queue(3, 5_000, constant, constant), options);
    expect(bracket).toEqual({ passed: 2_000, failed: null });
    expect(steps.map(({ perSecond }) => perSecond)).toEqual([
      60, 90, 135, 203, 305, 458, 687, 1031, 1547, 2000,
    ]);
  });

  it('tries no rate twice, and stops where rates are one apart', async () => {
    const { bracket, steps } = await findSaturation(queue(6, 35, constant, constant), {
      ...options,
      resolution: 0,
    });
    const rates = steps.map(({ perSecond }) => perSecond);
    expect(new Set(rates).size).toBe(rates.length);
    expect(Number(bracket.failed) - Number(bracket.passed)).toBe(1);
  });
});
