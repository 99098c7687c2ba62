import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hierarchyOf } from './hierarchy.ts';

// Ordinary files: what is written and read is the same in a real tree.
let dir: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'lab-quotas-'));
});

afterAll(() => rmSync(dir, { recursive: true }));

const written = (file: string) => readFileSync(join(dir, file), 'utf8');

test('v1: a fifth of a CPU is 4 ms of 20, and no limit is -1', () => {
  const hierarchy = hierarchyOf({ version: 1, dir });
  hierarchy.limit(dir, 0.2);
  expect([written('cpu.cfs_quota_us'), written('cpu.cfs_period_us')]).toEqual(['4000', '20000']);
  hierarchy.limit(dir, undefined);
  expect(written('cpu.cfs_quota_us')).toBe('-1');
});

test('v2: the same in one file', () => {
  const hierarchy = hierarchyOf({ version: 2, dir });
  hierarchy.limit(dir, 1.5);
  expect(written('cpu.max')).toBe('30000 20000');
  hierarchy.limit(dir, undefined);
  expect(written('cpu.max')).toBe('max 20000');
  hierarchy.divide(dir);
  expect(written('cgroup.subtree_control')).toBe('+cpu');
});

test.each([1, 2] as const)('v%i: a quota that the kernel would refuse', (version) => {
  expect(() => hierarchyOf({ version, dir }).limit(dir, 0.04)).toThrow(/too small: at least 0\.05/);
});

test('throttling in seconds, whatever the unit of the version', () => {
  const counts = 'nr_periods 100\nnr_throttled 40\n';
  writeFileSync(join(dir, 'cpu.stat'), `${counts}throttled_time 1500000000\nnr_bursts 0\n`);
  const expected = { periods: 100, throttled: 40, seconds: 1.5 };
  expect(hierarchyOf({ version: 1, dir }).throttling(dir)).toEqual(expected);
  writeFileSync(join(dir, 'cpu.stat'), `usage_usec 77\n${counts}throttled_usec 1500000\n`);
  expect(hierarchyOf({ version: 2, dir }).throttling(dir)).toEqual(expected);
});
