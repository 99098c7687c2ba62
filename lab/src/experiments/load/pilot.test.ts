import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../scenario/profile.ts';
import { pilotArms } from './pilot.ts';
import type { LoadSettings } from './settings.ts';

const settings: LoadSettings = {
  warmUpPerSecond: 20,
  phases: [],
  capacity: {
    lighterOnOneCpu: ['monolith', 'monolith-serialized'],
    outstanding: 16,
    seconds: { smoke: 0, quick: 3, full: 8 },
    leadInSeconds: { smoke: 1, quick: 3, full: 8 },
    rates: { least: 5, most: 400 },
  },
};
const arms = (...topologies: string[]) => topologies.map((topology) => ({ name: topology, topology }));
const tried = (given: ReturnType<typeof arms>, cpus?: number, profile = PROFILES.quick) =>
  pilotArms(settings, { profile, arms: given }, cpus).map(({ topology }) => topology);

describe('the arms whose capacity is measured', () => {
  it('are those that could bear least', () => {
    const three = arms('monolith', 'microservices', 'microservices+durability=normal');
    expect(tried(three, 1)).toEqual(['microservices', 'microservices+durability=normal']);
    // On several CPUs one process may be the first that bears no more.
    expect(tried(three, 2)).toHaveLength(3);
    expect(tried(three)).toHaveLength(3);
  });

  it('are each topology once, also where all are light', () => {
    expect(tried(arms('monolith', 'monolith', 'monolith-serialized'), 1)).toEqual([
      'monolith',
      'monolith-serialized',
    ]);
  });

  it('are none in a profile whose rates are fixed, and in a scenario whose are', () => {
    expect(tried(arms('monolith', 'microservices'), 1, PROFILES.smoke)).toEqual([]);
    const { capacity: _none, ...fixed } = settings;
    expect(pilotArms(fixed, { profile: PROFILES.full, arms: arms('monolith') }, 1)).toEqual([]);
  });
});
