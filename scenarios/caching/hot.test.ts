import type { ProbeBench } from '@lab/lab/scenario/probe';
import { describe, expect, it } from 'vitest';
import { hotCopy, slowest, waitsIn } from './hot.ts';

const times = [
  { at: 0, ms: 2, ok: true },
  { at: 0.1, ms: 3, ok: true },
  { at: 0.3, ms: 510, ok: true },
  { at: 0.4, ms: 490, ok: true },
  { at: 0.9, ms: 4, ok: true },
];

it('counts the pages that waited', () => {
  expect(waitsIn(times, 500)).toBe(40);
  expect(waitsIn([], 500)).toBe(0);
});

it('counts a page that failed as one that waited, however fast it failed', () => {
  expect(waitsIn([...times, { at: 0.95, ms: 1, ok: false }], 500)).toBe(50);
});

describe('a shop whose recommendations fail', () => {
  /** @param failsFrom which of the pages is the first that fails, from 0 on. Each page and each wait takes 20 ms of its clock */
  function failing(failsFrom: number) {
    let clock = 0;
    let asked = 0;
    let cleared = false;
    const bench = {
      processes: ['monolith'],
      signal: new AbortController().signal,
      now: () => clock,
      inject: async () => ({
        clear: async () => {
          cleared = true;
        },
      }),
      metrics: async () => '',
      topology: 'monolith',
      ask: async () => {
        const startedAt = clock;
        clock += 20;
        const ok = asked < failsFrom;
        asked += 1;
        return {
          ...{ status: ok ? 200 : 503, body: '', outcome: ok ? 'ok' : 'refused' },
          ...{ startedAt, endedAt: clock },
        };
      },
    } as unknown as ProbeBench;
    const watch = () => hotCopy(bench, 'SKU-1', { seconds: 0.2, everyMs: 20, slowMs: 500 });
    return { watch, isCleared: () => cleared };
  }

  it('is not measured when there is no copy to begin with', async () => {
    const { watch, isCleared } = failing(0);
    await expect(watch()).rejects.toThrow('answered 503');
    expect(isCleared()).toBe(true);
  });

  it('has made those wait who were told that there are none', async () => {
    const { values } = await failing(6).watch();
    expect(values['hot-waits']).toBe(50);
  });
});

it('keeps the slowest page of each quarter of a second', () => {
  expect(slowest(times, 1)).toEqual([
    [0, 3],
    [0.25, 510],
    [0.5, 0],
    [0.75, 4],
  ]);
});
