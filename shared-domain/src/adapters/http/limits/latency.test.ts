import { describe, expect, it } from 'vitest';
import { Latency, LongLatency } from './latency.ts';

describe('the latency without load', () => {
  it('is the mean of the first ten readings', () => {
    const long = new LongLatency();
    expect(long.add(10)).toBe(10);
    expect(long.add(20)).toBe(15);
    expect(long.add(12)).toBeCloseTo(14, 9);
    for (let i = 0; i < 6; i += 1) long.add(14);
    expect(long.add(24)).toBeCloseTo(15, 9);
  });

  it('goes by 2/601 of the way to each later reading', () => {
    const long = new LongLatency();
    for (let i = 0; i < 10; i += 1) long.add(10);
    expect(long.add(310)).toBeCloseTo(10 + (300 * 2) / 601, 9);
  });

  it('falls by a twentieth besides, where it is more than twice the reading', () => {
    const long = new LongLatency();
    for (let i = 0; i < 10; i += 1) long.add(100);
    const first = 100 + ((10 - 100) * 2) / 601;
    expect(long.add(10)).toBeCloseTo(first, 9);
    expect(long.add(10)).toBeCloseTo(first * 0.95 + ((10 - first * 0.95) * 2) / 601, 9);
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

describe('a reading', () => {
  const begin = () => {
    const clock = { ms: 1_000 };
    const latency = new Latency(() => clock.ms);
    /** Answers one after the other, as long apart as told. */
    return (times: number, tookMs: number, apartMs: number, underWay = 1) =>
      Array.from({ length: times }, () => {
        clock.ms += apartMs;
        return latency.answered(tookMs, underWay);
      });
  };
  const NONE = undefined;

  it('is made of ten answers in a quarter of a second at least, and of all that came meanwhile', () => {
    const answer = begin();
    expect(answer(24, 5, 10)).toEqual(Array(24).fill(NONE));
    expect(answer(1, 30, 10)).toEqual([{ shortMs: 6, longMs: 6, underWay: 1 }]);
    // Slow ones: the quarter is over before there are ten.
    expect(answer(9, 8, 100)).toEqual(Array(9).fill(NONE));
    expect(answer(1, 8, 100)).toEqual([{ shortMs: 8, longMs: 7, underWay: 1 }]);
  });

  it('tells the most that were under way, of its own answers alone', () => {
    const answer = begin();
    answer(1, 5, 25, 17);
    expect(answer(9, 5, 25, 3).at(-1)).toMatchObject({ underWay: 17 });
    expect(answer(10, 5, 25, 4).at(-1)).toMatchObject({ underWay: 4 });
  });
});
