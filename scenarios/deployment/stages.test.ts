import { PROFILE_IDS } from '@lab/lab/scenario/profile';
import { topologyOf } from '@lab/lab/topologies/topology-of';
import { describe, expect, it } from 'vitest';
import { ALL, MONOLITH, ROLLED_MONOLITH, ROLLED_SERVICE, SERVICE, SHARED_PORT, WAYS } from './arms.ts';
import { PATIENCE_MS, secondsOf } from './sizes.ts';
import { stagesOf, VERSIONS } from './stages.ts';

const stages = (arm: string, profile: 'quick' | 'full') =>
  stagesOf(
    arm,
    topologyOf(arm).processes.map(({ name }) => name),
    profile,
  );
const moves = (arm: string, id: string) =>
  stages(arm, 'full')
    .find((stage) => stage.id === id)
    ?.moves.map(({ process, version }) => `${process} ${version}`);

describe('what an arm goes through', () => {
  it('is one good version in quick, and bad ones in full where each deployment is at its best', () => {
    for (const arm of ALL) expect(stages(arm, 'quick').map(({ id }) => id)).toEqual(['next']);
    const bad = ['fails-later', 'unready'];
    for (const arm of [ROLLED_MONOLITH, ROLLED_SERVICE])
      expect(stages(arm, 'full').map(({ id }) => id)).toEqual(expect.arrayContaining(bad));
    for (const arm of [MONOLITH, SERVICE, SHARED_PORT])
      for (const { id, way } of stages(arm, 'full')) {
        expect(bad).not.toContain(id);
        expect(way).toBe(WAYS[arm]);
      }
  });

  it('is a version that does not fit its callers in full, whatever the way', () => {
    for (const arm of ALL) expect(stages(arm, 'full').map(({ id }) => id)).toContain('at-once');
    expect(moves(MONOLITH, 'at-once')).toEqual(['monolith contract']);
    expect(moves(SERVICE, 'at-once')).toEqual(['payments contract', 'orders contract']);
    expect(moves(SERVICE, 'in-order')).toEqual(['payments expand', 'orders contract', 'payments contract']);
  });

  it('is each instance in turn, of the payments alone', () => {
    expect(moves(ROLLED_SERVICE, 'next')).toEqual(['payments next', 'payments-2 next']);
    expect(moves(SERVICE, 'next')).toEqual(['payments next']);
    expect(moves(ROLLED_MONOLITH, 'next')).toEqual(['monolith next']);
    expect(moves(ROLLED_SERVICE, 'unready')).toEqual(['payments unready']);
  });

  it('expands before callers change, and contracts after it', () => {
    expect(moves(ROLLED_SERVICE, 'in-order')).toEqual([
      ...['payments expand', 'payments-2 expand', 'orders contract'],
      ...['payments contract', 'payments-2 contract'],
    ]);
    expect(moves(ROLLED_SERVICE, 'at-once')).toEqual([
      ...['payments contract', 'payments-2 contract', 'orders contract'],
    ]);
    expect(moves(ROLLED_MONOLITH, 'at-once')).toEqual(['monolith contract']);
    expect(moves(ROLLED_MONOLITH, 'in-order')).toBeUndefined();
  });

  it('takes a version back that fails', () => {
    const failing = stages(ROLLED_SERVICE, 'full').find(({ id }) => id === 'fails-later');
    expect(failing?.back?.map(({ version }) => version)).toEqual(['next', 'next']);
  });

  it('is known of every arm, and of no other', () => {
    expect(Object.keys(WAYS).toSorted()).toEqual(ALL.toSorted());
    expect(() => stagesOf('monolith+calls=serialized', ['monolith'], 'quick')).toThrow('not said how');
    expect(() => stagesOf(SERVICE, ['orders'], 'quick')).toThrow('none of orders keeps the payments');
  });
});

it.each(PROFILE_IDS)('every version that %s puts into a process is built for its program', (profile) => {
  for (const arm of ALL) {
    const processes = topologyOf(arm).processes.map(({ name }) => name);
    for (const { moves, first = [], back = [] } of stagesOf(arm, processes, profile))
      for (const { process, version } of [...first, ...moves, ...back]) {
        if (version === undefined) continue;
        const program = process === 'monolith' ? process : `microservices/${process.replace(/-\d+$/, '')}`;
        const built = VERSIONS.find(({ id }) => id === version);
        expect(built?.programs, `${version} of ${process}`).toContain(program);
        expect(built?.profiles, `${version} in ${profile}`).toContain(profile);
      }
  }
});

it('plans more time for more', () => {
  expect(secondsOf('smoke')).toBeLessThan(secondsOf('full'));
  expect(PATIENCE_MS).toBeGreaterThan(5_000);
});
