import { describe, expect, it } from 'vitest';
import { attribute, type Gap, type Steps, shareOf } from './attribution.ts';
import type { Evidence } from './scenario.ts';

const byRound = (values: readonly number[]) => new Map(values.map((value, index) => [index + 1, value]));
const repeat = (value: number, rounds: number, step = 0) =>
  byRound(Array.from({ length: rounds }, (_, index) => value + step * index));

const exactly = (share: number) => ({
  share: expect.closeTo(share, 10) as number,
  interval: [expect.closeTo(share, 10), expect.closeTo(share, 10)] as number[],
});

describe('shareOf', () => {
  it('is the share that the step has of the way', () => {
    expect(shareOf(repeat(4, 6), repeat(5, 6), repeat(14, 6), 0.95)).toEqual(exactly(0.1));
  });

  it('compares within rounds, so that a drift of the machine does not count', () => {
    const share = shareOf(repeat(4, 6, 3), repeat(5, 6, 3), repeat(8, 6, 3), 0.95);
    expect(share).toEqual(exactly(0.25));
  });

  it('has a t interval, of the jackknife', () => {
    const share = shareOf(repeat(0, 6), byRound([1, 2, 3, 4, 5, 6]), repeat(10, 6), 0.95);
    // The gap is 10 in each round, so that it is the interval of a mean: 3.5 ± 2.5706 · 1.8708/√6, divided by 10.
    expect(share?.share).toBeCloseTo(0.35, 10);
    expect(share?.interval?.[0]).toBeCloseTo(0.1537, 4);
    expect(share?.interval?.[1]).toBeCloseTo(0.5463, 4);
  });

  it('uses only rounds that all three arms have, and gives no interval for few', () => {
    const via = new Map([
      [2, 5],
      [3, 5],
      [9, 99],
    ]);
    expect(shareOf(repeat(4, 6), via, repeat(8, 6), 0.95)).toEqual({ share: 0.25, interval: null });
    expect(shareOf(repeat(4, 6), new Map(), repeat(8, 6), 0.95)).toBeUndefined();
  });

  it('says nothing when the gap itself cannot be told from nothing', () => {
    expect(shareOf(repeat(4, 6), repeat(5, 6), byRound([3, 5, 6, 7, 8, 9]), 0.98)).toBeUndefined();
    expect(shareOf(repeat(4, 6), repeat(5, 6), byRound([3, 9, 9, 9, 9, 9]), null)).toBeUndefined();
    expect(shareOf(repeat(4, 2), repeat(5, 2), byRound([3, 9]), 0.95)).toBeUndefined();
    expect(shareOf(repeat(9, 6), repeat(8, 6), repeat(4, 6), 0.95)).toBeUndefined();
  });

  it('bears a round without a gap when there are many others', () => {
    const to = byRound([...Array.from({ length: 9 }, () => 14), 4]);
    const share = shareOf(repeat(4, 10), repeat(5, 10), to, 0.95);
    expect(share?.share).toBeCloseTo(10 / 90, 10);
    expect(share?.interval?.[0]).toBeGreaterThan(0.08);
    expect(share?.interval?.[1]).toBeLessThan(0.14);
  });
});

const steps: Steps = {
  from: 'mono',
  via: 'between',
  to: 'split',
  part: { en: 'serialization', ko: '직렬화' },
  rest: { en: 'processes and broker', ko: '프로세스와 브로커' },
};
const gaps: Gap[] = [{ metric: 'cpu', of: { en: 'CPU per request', ko: '요청당 CPU' } }];

function evidenceOf(values: Record<string, ReadonlyMap<number, number>>): Evidence {
  const arms = Object.keys(values).map((topology) => ({ name: `the ${topology}`, topology }));
  const figures = arms.map(
    ({ name, topology }) =>
      [
        name,
        { median: [...(values[topology] ?? [])][0]?.[1] ?? 0, ci95: null, coverage: null, trials: 6 },
      ] as const,
  );
  return {
    arms,
    baseline: 'the mono',
    confidence: 0.95,
    facts: undefined,
    metrics: [{ id: 'cpu', unit: 'ms', better: 'lower', arms: Object.fromEntries(figures), comparisons: [] }],
    values: (metric, arm) => (metric === 'cpu' && values[arm.replace('the ', '')]) || new Map(),
  };
}
const textOf = (values: Parameters<typeof evidenceOf>[0]) =>
  attribute(evidenceOf(values), steps, gaps)[0]?.text;

describe('attribute', () => {
  const mono = repeat(4, 6);
  const split = repeat(14, 6);

  it('says what the gap is made of, in both languages', () => {
    const [insight] = attribute(
      evidenceOf({ mono, between: byRound([4.5, 4.2, 4.5, 4.5, 5.5, 4.5]), split }),
      steps,
      gaps,
    );
    expect(insight).toEqual({
      id: 'attribution.cpu',
      metrics: ['cpu'],
      attribution: {
        of: gaps[0]?.of,
        part: steps.part,
        rest: steps.rest,
        unit: 'ms',
        way: [4, 4.5, 14],
        share: expect.closeTo(0.0617, 3),
        interval: [expect.closeTo(0.015, 2), expect.closeTo(0.108, 2)],
      },
      text: {
        en: 'Of the gap in CPU per request (4.00 → 4.50 → 14.00 ms), about 6.2 % [1.5, 11] is due to serialization. The rest, about 94 %, is due to processes and broker.',
        ko: '요청당 CPU 차이(4.00 → 4.50 → 14.00 ms) 중 직렬화의 몫은 약 6.2 % [1.5, 11]이다. 나머지, 약 94 %는 프로세스와 브로커의 몫이다.',
      },
    });
  });

  it('bounds what cannot be told from nothing', () => {
    expect(textOf({ mono, between: byRound([4.5, 3.8, 4.5, 4.5, 5.5, 4.5]), split })?.en).toContain(
      'at most 11 % is due to serialization, possibly none: 5.5 % [−0.2, 11]. The rest, at least 89 %, is due to processes and broker',
    );
    expect(textOf({ mono, between: repeat(3.5, 6), split })?.en).toContain('at most 0.0 % is due to');
  });

  it('does not share out a gap that is noise', () => {
    expect(textOf({ mono, between: repeat(4.5, 6), split: byRound([14, 3, 14, 2, 14, 5]) })?.en).toContain(
      'within the noise',
    );
    const noise = { mono, between: repeat(4.5, 6), split: byRound([14, 3, 14, 2, 14, 5]) };
    expect(attribute(evidenceOf(noise), steps, gaps)[0]?.attribution).toMatchObject({
      share: null,
      interval: null,
    });
    expect(textOf({ mono: repeat(4, 2), between: repeat(5, 2), split: repeat(8, 2) })?.en).toContain(
      'The gap in CPU per request (4.00 → 5.00 → 8.00 ms): too few rounds',
    );
  });

  it('is silent without one of the arms, or without the metric', () => {
    expect(attribute(evidenceOf({ mono, split }), steps, gaps)).toEqual([]);
    const evidence = { ...evidenceOf({ mono, between: mono, split }), metrics: [] };
    expect(attribute(evidence, steps, gaps)).toEqual([]);
  });
});
