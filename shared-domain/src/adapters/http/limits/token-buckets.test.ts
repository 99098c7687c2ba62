import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rateOf, TokenBuckets } from './token-buckets.ts';

const SECOND = 1_000_000;
const RATE = { everyUs: SECOND / 10, burst: 3 };

/** Buckets by a clock that the test moves. */
function bucketsAt(rate = RATE, clients?: number) {
  const clock = { us: 5 };
  return { clock, buckets: new TokenBuckets(rate, () => clock.us, clients) };
}

describe('a bucket of tokens', () => {
  it('has its burst at once, then one token in each tenth of a second, and says when the next comes', () => {
    const { clock, buckets } = bucketsAt();
    expect([1, 2, 3, 4].map(() => buckets.take('ada'))).toEqual([0, 0, 0, SECOND / 10]);
    clock.us += SECOND / 20;
    expect(buckets.take('ada')).toBe(SECOND / 20);
    clock.us += SECOND / 20;
    expect([1, 2].map(() => buckets.take('ada'))).toEqual([0, SECOND / 10]);
    clock.us += SECOND;
    expect([1, 2, 3, 4].map(() => buckets.take('ada'))).toEqual([0, 0, 0, SECOND / 10]);
  });

  it("is not emptied by another client's requests", () => {
    const { buckets } = bucketsAt();
    for (let i = 0; i < 10; i += 1) buckets.take('ada');
    expect(buckets.take('bob')).toBe(0);
  });

  it('is not kept when it is full again, and makes room when there are too many', () => {
    const { clock, buckets } = bucketsAt(RATE, 2);
    for (const client of ['ada', 'bob', 'eve']) buckets.take(client);
    expect(buckets.size).toBe(2);
    clock.us += SECOND;
    buckets.take('ada');
    expect(buckets.size).toBe(1);
  });

  it('is as large as the settings say', () => {
    expect(rateOf({ LIMIT_RATE: 50, LIMIT_BURST: 100 })).toEqual({ everyUs: 20_000, burst: 100 });
    expect(rateOf({ LIMIT_RATE: 0.1, LIMIT_BURST: 1 })).toEqual({ everyUs: 10 * SECOND, burst: 1 });
  });

  const rate = fc.record({
    everyUs: fc.integer({ min: 1, max: SECOND }),
    burst: fc.integer({ min: 1, max: 20 }),
  });
  const pauses = fc.array(fc.integer({ min: 0, max: 2 * SECOND }), { minLength: 1, maxLength: 60 });

  it('lets in no more than its burst and what comes meanwhile, between any two moments', () => {
    fc.assert(
      fc.property(rate, pauses, (given, after) => {
        const { clock, buckets } = bucketsAt(given);
        const admitted: number[] = [];
        for (const pause of after) {
          clock.us += pause;
          if (buckets.take('ada') === 0) admitted.push(clock.us);
        }
        for (const [first, from] of admitted.entries())
          for (const [last, until] of admitted.entries()) {
            const most = given.burst + Math.floor((until - from) / given.everyUs);
            if (last >= first) expect(last - first + 1).toBeLessThanOrEqual(most);
          }
      }),
    );
  });

  it('never refuses who keeps to the rate, nor who waits as long as he was told', () => {
    fc.assert(
      fc.property(rate, pauses, (given, after) => {
        const { clock, buckets } = bucketsAt(given);
        for (const pause of after) {
          clock.us += Math.max(pause, given.everyUs);
          expect(buckets.take('steady')).toBe(0);
          const wait = buckets.take('hasty');
          if (wait === 0) continue;
          clock.us += wait;
          expect(buckets.take('hasty')).toBe(0);
        }
      }),
    );
  });

  it('holds as many tokens as a counter that is filled step by step', () => {
    fc.assert(
      fc.property(rate, pauses, (given, after) => {
        const { clock, buckets } = bucketsAt(given);
        // In parts of a token, so that the sums are exact.
        let level = given.burst * given.everyUs;
        for (const pause of after) {
          clock.us += pause;
          level = Math.min(given.burst * given.everyUs, level + pause);
          const has = level >= given.everyUs;
          if (has) level -= given.everyUs;
          expect(buckets.take('ada')).toBe(has ? 0 : given.everyUs - level);
        }
      }),
    );
  });
});
