import { expect, it } from 'vitest';
import type { Loaded } from '../../bench/trial-record.ts';
import type { CheckResult } from '../../scenario/workload.ts';
import { joinedParts, partsOf } from './parts.ts';

const phase = (name: string, workload?: string) => ({ name, perSecond: 1, seconds: 1, workload });

it('phases with the same workload are one part as long as they follow each other', () => {
  const phases = [phase('light'), phase('moderate'), phase('hot', 'hot'), phase('again')];
  const parts = partsOf(phases, 7);
  expect(parts.map(({ workload, phases: own }) => [workload, own.map(({ name }) => name)])).toEqual([
    [undefined, ['light', 'moderate']],
    ['hot', ['hot']],
    [undefined, ['again']],
  ]);
  expect(parts[0]?.seed).toBe(7);
  expect(new Set(parts.map(({ seed }) => seed)).size).toBe(3);
});

it('a trial is as steady, and as sound, as the worst of its parts', () => {
  const part = (steady: boolean, checks: [string, CheckResult['result']][]): Loaded => ({
    warmUp: { seconds: 1, steady, windows: [steady ? 5 : 50] },
    phases: [],
    artifacts: [],
    checks: checks.map(([id, result]) => ({ id, result, detail: '' })),
  });
  const first = part(true, [
    ['money', 'pass'],
    ['stock', 'fail'],
    ['orders', 'unknown'],
  ]);
  const second = part(false, [
    ['money', 'unknown'],
    ['stock', 'pass'],
    ['orders', 'pass'],
    ['own', 'pass'],
  ]);
  const { warmUp, checks } = joinedParts([first, second]);
  expect(warmUp).toEqual({ seconds: 2, steady: false, windows: [5, 50] });
  expect(checks.map(({ id, result }) => [id, result])).toEqual([
    ['money', 'unknown'],
    ['stock', 'fail'],
    ['orders', 'unknown'],
    ['own', 'pass'],
  ]);
});
