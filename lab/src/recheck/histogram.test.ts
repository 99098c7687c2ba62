import { encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { expect, it } from 'vitest';
import { newHistogram } from '../stats/latency.ts';
import { countsOf, merged, percentileOf, requestsIn } from './histogram.ts';

/** Recorded and stored by the library, as the lab does. */
function stored(microseconds: readonly number[]): string {
  const histogram = newHistogram();
  for (const value of microseconds) histogram.recordValue(value);
  return encodeIntoCompressedBase64(histogram);
}

it('reads how often each latency occurred; from 2,048 µs on neighbours count as one', () => {
  const counts = countsOf(stored([1, 7, 7, 2047, 2048, 2049, 2050, 4096, 4099, 4100]));
  expect([...counts]).toEqual([
    [1, 1],
    [7, 2],
    [2047, 1],
    [2049, 2],
    [2051, 1],
    [4099, 2],
    [4103, 1],
  ]);
});

it('reads counts of more than a byte', () => {
  expect([...countsOf(stored(Array.from({ length: 100_000 }, () => 5)))]).toEqual([[5, 100_000]]);
});

it('has nothing of an empty one', () => {
  expect(requestsIn(countsOf(stored([])))).toBe(0);
  expect(percentileOf(new Map(), 50)).toBeNaN();
});

it('takes the least latency that so many percent do not exceed, in milliseconds', () => {
  const counts = countsOf(stored(Array.from({ length: 200 }, (_, index) => index + 1)));
  expect(percentileOf(counts, 50)).toBe(0.1);
  expect(percentileOf(counts, 95)).toBe(0.19);
  expect(percentileOf(counts, 99)).toBe(0.198);
  expect(percentileOf(counts, 99.1)).toBe(0.199);
  expect(percentileOf(countsOf(stored([3])), 50)).toBe(0.003);
});

it('merges as if all had been recorded in one', () => {
  const [a, b] = [
    [1, 2, 5000],
    [2, 5001, 90_000_000],
  ];
  const sorted = (counts: ReturnType<typeof countsOf>) => [...counts].toSorted(([x], [y]) => x - y);
  expect(sorted(merged([countsOf(stored(a)), countsOf(stored(b))]))).toEqual(
    sorted(countsOf(stored([...a, ...b]))),
  );
});

it.each([1, 2, 3])(
  'has the percentiles that the library has, of latencies over eight decades (%i)',
  (turn) => {
    const histogram = newHistogram();
    for (let index = 1; index <= 3000; index += 1)
      histogram.recordValue(Math.max(1, Math.round(10 ** (8 * ((index * turn * Math.SQRT2) % 1)))));
    const counts = countsOf(encodeIntoCompressedBase64(histogram));
    for (const percent of [1, 50, 90, 95, 99, 99.9, 100])
      expect(percentileOf(counts, percent)).toBe(histogram.getValueAtPercentile(percent) / 1000);
  },
);
