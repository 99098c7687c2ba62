import { expect, it } from 'vitest';
import { TimeEstimate } from './progress.ts';

it('estimates by the schedule at first, and then by what trials of the arm took', () => {
  const trial = (name: string) => ({ number: 1, round: 1, arm: { name, topology: name } });
  const estimate = new TimeEstimate(10, 5);
  expect(estimate.forAll([trial('a'), trial('b')])).toBe(30);
  estimate.took('a', 20);
  estimate.took('a', 30);
  expect(estimate.forAll([trial('a'), trial('b')])).toBe(40);
});
