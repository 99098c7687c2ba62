import { describe, expect, it } from 'vitest';
import { Gradient, LongLatency } from './gradient.ts';

describe('the limit of a gradient', () => {
  it('grows by a part of the allowance while latency is that without load', () => {
    const gradient = new Gradient();
    gradient.update(10, 10, 128);
    expect(gradient.limit).toBeCloseTo(128 + 0.2 * 4, 9);
    // Less than half as long again is no queue yet.
    gradient.update(14, 10, 128);
    expect(gradient.limit).toBeCloseTo(128.8 + 0.2 * 4, 9);
  });

  it('falls by the ratio of the latencies, and by half at most', () => {
    const twice = new Gradient();
    twice.update(20, 10, 128);
    expect(twice.limit).toBeCloseTo(128 + 0.2 * (128 * 0.75 + 4 - 128), 9);
    const often = new Gradient();
    often.update(1_000, 10, 128);
    expect(often.limit).toBeCloseTo(128 + 0.2 * (64 + 4 - 128), 9);
  });

  it('learns nothing while less than half of it is used', () => {
    const gradient = new Gradient();
    gradient.update(1_000, 10, 63);
    gradient.update(10, 10, 63);
    expect(gradient.limit).toBe(128);
  });

  it('stays between 8 and 1,000', () => {
    const gradient = new Gradient();
    for (let i = 0; i < 1_000; i += 1) gradient.update(1_000, 1, 1_000);
    expect(gradient.limit).toBeCloseTo(8, 6);
    for (let i = 0; i < 10_000; i += 1) gradient.update(1, 1, 1_000);
    expect(gradient.limit).toBe(1_000);
  });
});

describe('the latency without load', () => {
  it('is the mean of the first readings', () => {
    const long = new LongLatency();
    expect(long.add(10)).toBe(10);
    expect(long.add(20)).toBe(15);
    expect(long.add(12)).toBeCloseTo(14, 9);
  });

  it('hardly hears of a peak', () => {
    const long = new LongLatency();
    for (let i = 0; i < 100; i += 1) long.add(10);
    for (let i = 0; i < 20; i += 1) long.add(100);
    expect(long.add(10)).toBeLessThan(17);
  });

  it('comes down within some readings when it was learned under load', () => {
    const long = new LongLatency();
    for (let i = 0; i < 10; i += 1) long.add(100);
    for (let i = 0; i < 40; i += 1) long.add(10);
    expect(long.add(10)).toBeLessThan(21);
  });
});
