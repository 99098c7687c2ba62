import { expect, it } from 'vitest';
import { PROFILES } from '../../scenario/profile.ts';
import { disturbanceKind } from './kind.ts';
import { checksOfAll } from './round.ts';
import type { DisturbanceSettings, PlannedFault } from './settings.ts';

const money = (result: 'pass' | 'fail' | 'unknown', detail: string) => ({ id: 'money', result, detail });
const stock = { id: 'stock', result: 'pass' as const, detail: 'all there.' };

it('of the checks after each fault the first failure counts, and else the last one', () => {
  const after = (...found: ReturnType<typeof money>[]) =>
    checksOfAll(found.map((check, index) => ({ id: `fault-${index + 1}`, checks: [check, stock] })));
  expect(after(money('unknown', 'a'), money('pass', 'b'))).toEqual([money('pass', 'b'), stock]);
  expect(after(money('pass', 'a'), money('fail', 'b'), money('fail', 'c'), money('pass', 'd'))).toMatchObject(
    [money('fail', 'After fault-2: b'), stock],
  );
  expect(checksOfAll([])).toEqual([]);
});

it('a round is planned with the time of the faults that each arm meets', () => {
  const warmUp = { minSeconds: 5, maxSeconds: 20, within: 2 };
  const each = { smoke: 1, quick: 1, full: 1 };
  const fault: Omit<PlannedFault, 'id'> = {
    ...{ title: { en: '', ko: '' }, context: 'catalog', needed: [], seconds: 8 },
    ...{ profiles: ['full'], fault: { kind: 'crash' } },
  };
  const settings: DisturbanceSettings = {
    ...{ perSecond: 40, before: each, after: each, warmUp: { smoke: warmUp, quick: warmUp, full: warmUp } },
    faults: [
      { ...fault, id: 'a' },
      { ...fault, id: 'b', notIn: ['monolith+workers=2'] },
      { ...fault, id: 'c', profiles: ['quick'] },
    ],
  };
  const planned = (...arms: string[]) =>
    disturbanceKind.plan(settings, {
      profile: PROFILES.full,
      arms: arms.map((topology) => ({ name: topology, topology })),
    });
  const one = planned('monolith').seconds;
  expect(planned('monolith-x2').seconds).toBe(one - 10);
  expect(planned('monolith', 'monolith-x2').seconds).toBe(2 * one - 10);
  expect(planned('monolith-x2').stretches.map(({ seconds }) => seconds)).toEqual([10, 10]);
});
