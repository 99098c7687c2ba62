import { describe, expect, it } from 'vitest';
import { readSagaHistory, type SagaLine, storiesOf } from './history.ts';
import { compensationValues, sagasRecordOf, timesOf } from './values.ts';

/** Steps of 2 ms each, one after the other, from a moment on. */
function lines(
  saga: string,
  from: number,
  ...told: readonly (readonly [SagaLine['what'], string, SagaLine['outcome']?, number?])[]
): SagaLine[] {
  return told.map(([what, step, outcome = 'ok', pid = 1], index) => ({
    ...{ saga, what, step, outcome, pid, at: from + 2 * index, ms: 2 },
  }));
}

const STEPS = 'reserve charge confirm';
const succeeded = (id: string, from = 0) =>
  lines(id, from, ['begin', STEPS], ['run', 'reserve'], ['run', 'charge'], ['run', 'confirm']);
const compensated = (id: string, from = 0) =>
  lines(
    id,
    from,
    ...([
      ['begin', STEPS],
      ['run', 'reserve'],
      ['run', 'charge', 'refused'],
      ['undo', 'reserve'],
      ['refused', 'insufficient-funds'],
    ] as const),
  );
/** Its process died after the reservation. The next one reserves again. */
const survived = (id: string, from = 0) =>
  lines(
    id,
    from,
    ...([
      ['begin', STEPS],
      ['run', 'reserve', 'ok', 2],
      ['run', 'charge', 'ok', 2],
      ['run', 'confirm', 'ok', 2],
    ] as const),
  );
/** Nothing had been done that could be taken back. */
const refusedAtOnce = (id: string, from = 0) =>
  lines(id, from, ['begin', STEPS], ['run', 'reserve', 'refused'], ['refused', 'out-of-stock']);
const unfinished = (id: string, from = 0) => lines(id, from, ['begin', STEPS], ['run', 'reserve']);

describe('the history of sagas', () => {
  it('is read line by line, without one that a dying process did not finish', () => {
    const [first, second] = succeeded('a');
    const text = `${JSON.stringify(first)}\n${JSON.stringify(second)}\n{"pid":1,"sa`;
    expect(readSagaHistory(text)).toEqual([first, second]);
    expect(readSagaHistory('')).toEqual([]);
    expect(() => readSagaHistory('{"pid":1,"sa\n')).toThrow();
  });

  it('has the fate of each, and how long it took to be taken back', () => {
    const stories = storiesOf([
      ...succeeded('a'),
      ...compensated('b', 1),
      ...unfinished('c', 2),
      ...refusedAtOnce('d', 3),
    ]);
    expect(stories.map(({ saga, fate, compensateMs }) => [saga, fate, compensateMs])).toEqual([
      ['a', 'succeeded', undefined],
      // From the end of the charge to the end of the record: an undo and the record, 2 ms each.
      ['b', 'compensated', 4],
      ['c', undefined, undefined],
      ['d', 'refused', undefined],
    ]);
  });

  it('counts from the last attempt where a step gave no answer until the saga gave up', () => {
    const story = storiesOf(
      lines(
        'a',
        0,
        ...([
          ['begin', STEPS],
          ['run', 'reserve', 'threw'],
          ['run', 'reserve', 'threw'],
          ['undo', 'reserve'],
          ['refused', 'no-answer'],
        ] as const),
      ),
    )[0];
    expect(story).toMatchObject({ fate: 'compensated', compensateMs: 4 });
  });
});

describe('what is told of the sagas of a trial', () => {
  const record = sagasRecordOf([
    ...succeeded('a'),
    ...compensated('b', 100),
    ...survived('c', 200),
    ...refusedAtOnce('e', 250),
    ...unfinished('d', 300),
  ]);

  it('is one of each fate, from its beginning on', () => {
    expect(record).toMatchObject({ succeeded: 2, compensated: 1, refused: 1, compensateMs: '4' });
    expect(record?.told.map(({ fate, saga }) => [fate, saga])).toEqual([
      ['succeeded', 'a'],
      ['compensated', 'b'],
      ['survived', 'c'],
    ]);
    expect(record?.told[2]?.steps.map(({ step, at, life }) => [step, at, life])).toEqual([
      [STEPS, 0, 1],
      ['reserve', 2, 2],
      ['charge', 4, 2],
      ['confirm', 6, 2],
    ]);
  });

  it('has no survivor where no process died, though a step had to be tried again', () => {
    const patient = lines(
      'a',
      0,
      ...([
        ['begin', STEPS],
        ['run', 'reserve', 'threw'],
        ['run', 'reserve'],
        ['run', 'charge'],
        ['run', 'confirm'],
      ] as const),
    );
    expect(
      sagasRecordOf([...patient, ...succeeded('b', 100)])?.told.map(({ fate, saga }) => [fate, saga]),
    ).toEqual([['succeeded', 'b']]);
  });

  it('is nothing where there are none', () => {
    expect(sagasRecordOf([])).toBeNull();
  });

  it('has a percentile of as many as it needs', () => {
    const of = (many: number) => ({
      ...{ succeeded: 0, compensated: many, refused: 0, told: [] },
      compensateMs: Array.from({ length: many }, (_, index) => index + 1).join(' '),
    });
    expect(compensationValues(of(19))).toEqual({});
    expect(compensationValues(of(20))).toEqual({ 'compensate.p50': 10 });
    expect(compensationValues(of(100))).toEqual({ 'compensate.p50': 50, 'compensate.p90': 90 });
    expect(timesOf(of(0))).toEqual([]);
  });
});
