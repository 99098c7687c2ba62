import { expect, it } from 'vitest';
import { builtRun } from '../../../test/fixtures/built-run.ts';
import { workTable } from './work.ts';

const tableOf = (run: ReturnType<typeof builtRun>): string => workTable(run).text;

it('shows each count beside the whole, and that the rounds agree', () => {
  const table = tableOf(builtRun());
  expect(table).toContain('<td>24 of 24</td><td>1 of 2</td><td>3 of 960</td><td>9 of 360</td><td>1</td>');
  expect(table).toContain('All rounds agree.');
});

it('shows all that the rounds say where they disagree', () => {
  const run = builtRun();
  const trials = run.trials.map((trial) => {
    const cells = trial.details?.cells.map((cell) => ({
      ...cell,
      steps: cell.steps.map((step) =>
        step.step === 'test' && trial.round === 2 ? { ...step, testsRun: 10 } : step,
      ),
    }));
    return { ...trial, details: trial.details && { ...trial.details, cells: cells ?? [] } };
  });
  const table = tableOf({ ...run, trials });
  expect(table).toContain('<td>9 or 10 of 360</td>');
  expect(table).toContain('Some rounds disagree');
});

it('shows the count alone where the whole was not counted, as in older runs', () => {
  const run = builtRun();
  const trials = run.trials.map((trial) => {
    const codeBases = trial.details?.codeBases.map(({ growth, packages, contexts, files, lines }) => ({
      ...{ growth, packages, contexts, files, lines },
    }));
    return { ...trial, details: trial.details && { ...trial.details, codeBases: codeBases ?? [] } };
  });
  expect(tableOf({ ...run, trials })).toContain('<td>1 of 2</td><td>3</td><td>9</td>');
});
