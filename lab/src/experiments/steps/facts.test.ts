import { expect, it } from 'vitest';
import { builtRun } from '../../../test/fixtures/built-run.ts';
import { countsIn, facts } from './facts.ts';
import type { BuildRecord, CellRecord } from './record.ts';

type Trials = Parameters<typeof facts>[0];

/** The run's trials with a step's numbers changed. */
const changed = (change: (step: CellRecord['steps'][number], round: number) => CellRecord['steps'][number]) =>
  builtRun().trials.map((trial) => ({
    ...trial,
    details: trial.details && {
      ...trial.details,
      cells: trial.details.cells.map((cell) => ({
        ...cell,
        steps: cell.steps.map((step) => change(step, trial.round)),
      })),
    },
  }));

const countsOf = (trials: Trials, arm = 'monolith') =>
  countsIn({ facts: facts(trials.filter(({ valid }) => valid)) }, arm, 'service-body');

it('are the counts of a change by size, beside the whole', () => {
  const sizes = countsOf(builtRun().trials);
  expect(sizes).toMatchObject([
    { growth: 1, counts: { contexts: { done: 6, of: 6 }, packages: { done: 1, of: 2 } } },
    {
      growth: 4,
      counts: {
        contexts: { done: 24, of: 24 },
        packages: { done: 1, of: 2 },
        files: { done: 3, of: 960 },
        tests: { done: 9, of: 360 },
      },
      looking: expect.closeTo((0.05 + 0.4) / (0.5 + 4 + 0.0035 + 1.5), 6),
    },
  ]);
  expect(countsOf(builtRun().trials, 'microservices')).toMatchObject([
    { counts: { contexts: { done: 1, of: 6 } } },
    { counts: { contexts: { done: 1, of: 24 } } },
  ]);
  expect(countsOf([])).toEqual([]);
});

it('are none where the rounds disagree, and say so', () => {
  const trials = changed((step, round) =>
    step.step === 'test' && round === 3 ? { ...step, testsRun: 10 } : step,
  );
  expect(countsOf(trials)).toBe('The rounds disagree on the tests of monolith in code ×1: 9, 10 of 90.');
});

it('are none of a trial that was measured before there were counts of the whole', () => {
  const old = builtRun().trials.map((trial) => ({
    ...trial,
    details: trial.details && withoutWhole(trial.details),
  }));
  expect(countsOf(old)).toBe('This run is older than the count of files, and has none.');
});

it('need no share of looking, which decides nothing', () => {
  const silent = countsOf(changed(({ lookingMs: _, ...step }) => step));
  expect(silent).toMatchObject([{ counts: { tests: { done: 9, of: 90 } }, looking: undefined }, {}]);
});

const withoutWhole = (details: BuildRecord): BuildRecord => ({
  ...details,
  codeBases: details.codeBases.map(({ growth, packages, contexts, files, lines }) => ({
    ...{ growth, packages, contexts, files, lines },
  })),
});
