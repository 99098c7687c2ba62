import { describe, expect, it } from 'vitest';
import { explore } from './explore.ts';

/** Activities that add their letter to a text so many times, and wait for their turn before each. */
const writing =
  (letters: Readonly<Record<string, number>>) => async (turn: (name: string) => Promise<void>) => {
    const state = { text: '' };
    const write = (letter: string, times: number) => async () => {
      for (let time = 0; time < times; time += 1) {
        await turn(letter);
        state.text += letter;
      }
    };
    const activities = Object.entries(letters).map(([letter, times]) => [letter, write(letter, times)]);
    return { state, activities: Object.fromEntries(activities) };
  };

async function textsOf(letters: Readonly<Record<string, number>>, mostSwitches: number): Promise<string[]> {
  const texts: string[] = [];
  const many = await explore({
    begin: writing(letters),
    look: async ({ text }, order) => {
      expect(order.join('')).toBe(text);
      texts.push(text);
    },
    mostSwitches,
  });
  expect(many).toBe(texts.length);
  return texts;
}

describe('the exploration of interleavings', () => {
  it('tries every one once', async () => {
    const texts = await textsOf({ a: 3, b: 3 }, Number.POSITIVE_INFINITY);
    // 6! / (3! 3!)
    expect(new Set(texts).size).toBe(20);
    expect(texts).toHaveLength(20);
  });

  it('counts a switch only where somebody is left who could go on', async () => {
    expect((await textsOf({ a: 2, b: 2 }, 0)).toSorted()).toEqual(['aabb', 'bbaa']);
    expect((await textsOf({ a: 2, b: 2 }, 1)).toSorted()).toEqual(['aabb', 'abba', 'baab', 'bbaa']);
  });

  it('finds the only order in which two counters lose an update', async () => {
    const lost: string[] = [];
    await explore({
      mostSwitches: 2,
      begin: async (turn) => {
        const state = { count: 0 };
        const add = (name: string) => async () => {
          await turn(name);
          const read = state.count;
          await turn(name);
          state.count = read + 1;
        };
        return { state, activities: { a: add('a'), b: add('b') } };
      },
      look: async ({ count }, order) => {
        if (count < 2) lost.push(order.join(''));
      },
    });
    expect(lost.toSorted()).toEqual(['abab', 'abba', 'baab', 'baba']);
  });

  it('says in which order something went wrong, and who hangs', async () => {
    const broken = explore({
      mostSwitches: 1,
      begin: async (turn) => ({
        state: {},
        activities: {
          a: async () => {
            await turn('a');
            throw new Error('a fell over');
          },
        },
      }),
      look: async () => undefined,
    });
    await expect(broken).rejects.toThrow('in the order a: Error: a fell over');
  });
});
