import { describe, expect, it } from 'vitest';
import type { TrialRecord } from '../../records/trial.ts';
import { type Random, seededRandom } from '../../stats/random.ts';
import { driftsOf, toldDrift } from './drift.ts';

/** Standard deviation of the logarithm of a second's ratio, as in the reference run of latency. */
const NOISE = 0.25;
const SECONDS = 24;

/** Two uniform draws make a normal one (Box and Muller). */
const normal = (random: Random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

interface Made {
  readonly rounds: number;
  readonly random: Random;
  readonly phases?: readonly string[];
  readonly noise?: number;
  /** The logarithm by which the arm is slower in a second of the phase. */
  readonly slower?: (second: number) => number;
  /** The same of both arms. */
  readonly both?: (second: number) => number;
}

const flat = () => 0;

function made({ rounds, random, phases = ['light'], noise = NOISE, slower = flat, both = flat }: Made) {
  const timeline = (own: (second: number) => number): TrialRecord['phases'][number]['timeline'] =>
    Array.from({ length: SECONDS }, (_, second) => {
      const p50 = 5 * Math.exp(own(second) + both(second) + (noise / Math.SQRT2) * normal(random));
      return { second, started: 20, errors: 0, p50, max: p50 };
    });
  const trial = (arm: string, round: number, own: (second: number) => number) => ({
    arm,
    round,
    phases: phases.map((name) => ({ name, seconds: SECONDS, timeline: timeline(own) })),
  });
  return Array.from({ length: rounds }, (_, index) => index + 1).flatMap((round) => {
    // In each round the machine drifts in its own way, and not alike for both.
    const tilt = 0.05 * normal(random);
    return [
      trial('monolith', round, flat),
      trial('services', round, (second) => Math.log(2) + (tilt * second) / SECONDS + slower(second)),
    ];
  });
}

const runs = <T>(count: number, of: (random: Random) => T): T[] =>
  Array.from({ length: count }, (_, seed) => of(seededRandom(seed + 1)));

describe('a drift of a ratio', () => {
  it('is found where it was planted, with its size', () => {
    // 20 % from beginning to end: half of it from the middle of the one half to that of the other.
    const slower = (second: number) => (-0.2 * second) / SECONDS;
    const found = runs(100, (random) => driftsOf(made({ rounds: 10, random, slower }), 'monolith'));
    expect(found.filter(({ length }) => length === 1).length).toBeGreaterThan(75);
    const [drift] = found.flat();
    expect(drift).toMatchObject({ phase: 'light', arm: 'services', rounds: 10 });
    const mean = found.flat().reduce((sum, { change }) => sum + change, 0) / found.flat().length;
    expect(mean).toBeCloseTo(Math.exp(-0.1), 1);
  });

  it('is found where a system warms up for the first seconds of a phase only', () => {
    const slower = (second: number) => 0.4 * Math.exp(-second / 3);
    const found = runs(100, (random) => driftsOf(made({ rounds: 6, random, slower }), 'monolith'));
    expect(found.filter(({ length }) => length === 1).length).toBeGreaterThan(75);
  });

  it.each([3, 4, 6, 10])('is a false alarm in one run of twenty at most: %i rounds', (rounds) => {
    for (const noise of [0.05, NOISE, 0.6])
      for (const phases of [['light'], ['light', 'moderate', 'near']]) {
        const found = runs(500, (random) => driftsOf(made({ rounds, random, noise, phases }), 'monolith'));
        // 25 are expected where there is no threshold; 40 are three standard deviations more.
        expect(found.filter(({ length }) => length > 0).length).toBeLessThanOrEqual(40);
      }
  });

  it('is none where both arms drift alike, and where one round alone drifts', () => {
    const random = seededRandom(1);
    const both = (second: number) => -second / SECONDS;
    expect(driftsOf(made({ rounds: 6, random, both, noise: 0.02 }), 'monolith')).toEqual([]);
    const once = [
      ...made({ rounds: 5, random, noise: 0.02 }),
      ...made({ rounds: 1, random, noise: 0.02, slower: both }).map((trial) => ({ ...trial, round: 6 })),
    ];
    expect(driftsOf(once, 'monolith')).toEqual([]);
  });

  it('is not told of two rounds, of a few seconds, and where it is too small to matter', () => {
    const random = seededRandom(1);
    const slower = (second: number) => -second / SECONDS;
    const trials = made({ rounds: 3, random, noise: 0.001, slower });
    expect(driftsOf(trials, 'monolith')).toHaveLength(1);
    expect(
      driftsOf(
        trials.filter(({ round }) => round < 3),
        'monolith',
      ),
    ).toEqual([]);
    const short = trials.map(({ phases, ...trial }) => ({
      ...trial,
      phases: phases.map((phase) => ({ ...phase, seconds: 4, timeline: phase.timeline.slice(0, 4) })),
    }));
    expect(driftsOf(short, 'monolith')).toEqual([]);
  });
});

it('is told with its phase, its arm and its size', () => {
  const drift = { phase: 'light', arm: 'services', rounds: 10 };
  expect(toldDrift({ ...drift, change: 0.94, interval: [0.9, 0.98] }, 'monolith').en).toBe(
    'Within light load the ratio of services to monolith falls by 6.0 % [2.0 %, 10.0 %] from the first half to the second (p50, 10 rounds). What the report tells of this load lies between the two. With a longer warm-up it would be smaller.',
  );
  expect(toldDrift({ ...drift, change: 1.1, interval: [1.05, 1.15] }, 'monolith').en).toContain(
    'rises by 10.0 % [5.0 %, 15.0 %]',
  );
});
