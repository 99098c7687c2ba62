import { expect, test } from 'vitest';
import { scaledRun } from '../../../test/fixtures/scaled-run.ts';
import { facts, limitsIn } from './facts.ts';

test('what limited an arm under a load, round by round', () => {
  const evidence = { facts: facts(scaledRun().trials.filter(({ valid }) => valid)) };
  expect(limitsIn(evidence, 'hot', 'monolith')).toEqual(Array(6).fill(['monolith']));
  expect(limitsIn(evidence, 'cold', 'monolith')).toEqual([]);
  expect(limitsIn(evidence, 'hot', 'nobody')).toEqual([]);
});

test('is not told of a trial that did not come that far, nor of evidence of another kind', () => {
  const [trial] = scaledRun().trials;
  expect(trial && facts([{ ...trial, details: null }])).toEqual([]);
  expect(() => limitsIn({ facts: undefined }, 'hot', 'monolith')).toThrow();
});
