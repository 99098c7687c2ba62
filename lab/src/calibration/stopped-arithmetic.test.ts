import { describe, expect, it } from 'vitest';
import { stoppedPercentile } from './stopped-arithmetic.ts';

/** Response times of a constant schedule on a server that answers at once, but not during its pause. */
function schedule(perSecond: number, windowMs: number, pauseMs: number, pauseAt: number): number[] {
  const starts = Array.from(
    { length: (perSecond * windowMs) / 1000 },
    (_, index) => (index * 1000) / perSecond,
  );
  const end = pauseAt + pauseMs;
  return starts.map((start) => (start >= pauseAt && start < end ? end - start : 0));
}

function percentileOf(values: readonly number[], percentile: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil((percentile / 100) * values.length) - 1] ?? 0;
}

describe('the percentiles of a server that was stopped', () => {
  it.each([
    [10_000, 2_000, 3_000],
    [10_000, 2_003.7, 4_001.3],
    [20_000, 500, 10_000],
    [5_000, 4_000, 500],
  ])('are those of the simulated schedule: %d ms, stopped for %d ms', (windowMs, pauseMs, pauseAt) => {
    for (const perSecond of [50, 100, 1_000]) {
      const simulated = schedule(perSecond, windowMs, pauseMs, pauseAt);
      for (const percentile of [50, 90, 95, 99, 99.9]) {
        const difference =
          stoppedPercentile({ windowMs, pauseMs }, percentile) - percentileOf(simulated, percentile);
        // A schedule is a staircase with steps of one interval.
        expect(Math.abs(difference)).toBeLessThanOrEqual(1000 / perSecond + 1e-6);
      }
    }
  });

  it('are zero where the pause does not reach', () => {
    expect(stoppedPercentile({ windowMs: 10_000, pauseMs: 90 }, 99)).toBe(0);
  });
});
