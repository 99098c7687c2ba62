import { describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '../stats/random.ts';
import { type Change, compareSamples } from './compare-samples.ts';

/**
 * Made-up runs of which the truth is known. Sizes are those at which the profiles look, with the confidence of the stricter look.
 */
const RUNS = 2_000;
const SIZES = [
  [3, 3, 0.98],
  [3, 6, 0.99],
  [6, 6, 0.99],
  [10, 4, 0.99],
  [10, 10, 0.99],
] as const;
/** How far a coverage may lie below what the interval promises, where noise is far from log-normal. */
const SHORT = 0.01;
const TRUTH = 1.3;
const DELTA = 0.1;

const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
/** Student's t with three degrees of freedom: one trial in a hundred is far off. */
const heavyTailed = (random: Random): number =>
  normal(random) / Math.sqrt((normal(random) ** 2 + normal(random) ** 2 + normal(random) ** 2) / 3);

/** A trial's value around 1. */
const NOISES: Readonly<Record<string, (random: Random) => number>> = {
  normal: (random) => 1 + 0.08 * normal(random),
  'log-normal': (random) => Math.exp(0.2 * normal(random)),
  'heavy-tailed': (random) => Math.exp(0.05 * heavyTailed(random)),
  skewed: (random) => 1 - 0.15 * Math.log(1 - random()),
};

const sample = (size: number, value: () => number): number[] => Array.from({ length: size }, value);

/** Ratios of a run whose machine drifts by a way of its own, both arms with it. */
function driftingRatios(random: Random, size: number, truth: number): number[] {
  let machine = 1;
  return sample(size, () => {
    machine *= Math.exp(0.1 * normal(random));
    const arm = truth * machine * Math.exp(0.05 * normal(random));
    return arm / (machine * Math.exp(0.05 * normal(random)));
  });
}

function shareOf(
  what: (change: Change) => boolean,
  make: (random: Random, size: number, truth: number) => number[],
  [m, n, confidence]: readonly [number, number, number],
  truth: number,
): number {
  const random = seededRandom(m * 1000 + n);
  const changes = Array.from({ length: RUNS }, () =>
    compareSamples(make(random, m, 1), make(random, n, truth), { delta: DELTA }, confidence),
  );
  return changes.filter((change) => change !== undefined && what(change)).length / RUNS;
}

const covers = ({ ci95 }: Change): boolean => ci95 !== null && ci95[0] <= TRUTH && TRUTH <= ci95[1];
const accuses = ({ verdict }: Change): boolean => verdict === 'higher' || verdict === 'lower';

const CASES: [string, (random: Random, size: number, truth: number) => number[]][] = [
  ...Object.entries(NOISES).map(([name, noise]): (typeof CASES)[number] => [
    name,
    (random, size, truth) => sample(size, () => truth * noise(random)),
  ]),
  ['ratios of drifting', driftingRatios],
];

describe.each(CASES)('two runs of %s trials', (_, make) => {
  it.each(SIZES)('of %i and %i rounds: the interval covers the truth in about %f', (...size) => {
    expect(shareOf(covers, make, size, TRUTH)).toBeGreaterThanOrEqual(size[2] - SHORT);
  });

  it.each(SIZES)('of %i and %i rounds that are the same: at most 1 %% called changed', (...size) => {
    expect(shareOf(accuses, make, size, 1)).toBeLessThanOrEqual(0.01);
  });
});

it('values, unlike ratios, do not survive a machine that drifts between the runs', () => {
  const shifting = (random: Random, size: number, truth: number) => {
    const evening = Math.exp(0.3 * normal(random));
    return sample(size, () => truth * evening * Math.exp(0.05 * normal(random)));
  };
  expect(shareOf(covers, shifting, [10, 10, 0.99], TRUTH)).toBeLessThan(0.5);
  expect(shareOf(covers, driftingRatios, [10, 10, 0.99], TRUTH)).toBeGreaterThan(0.94);
});
