import { Random } from '@lab/shared-domain/seed/random';
import { describe, expect, it } from 'vitest';
import { type Busy, inTurns, leastOutstanding, type Picker, pickOf, twoChoices } from './picks.ts';

interface Named extends Busy {
  readonly name: string;
}
const named = (name: string, underWay: number): Named => ({ name, underWay });
const three = (a: number, b: number, c: number): [Named, Named, Named] => [
  named('a', a),
  named('b', b),
  named('c', c),
];

/** How often each of three is picked. */
function shares(pick: Picker, busy: [Named, Named, Named], times = 30_000): number[] {
  const counts: Record<string, number> = { a: 0, b: 0, c: 0 };
  for (let i = 0; i < times; i++) {
    const { name } = pick(busy);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return Object.values(counts).map((count) => count / times);
}

it('in turns: the one whose turn it is, however busy', () => {
  expect(inTurns(three(9, 0, 0)).name).toBe('a');
});

it('least outstanding: the least busy one, and among equals the one whose turn it is', () => {
  expect(leastOutstanding(three(2, 1, 3)).name).toBe('b');
  expect(leastOutstanding(three(2, 1, 1)).name).toBe('b');
  expect(leastOutstanding(three(0, 0, 0)).name).toBe('a');
});

describe('two choices', () => {
  const pick = twoChoices(new Random(20, 'test'));

  it('shares out evenly what is equally busy', () => {
    for (const share of shares(pick, three(1, 1, 1))) expect(share).toBeCloseTo(1 / 3, 1);
  });

  it('picks the least busy of three in two draws of three, and the busiest never', () => {
    const [least = 0, middle = 0, most = 0] = shares(pick, three(0, 5, 9));
    expect(least).toBeCloseTo(2 / 3, 1);
    expect(middle).toBeCloseTo(1 / 3, 1);
    expect(most).toBe(0);
  });

  it('picks the only one', () => {
    expect(pick([named('only', 7)]).name).toBe('only');
  });

  it('draws the same from the same seed', () => {
    const drawn = (seed: number) => {
      const again = pickOf('two-choices', seed)?.();
      return Array.from({ length: 20 }, () => again?.(three(0, 0, 0)).name).join('');
    };
    expect(drawn(4_001)).toBe(drawn(4_001));
    expect(drawn(4_001)).not.toBe(drawn(4_002));
  });
});

/**
 * Requests to three instances, of which the first takes ten times as long: its share of them. It is simulated in steps, in each of which a request
 * comes.
 */
function shareOfSlow(pick: Picker): number {
  const work = [10, 1, 1];
  const all = ['a', 'b', 'c'].map((name) => ({ name, underWay: 0, endsAt: [] as number[] }));
  let slow = 0;
  for (let step = 0; step < 3_000; step++) {
    for (const each of all) {
      each.endsAt = each.endsAt.filter((at) => at > step);
      each.underWay = each.endsAt.length;
    }
    const turn = step % 3;
    const [first, ...others] = [...all.slice(turn), ...all.slice(0, turn)];
    if (first === undefined) throw new Error('no instance');
    const picked = pick([first, ...others]);
    const index = all.indexOf(picked);
    if (index === 0) slow++;
    // Each works at one after the other.
    picked.endsAt.push(Math.max(step, ...picked.endsAt) + (work[index] ?? 0));
  }
  return slow / 3_000;
}

it('a slow instance gets a third in turns, and much less where callers look', () => {
  expect(shareOfSlow(inTurns)).toBeCloseTo(1 / 3, 5);
  expect(shareOfSlow(leastOutstanding)).toBeLessThan(0.15);
  expect(shareOfSlow(twoChoices(new Random(1, 'test')))).toBeLessThan(0.15);
});
