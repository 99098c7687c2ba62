import { expect, it } from 'vitest';
import { evenOffsets } from './offsets.ts';
import { intendedNs, nsToMs } from './schedule.ts';

it('keeps the rate exactly, however long it runs', () => {
  const schedule = { startNs: 1_000_000_000_000n, offsetsNs: evenOffsets(30, 3_601) };
  expect(intendedNs(schedule, 0)).toBe(schedule.startNs);
  expect(nsToMs(intendedNs(schedule, 1) - schedule.startNs)).toBeCloseTo(33.333333, 5);
  expect(intendedNs(schedule, 30 * 3_600) - schedule.startNs).toBe(3_600_000_000_000n);
});
