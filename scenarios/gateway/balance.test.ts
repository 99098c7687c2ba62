import { seededRandom } from '@lab/lab/stats/random';
import { describe, expect, it } from 'vitest';
import type { Sent } from '../shop/paced.ts';
import { shareOf, timesOf, troubleOf } from './balance.ts';

const sent = (ms: number, { ok = true, dueAt = 1_000 } = {}): Sent => ({
  ...{ endpoint: 'recommendations', dueAt, startedAt: dueAt, endedAt: dueAt + ms, ok },
});

describe('one slow instance of three', () => {
  interface Instance {
    readonly takesMs: number;
    /** When its calls end that are under way. */
    ends: number[];
    underWay: number;
  }
  type Pick = (inOrder: readonly [Instance, Instance, Instance]) => Instance;
  const less = (one: Instance, other: Instance) => (other.underWay < one.underWay ? other : one);
  const turns: Pick = ([first]) => first;
  const least: Pick = (all) => all.reduce(less);
  const random = seededRandom(20);
  const twoChoices: Pick = (all) => {
    const [first, more] = [Math.floor(random() * 3), 1 + Math.floor(random() * 2)];
    const [one = all[0], other = all[0]] = [all[first], all[(first + more) % 3]];
    return less(one, other);
  };

  /** Recommendations as the probe asks for them, 30 a second, where a fast instance takes as long as is said. */
  function asked(pick: Pick, fastMs: number, many = 120): Sent[] {
    const made = (takesMs: number): Instance => ({ takesMs, ends: [], underWay: 0 });
    const [a, b, c] = [made(fastMs), made(fastMs + 150), made(fastMs)];
    const orders = [[a, b, c] as const, [b, c, a] as const, [c, a, b] as const];
    return Array.from({ length: many }, (_, index) => {
      const dueAt = (1_000 * index) / 30;
      for (const each of [a, b, c]) {
        each.ends = each.ends.filter((end) => end > dueAt);
        each.underWay = each.ends.length;
      }
      const chosen = pick(orders[index % 3] ?? [a, b, c]);
      chosen.ends.push(dueAt + chosen.takesMs);
      return sent(chosen.takesMs, { dueAt });
    });
  }
  const meanOf = (all: readonly Sent[]): number => timesOf(all)['slow.mean'] ?? Number.NaN;

  it('gets a third of all requests, a sixth or a seventh, as callers choose', () => {
    const shareOfSlow = (pick: Pick) => {
      const all = asked(pick, 8, 6_000);
      return all.filter((each) => each.endedAt - each.dueAt > 150).length / all.length;
    };
    expect(shareOfSlow(turns)).toBeCloseTo(1 / 3, 2);
    expect(shareOfSlow(least)).toBeCloseTo(1 / 6, 2);
    expect(shareOfSlow(twoChoices)).toBeCloseTo(1 / 7, 2);
  });

  it.each([8, 16, 30])('is told by the mean beyond what is asked for, where others take %i ms', (fastMs) => {
    const inTurns = meanOf(asked(turns, fastMs));
    for (const pick of [least, twoChoices])
      expect(meanOf(asked(pick, fastMs)) / inTurns).toBeLessThan(1 / 1.1 - 0.1);
  });

  it('is not told by the p90, which is slow in all of them', () => {
    for (const pick of [turns, least]) expect(timesOf(asked(pick, 8))['slow.p90']).toBeCloseTo(158, 6);
  });

  it('counts a request without an answer as its deadline', () => {
    expect(timesOf([sent(10), sent(5, { ok: false })])['slow.mean']).toBe(5_005);
  });
});

describe('an instance', () => {
  const counts = (...values: readonly number[]) =>
    new Map(values.map((value, index) => [`r${index}`, value]));

  it('has the share of the messages that it has sent since', () => {
    expect(shareOf('r1', counts(100, 0, 50), counts(160, 30, 60))).toBe(30);
    expect(shareOf('r1', counts(0, 7, 0), counts(10, 7, 10))).toBe(1);
  });

  it('that dies troubles requests until the last one that failed or was late', () => {
    const all = [
      sent(10, { dueAt: 900 }),
      sent(2_000, { dueAt: 950 }),
      sent(100, { dueAt: 960, ok: false }),
      sent(10, { dueAt: 800, ok: false }),
      sent(10, { dueAt: 1_100, ok: false }),
      sent(600, { dueAt: 1_300 }),
      sent(10, { dueAt: 1_400 }),
    ];
    expect(troubleOf(all, { killedAt: 1_000, diedAt: 1_000 })).toEqual({
      ...{ 'dies.lost': 1, 'dies.failed': 1 },
      ...{ 'dies.late': 2, 'dies.noticed': 300 },
    });
    expect(troubleOf([sent(10)], { killedAt: 1_005, diedAt: 1_005 })).toEqual({
      ...{ 'dies.lost': 0, 'dies.failed': 0 },
      ...{ 'dies.late': 0, 'dies.noticed': 1 },
    });
  });

  it('takes requests with it until it has gone', () => {
    const all = [sent(10, { dueAt: 1_020, ok: false }), sent(10, { dueAt: 1_060, ok: false })];
    expect(troubleOf(all, { killedAt: 1_000, diedAt: 1_050 })).toMatchObject({
      ...{ 'dies.lost': 1, 'dies.failed': 1, 'dies.noticed': 60 },
    });
  });
});
