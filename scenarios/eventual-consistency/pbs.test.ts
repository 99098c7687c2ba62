import { OFFSETS_MS } from '@lab/lab/experiments/probe/visibility';
import { seededRandom } from '@lab/lab/stats/random';
import { describe, expect, it } from 'vitest';
import { type Delays, delaysIn, meanDistance, predictedFresh, since } from './pbs.ts';

/** A delay between two bounds, each value as likely. */
const between = (from: number, to: number, count = 100) =>
  [
    [from, 0],
    [to, count],
  ] as const;

const predicted = (delays: Delays) => new Map(predictedFresh(delays, seededRandom(7)));

describe('the prediction of bounded staleness', () => {
  it('is what can be computed by hand: a delay of 0 to 10 ms, and no other', () => {
    const fresh = predicted({ published: [[1e-9, 1]], applied: between(0, 10), answer: [0], request: [0] });
    for (const t of [2, 4, 6, 9]) expect(fresh.get(t)).toBeCloseTo(t / 10, 1);
    expect(fresh.get(13)).toBe(1);
    expect(fresh.get(0)).toBeLessThan(0.01);
  });

  it('adds the ways of the answer and of the read to the time since the change', () => {
    const fresh = predicted({
      published: between(2, 3),
      applied: between(2, 3),
      answer: [3],
      request: [1.5],
    });
    // From 4 to 6 ms until it is there, and 4.5 ms until the first read is.
    expect(fresh.get(0)).toBeCloseTo(0.125, 1);
    expect(fresh.get(2)).toBe(1);
  });

  it('draws the stages independently: their sum is a triangle', () => {
    const fresh = predicted({ published: between(0, 9), applied: between(0, 9), answer: [0], request: [0] });
    expect(fresh.get(9)).toBeCloseTo(0.5, 1);
    expect(fresh.get(6)).toBeCloseTo(0.222, 1);
    expect([...fresh.keys()]).toEqual(OFFSETS_MS);
  });

  it('needs to have seen each delay', () => {
    const whole = { published: between(0, 1), applied: between(0, 1), answer: [1], request: [1] };
    for (const part of ['published', 'applied'] as const)
      expect(predictedFresh({ ...whole, [part]: [[1, 0]] }, seededRandom(7))).toBeUndefined();
    for (const part of ['answer', 'request'] as const)
      expect(predictedFresh({ ...whole, [part]: [] }, seededRandom(7))).toBeUndefined();
  });
});

const METRICS = `# HELP shop_event_delay_seconds Time of an event
# TYPE shop_event_delay_seconds histogram
shop_event_delay_seconds_bucket{le="0.001",process="gateway",stage="applied",type="stock.changed"} 9
shop_event_delay_seconds_bucket{le="0.001",process="gateway",stage="applied",type="product.price-changed"} 1
shop_event_delay_seconds_bucket{le="0.01",stage="applied",type="product.price-changed",process="gateway"} 4
shop_event_delay_seconds_bucket{le="+Inf",stage="applied",type="product.price-changed",process="gateway"} 5
shop_event_delay_seconds_sum{stage="applied",type="product.price-changed"} 1
http_request_duration_seconds_bucket{le="0.001",stage="applied",type="product.price-changed"} 7`;

it('delays are read from the metrics, by stage and type, and since an earlier reading', () => {
  const found = delaysIn(METRICS, 'applied', 'product.price-changed');
  expect(found).toEqual([
    [1, 1],
    [10, 3],
  ]);
  expect(delaysIn(METRICS, 'published', 'product.price-changed')).toEqual([]);
  expect(since([[1, 1]], found)).toEqual([
    [1, 0],
    [10, 3],
  ]);
  expect(since([], found)).toEqual(found);
});

it('two curves are as far apart as they are on average, where both are known', () => {
  const one = [
    [0, 0.5],
    [1, 1],
    [2, 1],
  ] as const;
  expect(
    meanDistance(one, [
      [0, 0.75],
      [1, 0.75],
      [9, 0],
    ]),
  ).toBe(0.25);
  expect(meanDistance(one, [])).toBeUndefined();
});
