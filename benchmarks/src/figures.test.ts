import { expect, it } from 'vitest';
import { isMet, type Measured, toBenchFile } from './figures.ts';

const figure = (better: Measured['better'], median: number): Measured => ({
  id: `a.${better}`,
  unit: 'ms',
  better,
  target: 0.5,
  meaning: '',
  spread: { median, min: 0, max: 1, ci95: undefined },
  sides: undefined,
});

it.each([
  ['higher', 0.6, true],
  ['higher', 0.4, false],
  ['lower', 0.4, true],
  ['lower', 0.6, false],
] as const)('where %s is better, %d is judged against 0.5', (better, median, met) => {
  expect(isMet(figure(better, median))).toBe(met);
});

it('writes what a reader of the file needs, and no more', () => {
  expect(toBenchFile([figure('lower', 0.12345)])).toEqual({
    schema: 1,
    figures: [{ id: 'a.lower', value: 0.123, unit: 'ms', target: 0.5, better: 'lower' }],
  });
});
