import { describe, expect, it } from 'vitest';
import type { Latency } from '../records/trial.ts';
import { latencyOf, newHistogram, recordInto } from './latency.ts';
import { comparePercentile, pooledFigures } from './pooled-percentile.ts';
import { type Random, seededRandom } from './random.ts';

/** Requests of which one in ninety takes so long, and the others a tenth of it: the 99th percentile is one of the slow ones. */
function withTail(count: number, tailMs: number): Latency {
  const histogram = newHistogram();
  for (let index = 0; index < count; index += 1)
    recordInto(histogram, index % 90 === 0 ? tailMs : tailMs / 10);
  return latencyOf(histogram) as Latency;
}

const rounds = (tails: readonly number[], count = 4_000) =>
  new Map(tails.map((tail, index) => [index + 1, withTail(count, tail)] as const));
const compare = (own: ReturnType<typeof rounds>, base: ReturnType<typeof rounds>) =>
  comparePercentile('arm', own, base, 99, { delta: 0.2 }, 0.98);

describe('comparePercentile', () => {
  it('is the ratio, and the difference, of the percentiles of all rounds together', () => {
    const found = compare(rounds([60, 60, 60, 60]), rounds([20, 20, 20, 20]));
    expect(found?.ratio).toBeCloseTo(3, 2);
    expect(found?.difference.value).toBeCloseTo(40, 1);
    expect(found).toMatchObject({
      arm: 'arm',
      verdict: 'higher',
      pairs: 4,
      coverage: 0.98,
      crossCheck: null,
    });
  });

  it('is not told of too few requests, nor has it an interval below three rounds', () => {
    expect(compare(rounds([60, 60]), rounds([20, 20]))).toBeUndefined();
    expect(compare(rounds([60, 60], 5_000), rounds([20, 20], 5_000))).toMatchObject({ ci95: null, pairs: 2 });
  });

  it('uses only rounds that both arms have', () => {
    const own = rounds([60, 60, 60, 60]);
    own.delete(4);
    expect(compare(own, rounds([20, 20, 20, 20]))?.pairs).toBe(3);
    expect(pooledFigures(own, 99, 0.98)).toMatchObject({ trials: 3, coverage: 0.98 });
  });
});

const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Log-normal requests of a round, as many as make 12,000 in six; the machine is faster or slower in each round. */
function round(random: Random, scale: number): Latency {
  const histogram = newHistogram();
  for (let index = 0; index < 2_000; index += 1)
    recordInto(histogram, scale * Math.exp(0.5 * normal(random)));
  return latencyOf(histogram) as Latency;
}

it('covers the true ratio of simulated runs about as often as it promises', () => {
  const random = seededRandom(99);
  const runs = 80;
  let covered = 0;
  for (let run = 0; run < runs; run += 1) {
    const [own, base] = [new Map<number, Latency>(), new Map<number, Latency>()];
    for (let number = 1; number <= 6; number += 1) {
      const machine = 5 * Math.exp(0.05 * normal(random));
      own.set(number, round(random, 2 * machine * Math.exp(0.03 * normal(random))));
      base.set(number, round(random, machine * Math.exp(0.03 * normal(random))));
    }
    const found = comparePercentile('arm', own, base, 99, { delta: 0.2 }, 0.95);
    if (found?.ci95 && found.ci95[0] <= 2 && 2 <= found.ci95[1]) covered += 1;
  }
  console.info(`jackknife of the p99, six rounds: coverage ${((100 * covered) / runs).toFixed(1)} %`);
  expect(covered / runs).toBeGreaterThanOrEqual(0.9);
});
