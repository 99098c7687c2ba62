import { describe, expect, it } from 'vitest';
import { euros, sum, times } from './money.ts';

describe('money', () => {
  it('adds minor units', () => {
    expect(sum([euros(10), times(euros(3), 4)])).toEqual({ amount: 22, currency: 'EUR' });
    expect(sum([])).toEqual(euros(0));
  });

  it('refuses to add currencies, or to leave the safe integers', () => {
    expect(() => sum([{ amount: 1, currency: 'USD' }])).toThrow(RangeError);
    expect(() => sum([euros(Number.MAX_SAFE_INTEGER), euros(1)])).toThrow(RangeError);
  });
});
