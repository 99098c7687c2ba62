import { describe, expect, it } from 'vitest';
import type { LoadSession } from './driver.ts';
import { blocksOf, takeTurns } from './take-turns.ts';

const WARM_UP = { perSecond: 50, minSeconds: 4, maxSeconds: 10, within: 1.2 };
const PHASES = [
  { name: 'light', perSecond: 10, seconds: 5 },
  { name: 'moderate', perSecond: 20, seconds: 2 },
];

/** A system that notes what is done to it. @param windows medians of its warm-up, second by second; the last one goes on */
function made(name: string, log: string[], windows: readonly number[]) {
  let second = 0;
  const session: LoadSession = {
    warmUp: async (_perSecond, seconds) => {
      log.push(`${name} warms up ${seconds}`);
      return Array.from({ length: seconds }, () => windows[second++] ?? windows.at(-1) ?? 1);
    },
    measure: async ({ name: phase }, seconds, started) => {
      await started();
      log.push(`${name} ${phase} ${seconds}`);
      return 0;
    },
    burst: async () => {
      throw new Error('no closed loop here');
    },
    samples: async () => [],
    history: async () => ({ operations: [], missing: [] }),
    results: async () => ({ phases: [], artifacts: [`${name}.html`] }),
    close: async () => undefined,
  };
  const hooks = {
    blockStarts: async (phase: string) => void log.push(`${name} ${phase} starts`),
    blockEnded: async (phase: string) => void log.push(`${name} ${phase} ended`),
    phaseEnded: async (phase: string) => void log.push(`${name} ${phase} over`),
  };
  return { session, hooks };
}

const inOrder = <T>(systems: readonly T[]) => systems;

describe('takeTurns', () => {
  it('measures systems in turns, phase by phase, with their hooks around each block', async () => {
    const log: string[] = [];
    const systems = [made('a', log, [1]), made('b', log, [1])];
    const sets: number[] = [];
    const backwards = <T>(given: readonly T[]) =>
      sets.push(given.length) % 2 === 0 ? given.toReversed() : given;
    const results = await takeTurns(systems, { warmUp: WARM_UP, phases: PHASES }, 2, backwards);
    const blocks = log.filter((line) => /^[ab] \w+ \d$/.test(line));
    expect(blocks).toEqual([
      ...['a light 2', 'b light 2', 'b light 2', 'a light 2', 'a light 1', 'b light 1'],
      ...['b moderate 2', 'a moderate 2'],
    ]);
    const first = log.indexOf('a light 2');
    expect(log.slice(first - 1, first + 2)).toEqual(['a light starts', 'a light 2', 'a light ended']);
    expect(log.filter((line) => line.endsWith('over'))).toEqual([
      ...['a light over', 'b light over'],
      ...['a moderate over', 'b moderate over'],
    ]);
    expect([...results.values()].map(({ artifacts }) => artifacts)).toEqual([['a.html'], ['b.html']]);
  });

  it('warms all up side by side, then each in turn until it is steady by itself, and gives up at the cap', async () => {
    const log: string[] = [];
    const cold = Array.from({ length: 20 }, (_, second) => 100 / 2 ** second);
    const systems = [made('quick', log, [9, 3, 1]), made('slow', log, cold)];
    const warmUp = { ...WARM_UP, maxSeconds: 12 };
    const results = await takeTurns(systems, { warmUp, phases: [] }, 2, inOrder);
    expect([...results.values()].map((result) => [result.warmUp.seconds, result.warmUp.steady])).toEqual([
      // Three windows of its own must agree, each of them a turn of two seconds.
      [10, true],
      [12, false],
    ]);
    expect(log.map((line) => line.replace('warms up ', ''))).toEqual([
      ...['quick 4', 'slow 4', 'quick 2', 'slow 2', 'quick 2', 'slow 2', 'quick 2', 'slow 2', 'slow 2'],
    ]);
  });

  it('takes a system that is alone for steady as soon as its windows are', async () => {
    const [alone] = (
      await takeTurns([made('a', [], [9, 3, 1, 1, 1])], { warmUp: WARM_UP, phases: [] }, 2, inOrder)
    ).values();
    expect(alone?.warmUp).toMatchObject({ seconds: 8, steady: true });
  });

  it('does not interrupt a system that is alone', async () => {
    const log: string[] = [];
    await takeTurns([made('a', log, [1])], { warmUp: WARM_UP, phases: PHASES }, 2, inOrder);
    expect(log.filter((line) => /^a \w+ \d$/.test(line))).toEqual(['a light 5', 'a moderate 2']);
  });
});

it('divides a phase into blocks', () => {
  expect(blocksOf(6, 2)).toEqual([2, 2, 2]);
  expect(blocksOf(5, 2)).toEqual([2, 2, 1]);
  expect(blocksOf(1, 5)).toEqual([1]);
});
