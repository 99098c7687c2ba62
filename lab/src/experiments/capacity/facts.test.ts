import { expect, test } from 'vitest';
import { scaledRun } from '../../../test/fixtures/scaled-run.ts';
import { facts, limitsIn } from './facts.ts';

test('what limited an arm, round by round', () => {
  const evidence = { facts: facts(scaledRun().trials.filter(({ valid }) => valid)) };
  expect(limitsIn(evidence, 'monolith')).toEqual(Array(6).fill(['monolith']));
  expect(limitsIn(evidence, 'nobody')).toEqual([]);
});

test('is not told of a trial that did not come that far, nor of evidence of another kind', () => {
  const [trial] = scaledRun().trials;
  expect(trial && facts([{ ...trial, details: null }])).toEqual([]);
  expect(() => limitsIn({ facts: undefined }, 'monolith')).toThrow();
});
