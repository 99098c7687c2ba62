import { expect, it } from 'vitest';
import type { Operation } from '../../scenario/workload.ts';
import { calmMeasures, calmValues } from './calm.ts';

const calm = {
  seconds: { smoke: 1, quick: 1, full: 1 },
  counted: [{ id: 'messages', label: 'messages', unit: 'messages', metric: 'sent_total' }],
  observed: [{ id: 'in-between', label: 'reads that saw it', field: 'inBetween' }],
};

const operation = (outcome: Operation['outcome'], observed?: Operation['observed']): Operation => ({
  ...{ iteration: 0, step: 0, endpoint: 'read', outcome, startedAt: 0, endedAt: 1 },
  ...(observed !== undefined && { observed }),
});
const counts = (sent: number) => new Map([['sent_total', sent]]);

it('counts for each request that succeeded, and the share of what was observed', () => {
  const operations = [
    operation('ok', { inBetween: true }),
    operation('ok', { inBetween: false }),
    operation('ok', { other: true }),
    operation('ok'),
    operation('failed'),
  ];
  expect(calmValues({ calm }, { before: counts(100), after: counts(120), operations })).toEqual({
    messages: 5,
    'in-between': 50,
  });
});

it('has no value of what nobody counted or observed, and a least one of what never happened', () => {
  const none = new Map<string, number>();
  expect(calmValues({ calm }, { before: none, after: none, operations: [operation('ok')] })).toEqual({});
  const never = [operation('ok', { inBetween: false })];
  expect(calmValues({ calm }, { before: none, after: none, operations: never })).toEqual({
    'in-between': 0.1,
  });
  expect(calmValues({}, { before: counts(1), after: counts(2), operations: never })).toEqual({});
});

it('measures what the scenario asks for', () => {
  expect(calmMeasures({})).toEqual([]);
  expect(calmMeasures({ calm }).map(({ id, unit }) => [id, unit])).toEqual([
    ['messages', 'messages'],
    ['in-between', '%'],
  ]);
  expect(calmMeasures({ sagas: true }).map(({ id }) => id)).toEqual(['compensate.p50', 'compensate.p90']);
});
