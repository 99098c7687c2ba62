import type { Evidence } from '@lab/lab/scenario/scenario';
import { expect, it } from 'vitest';
import { EXPIRING, MONOLITH_REDIS, REDIS, SERVICES } from './arms.ts';
import { lateValues } from './late.ts';

/** What was refused and what was kept in each round. */
type Rounds = readonly (readonly [refused: number, kept: number])[];

// The median of many such rounds is 0.
const REFUSED: Rounds = [
  [0, 0],
  [3, 0],
  [0, 0],
];
const KEPT: Rounds = [
  [0, 2],
  [0, 3],
];
const NONE_LATE: Rounds = [
  [0, 0],
  [0, 0],
];
const NO_CACHE: Rounds = [];

const evidence = (arms: Readonly<Record<string, Rounds>>): Evidence => {
  const values = (metric: string, arm: string) => {
    const index = metric === 'late-kept' ? 1 : 0;
    return new Map((arms[arm] ?? []).map((round, i) => [i + 1, round[index]]));
  };
  const named = Object.keys(arms).map((topology) => ({ name: topology, topology }));
  return { arms: named, values } as unknown as Evidence;
};

it('adds up late values over all rounds, and says where none was late', () => {
  const arms = { [SERVICES]: NO_CACHE, [REDIS]: REFUSED, [EXPIRING]: KEPT, [MONOLITH_REDIS]: NONE_LATE };
  const text = lateValues(evidence(arms))?.text;
  expect(text?.en).toContain(`${REDIS} 3 refused, 0 kept; ${EXPIRING} 0 refused, 5 kept.`);
  expect(text?.en).toContain(`Not provoked in ${MONOLITH_REDIS}:`);
  expect(text?.ko).toContain(`${REDIS} 거절 3개, 남은 사본 0개; ${EXPIRING} 거절 0개, 남은 사본 5개.`);
  expect(text?.ko).toContain(`늦은 값이 생기지 않은 대상: ${MONOLITH_REDIS}.`);
});

it('says only what there is to say', () => {
  const some = lateValues(evidence({ [REDIS]: REFUSED }))?.text.en;
  expect(some).toContain('3 refused');
  expect(some).not.toContain('Not provoked');
  const none = lateValues(evidence({ [MONOLITH_REDIS]: NONE_LATE }))?.text.en;
  expect(none?.startsWith('Not provoked in')).toBe(true);
  expect(lateValues(evidence({ [SERVICES]: NO_CACHE }))).toBeUndefined();
});
