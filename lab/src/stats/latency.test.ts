import { describe, expect, it } from 'vitest';
import { latencyOf, leastFor, newHistogram, recordInto, WHY_DASHES } from './latency.ts';

const latencies = (count: number) => {
  const histogram = newHistogram();
  for (let ms = 1; ms <= count; ms += 1) recordInto(histogram, ms);
  return latencyOf(histogram);
};

describe('percentiles', () => {
  it('need ten requests beyond them, and from p99 on a hundred', () => {
    expect([50, 90, 95, 98.5, 99, 99.9].map(leastFor)).toEqual([20, 100, 200, 667, 10_000, 100_000]);
  });

  it('of fewer are not told', () => {
    expect(latencies(19)).toMatchObject({ count: 19, p50: null, p90: null, p95: null, p99: null });
    expect(latencies(20)).toMatchObject({ p90: null });
    expect(latencies(20)?.p50).toBeCloseTo(10, 1);
    expect(latencies(99)?.p90).toBeNull();
    expect(latencies(100)?.p90).toBeCloseTo(90, 0);
    expect(latencies(199)?.p95).toBeNull();
    expect(latencies(200)?.p95).toBeCloseTo(190, 0);
  });

  it('say in a report how many they need', () => {
    expect(WHY_DASHES).toContain('a p50 needs 20, a p90 needs 100, a p95 needs 200, a p99 needs 10,000.');
  });
});
