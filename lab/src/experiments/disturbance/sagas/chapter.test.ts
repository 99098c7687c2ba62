import { expect, it } from 'vitest';
import { struckRun } from '../../../../test/fixtures/struck-run.ts';
import { sagaFigures } from './chapter.ts';
import type { SagasRecord } from './record.ts';

const step = (what: 'begin' | 'run' | 'undo' | 'refused', name: string, at: number, life = 1) => ({
  ...{ what, step: name, at, life, ms: 2 },
  outcome: 'ok' as const,
});

const sagas: SagasRecord = {
  succeeded: 30,
  compensated: 4,
  refused: 2,
  compensateMs: '3 4 5 40',
  told: [
    {
      fate: 'compensated',
      saga: 'place-order:1',
      steps: [
        step('begin', 'reserve charge', 0),
        step('run', 'reserve', 2),
        { ...step('run', 'charge', 4), outcome: 'refused' },
        step('undo', 'reserve', 6),
        step('refused', 'insufficient-funds', 8),
      ],
    },
    {
      fate: 'survived',
      saga: 'place-order:2',
      steps: [step('begin', 'reserve charge', 0), step('run', 'reserve', 900, 2)],
    },
  ],
};

const page = sagaFigures(struckRun(sagas))?.text ?? '';

it('draws a saga of each fate that there is, in both languages', () => {
  expect(page).toContain('One that was taken back (microservices)');
  expect(page).toContain('보상된 사가 (microservices)');
  expect(page).toContain('One that survived a crash');
  expect(page).not.toContain('One that succeeded');
});

it('names steps, refusals and undoings, and who went on where another had begun', () => {
  for (const label of ['undo reserve', 'rejected: insufficient-funds', '2 ms, refused', 'reserve (2)'])
    expect(page).toContain(label);
});

it('tells how long it takes to compensate: all rounds together', () => {
  // Six rounds with the same four.
  expect(page).toContain('Time to compensate, median: microservices 4.0 ms');
  expect(page).toMatch(/<td>180<\/td><td>24<\/td><td>12<\/td><td>4\.0<\/td><td>40\.0<\/td><td>40\.0<\/td>/);
});

it('is no chapter where no sagas were told', () => {
  expect(sagaFigures(struckRun())).toBeNull();
});
