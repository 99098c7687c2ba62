import { describe, expect, it } from 'vitest';
import { baselineOf, parseArms } from '../topologies/arms.ts';
import { arrivalSeedOf, planTrials, turnsOf } from './plan.ts';

const arms = parseArms('monolith,microservices');

describe('planTrials', () => {
  const trials = planTrials(arms, 40, 7);

  it('holds every arm once in every round', () => {
    for (let round = 1; round <= 40; round += 1) {
      const names = trials.filter((trial) => trial.round === round).map(({ arm }) => arm.name);
      expect(names.toSorted()).toEqual(['microservices', 'monolith']);
    }
    expect(trials.map(({ number }) => number)).toEqual(Array.from({ length: 80 }, (_, index) => index + 1));
  });

  it('lets either arm go first about as often, and repeats itself for a seed', () => {
    const first = trials.filter(({ number, arm }) => number % 2 === 1 && arm.name === 'monolith').length;
    expect(first).toBeGreaterThan(10);
    expect(first).toBeLessThan(30);
    expect(planTrials(arms, 40, 7)).toEqual(trials);
    expect(planTrials(arms, 40, 8)).not.toEqual(trials);
  });

  it('begins in the same way however many rounds there are, so that a run can be extended', () => {
    expect(planTrials(arms, 10, 7)).toEqual(trials.slice(0, 20));
    expect(planTrials(arms, 30, 7)).toEqual(trials.slice(0, 60));
  });
});

describe('turnsOf', () => {
  const sets = (seed: number, round: number) => {
    const next = turnsOf(seed, round, 1);
    return Array.from({ length: 20 }, () => next(['a', 'b', 'c']).join(''));
  };

  it('has each set of turns followed by its reverse', () => {
    const drawn = sets(7, 1);
    for (let index = 0; index < drawn.length; index += 2)
      expect(drawn[index + 1]).toBe([...(drawn[index] ?? '')].reverse().join(''));
    expect(new Set(drawn).size).toBeGreaterThan(3);
  });

  it('repeats itself for a seed, and is another in another round', () => {
    expect(sets(7, 1)).toEqual(sets(7, 1));
    expect(sets(7, 2)).not.toEqual(sets(7, 1));
  });
});

it('arrivals are drawn from another seed in each round, and from another one than the load', () => {
  const seeds = Array.from({ length: 10 }, (_, index) => arrivalSeedOf(7, index + 1));
  expect(new Set([7, ...seeds]).size).toBe(11);
  expect(arrivalSeedOf(7, 1)).toBe(seeds[0]);
});

describe('baselineOf', () => {
  it('is the first arm of the topology, or the first of all', () => {
    const twice = parseArms('microservices,monolith,monolith');
    expect(baselineOf(twice, 'monolith')).toBe('monolith');
    expect(baselineOf(twice, 'monolith-x1')).toBe('microservices');
    expect(baselineOf(parseArms('microservices,monolith-cluster'), 'monolith+workers=2')).toBe(
      'monolith-cluster',
    );
    expect(() => baselineOf(twice, 'monolit')).toThrow(/no arm "monolit"/);
  });
});
