import { expect, it } from 'vitest';
import type { Evidence } from '../../scenario/scenario.ts';
import { breakEven } from './break-even.ts';

const METRICS = { capacity: 'capacity', cost: 'memory' };
const whole = { arms: ['whole-1', 'whole-2', 'whole-3'] };
const part = { arms: ['part-1', 'part-2', 'part-3'] };

interface Costs {
  readonly start: number;
  readonly slope: number;
}

/** Lines that are known, each round with noise of its own. @param noise of each round, a share of the rate and of the cost */
function evidenceOf(
  costs: Record<string, Costs>,
  noise: readonly number[],
  confidence: number | null = 0.98,
) {
  const values = (id: string, arm: string) => {
    const [base = '', count = ''] = arm.split('-');
    const { start = Number.NaN, slope = Number.NaN } = costs[base] ?? {};
    const rate = 50 * Number(count);
    return new Map(
      noise.map((by, index) => [
        index + 1,
        (id === METRICS.capacity ? rate : start + slope * rate) * (1 + by * (base === 'part' ? 1 : -1)),
      ]),
    );
  };
  return { confidence, values } as unknown as Evidence;
}

const KNOWN = { whole: { start: 100, slope: 4 }, part: { start: 500, slope: 2 } };

it('finds the rate at which two known lines meet', () => {
  const found = breakEven(evidenceOf(KNOWN, [0, 0, 0, 0]), METRICS, part, whole);
  expect(found?.rate).toBeCloseTo(200);
  expect(found?.interval?.map((end) => Math.round(end))).toEqual([200, 200]);
  expect(found?.measuredUpTo).toBe(150);
  expect([found?.slopes.one, found?.slopes.other]).toEqual([expect.closeTo(2), expect.closeTo(4)]);
});

it('gives an interval that holds the truth, where rounds differ', () => {
  const { interval } = breakEven(evidenceOf(KNOWN, [0.02, -0.02, 0.01, -0.01]), METRICS, part, whole) ?? {};
  const [low = Number.NaN, high = Number.NaN] = interval ?? [];
  expect(low).toBeLessThan(200);
  expect(high).toBeGreaterThan(200);
  expect(high - low).toBeGreaterThan(1);
});

it('gives no interval before the first look', () => {
  expect(breakEven(evidenceOf(KNOWN, [0, 0], null), METRICS, part, whole)).toMatchObject({ interval: null });
});

it.each([
  ['each further request costs it more too', { start: 500, slope: 5 }],
  ['it is cheaper from the start', { start: 50, slope: 2 }],
])('finds no rate where %s', (_, costs) => {
  const found = breakEven(evidenceOf({ ...KNOWN, part: costs }, [0, 0, 0]), METRICS, part, whole);
  expect(found).toMatchObject({ rate: null, interval: null });
});

it('says nothing without two arms of each, or a round that has them all', () => {
  const evidence = evidenceOf(KNOWN, [0, 0, 0]);
  expect(breakEven(evidence, METRICS, { arms: ['part-1'] }, whole)).toBeUndefined();
  const lacking = {
    ...evidence,
    values: (id: string, arm: string) => (arm === 'part-3' ? new Map() : evidence.values(id, arm)),
  };
  expect(breakEven(lacking, METRICS, part, whole)).toBeUndefined();
});
