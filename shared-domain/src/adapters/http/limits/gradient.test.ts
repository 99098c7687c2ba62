import { describe, expect, it } from 'vitest';
import { Gradient } from './gradient.ts';

/** A reading of latency, beside 10 ms without load. */
const read = (shortMs: number, underWay: number) => ({ shortMs, longMs: 10, underWay });

describe('the limit of a gradient', () => {
  it('begins at 20, and grows by a part of the allowance while latency is that without load', () => {
    const gradient = new Gradient();
    expect(gradient.limit).toBe(20);
    gradient.update(read(10, 20));
    expect(gradient.limit).toBeCloseTo(20 + 0.2 * 4, 9);
    // Less than half as long again is no queue yet.
    gradient.update(read(14, 20));
    expect(gradient.limit).toBeCloseTo(20.8 + 0.2 * 4, 9);
  });

  it('falls by the ratio of the latencies, and by half at most', () => {
    const twice = new Gradient();
    twice.update(read(20, 20));
    expect(twice.limit).toBeCloseTo(20 + 0.2 * (20 * 0.75 + 4 - 20), 9);
    const often = new Gradient();
    often.update(read(1_000, 20));
    expect(often.limit).toBeCloseTo(20 + 0.2 * (10 + 4 - 20), 9);
  });

  it('grows only while half of it is used', () => {
    const gradient = new Gradient();
    gradient.update(read(10, 9));
    expect(gradient.limit).toBe(20);
    gradient.update(read(10, 10));
    expect(gradient.limit).toBeGreaterThan(20);
  });

  it('falls however little of it is used', () => {
    const gradient = new Gradient();
    for (let i = 0; i < 50; i += 1) gradient.update(read(1_000, 1));
    expect(gradient.limit).toBeLessThan(9);
  });

  it('stays between 8 and 1,000, and grows again from the least', () => {
    const gradient = new Gradient();
    for (let i = 0; i < 1_000; i += 1) gradient.update(read(10_000, 1_000));
    expect(gradient.limit).toBeCloseTo(8, 6);
    gradient.update(read(10, 4));
    expect(gradient.limit).toBeCloseTo(8.8, 6);
    for (let i = 0; i < 10_000; i += 1) gradient.update(read(10, 1_000));
    expect(gradient.limit).toBe(1_000);
  });
});
