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

/** Log-normal requests of a round; the machine is faster or slower in each. */
function round(random: Random, scale: number, requests: number): Latency {
  const histogram = newHistogram();
  for (let index = 0; index < requests; index += 1)
    recordInto(histogram, scale * Math.exp(0.5 * normal(random)));
  return latencyOf(histogram) as Latency;
}

/** The first looks of `full`, each with as many requests in a round as a p99 of all rounds takes: what a run must have before it tells one. */
const LOOKS = [
  { rounds: 4, requests: 2_500, confidence: 0.98 },
  { rounds: 6, requests: 1_708, confidence: 0.99 },
];

it.each(LOOKS)(
  'covers the true ratio in simulated runs of $rounds rounds as often as it promises',
  ({ rounds: count, requests, confidence }) => {
    const random = seededRandom(99);
    const runs = 150;
    let covered = 0;
    for (let run = 0; run < runs; run += 1) {
      const [own, base] = [new Map<number, Latency>(), new Map<number, Latency>()];
      for (let number = 1; number <= count; number += 1) {
        const machine = 5 * Math.exp(0.05 * normal(random));
        own.set(number, round(random, 2 * machine * Math.exp(0.03 * normal(random)), requests));
        base.set(number, round(random, machine * Math.exp(0.03 * normal(random)), requests));
      }
      const found = comparePercentile('arm', own, base, 99, { delta: 0.2 }, confidence);
      if (found?.ci95 && found.ci95[0] <= 2 && 2 <= found.ci95[1]) covered += 1;
    }
    const share = covered / runs;
    console.info(`jackknife of the p99, ${count} rounds: coverage ${(100 * share).toFixed(1)} %`);
    // Two standard errors of such a share.
    expect(share).toBeGreaterThanOrEqual(confidence - 2 * Math.sqrt((confidence * (1 - confidence)) / runs));
  },
);
