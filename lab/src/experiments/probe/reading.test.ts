import { describe, expect, it } from 'vitest';
import type { ProbeReading, Series } from '../../scenario/probe.ts';
import { seriesOf, valuesOf } from './reading.ts';
import type { ProbeChart, ProbeMeasure } from './settings.ts';

const words = { en: 'lag', ko: '지연' };
const chart = (id: string, kind: ProbeChart['kind'], lines?: ProbeChart['lines']): ProbeChart => ({
  ...{ id, kind, title: words, x: words, caption: words, lines },
});
const charts = [
  chart('lags', 'distribution'),
  chart('fresh', 'curve', [
    { id: 'measured', title: words },
    { id: 'predicted', title: words },
  ]),
];
const reading = (series: readonly Series[], values: ProbeReading['values'] = {}): ProbeReading => ({
  ...{ series, values, checks: [], leftOut: [] },
});
const kept = (...series: Series[]) => seriesOf({ charts }, reading(series));

describe('the series of a reading', () => {
  it('are kept to four digits, and what was not over has no value', () => {
    expect(kept({ chart: 'lags', values: [1.23456, Number.POSITIVE_INFINITY, 0] }).distributions).toEqual([
      { chart: 'lags', line: null, values: [1.235, null, 0] },
    ]);
    expect(
      kept({
        chart: 'fresh',
        line: 'measured',
        points: [
          [0, 0.123456],
          [12_345, 1],
        ],
      }).curves,
    ).toEqual([
      {
        chart: 'fresh',
        line: 'measured',
        points: [
          [0, 0.1235],
          [12_350, 1],
        ],
      },
    ]);
  });

  it.each([
    ['no such chart', { chart: 'lag', values: [] }],
    ['must have points', { chart: 'fresh', line: 'measured', values: [] }],
    ['must have values', { chart: 'lags', points: [] }],
    ['no line for the series fresh', { chart: 'fresh', points: [] }],
    ['no line for the series fresh.guessed', { chart: 'fresh', line: 'guessed', points: [] }],
    ['no line for the series lags.measured', { chart: 'lags', line: 'measured', values: [] }],
    [
      'do not ascend',
      {
        chart: 'fresh',
        line: 'measured',
        points: [
          [1, 0],
          [0, 1],
        ],
      },
    ],
    ['holds NaN', { chart: 'lags', values: [Number.NaN] }],
    ['holds Infinity', { chart: 'fresh', line: 'measured', points: [[0, Number.POSITIVE_INFINITY]] }],
    ['too many values', { chart: 'lags', values: Array.from({ length: 20_001 }, () => 1) }],
  ] satisfies [string, Series][])('are refused: %s', (reason, series) => {
    expect(() => kept(series)).toThrow(reason);
  });
});

it('values are of measures that the scenario has, and numbers', () => {
  const measure: ProbeMeasure = {
    ...{ id: 'lag', label: words, unit: 'ms', better: 'lower', delta: 0.1, kind: 'duration', group: words },
  };
  const of = (values: ProbeReading['values']) => valuesOf({ measures: [measure] }, reading([], values));
  expect(of({ lag: 3 })).toEqual({ lag: 3 });
  expect(of({})).toEqual({});
  expect(() => of({ lagg: 3 })).toThrow('lagg');
  expect(() => of({ lag: Number.NaN })).toThrow('NaN');
});
