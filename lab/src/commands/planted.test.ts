import { describe, expect, it } from 'vitest';
import { madeScenario } from '../../test/fixtures/made-trials.ts';
import { UsageError } from '../registry/usage-error.ts';
import { armsToTrace } from '../run/trace-requests.ts';
import { plansOf } from './planted.ts';

const traced = { smoke: 3, quick: 3, full: 3 };
const plans = (flags: Parameters<typeof plansOf>[1]) =>
  plansOf({ scenario: { ...madeScenario, traced } }, flags);

describe('the runs of make planted', () => {
  it('are two for each seed: the planted arms, and the same against the same', () => {
    const made = plans({ runs: '2', seed: '7' });
    expect(made.map(({ seed }) => seed)).toEqual([7, 7, 8, 8]);
    expect(made[0]?.arms.map(({ topology }) => topology)).toEqual([
      'monolith',
      'monolith+slowed=5%',
      'monolith+slowed=10%',
      'monolith-slowed',
    ]);
    expect(made[1]?.arms.map(({ name }) => name)).toEqual(['monolith', 'monolith#2']);
    expect(made.map(({ profile }) => profile.looks)).toEqual([
      [3, 4, 6],
      [3, 4, 6],
      [3, 4, 6],
      [3, 4, 6],
    ]);
    expect(plans({})).toHaveLength(20);
  });

  it('trace no requests', () => {
    expect(plans({ runs: '1' }).flatMap(armsToTrace)).toEqual([]);
  });

  it('look once where they are to be longer than a quick run is', () => {
    expect(plans({ runs: '1', rounds: '6' }).map(({ profile }) => profile.looks)).toEqual([[6], [6]]);
  });

  it.each([
    [{ runs: '0' }, /no number of runs/],
    [{ runs: '1.5' }, /no number of runs/],
    [{ runs: '101' }, /1 to 100/],
    [{ rounds: '5' }, /3, 4, 6/],
    [{ rounds: 'x' }, /no number of rounds/],
    [{ seed: 'x' }, /no seed/],
    [{ runs: '2', seed: String(2 ** 31 - 1) }, /no seed/],
  ])('refuse %j', (flags, message) => {
    expect(() => plans(flags)).toThrow(UsageError);
    expect(() => plans(flags)).toThrow(message);
  });
});
