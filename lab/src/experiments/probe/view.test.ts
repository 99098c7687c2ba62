import { describe, expect, it } from 'vitest';
import { probedRun, probedSettings } from '../../../test/fixtures/probed-run.ts';
import { renderPage } from '../../report/html/page.ts';
import { method } from './method.ts';
import { methodInKorean } from './method-in-korean.ts';
import { chartViews, cumulative, loadsInTurns, medianCurve, reaching } from './view.ts';

it('arms take turns in the loads that their profile has', () => {
  const { manifest } = probedRun();
  const phase = { name: 'light', perSecond: 1, inTurns: true, seconds: { smoke: 1, quick: 0, full: 1 } };
  const settings = { ...probedSettings, phases: [phase, { ...phase, name: 'apart', inTurns: false }] };
  const scenario = { ...manifest.scenario, experiment: { kind: 'probe', settings } };
  const of = (profile: 'quick' | 'full') =>
    loadsInTurns({ arms: manifest.arms, scenario, profile, blockSeconds: 2 });
  expect([of('quick'), of('full')]).toEqual([[], [{ name: 'light', seconds: 2 }]]);
});

it('a turn is as long as its load says, in the report as well', () => {
  const run = probedRun();
  const load = { inTurns: true, seconds: { smoke: 6, quick: 6, full: 6 } };
  const settings = {
    ...probedSettings,
    phases: [{ ...load, name: 'light', perSecond: 1, turnSeconds: 1 }],
    bursts: [
      { ...load, name: 'whole', outstanding: 1, leadInSeconds: 1, mostPerSecond: 1 },
      { ...load, name: 'parts', outstanding: 1, leadInSeconds: 1, mostPerSecond: 1, turnSeconds: 3 },
    ],
  };
  const scenario = { ...run.manifest.scenario, experiment: { kind: 'probe', settings } };
  const manifest = { ...run.manifest, scenario };
  expect(loadsInTurns(manifest).map(({ name, seconds }) => [name, seconds])).toEqual([
    ['light', 1],
    ['whole', 6],
    ['parts', 3],
  ]);
  const told = [method, methodInKorean].map((tell) => tell({ ...run, manifest }).turns?.text);
  expect(told[0]).toContain('in light (1 s at a time) and in whole (6 s at a time) and in parts');
  expect(told[1]).toContain('light(한 번에 1초), whole(한 번에 6초)');
});

describe('a distribution', () => {
  it('tells the share of all values up to each, also of those that were not over', () => {
    expect(cumulative([3, 1, null, 1])).toEqual([
      [1, 50],
      [3, 75],
    ]);
    expect(cumulative([null])).toEqual([]);
  });

  it('keeps its ends and its shape, however many values there are', () => {
    const points = cumulative(Array.from({ length: 9_999 }, (_, index) => index + 1));
    expect(points.length).toBeLessThan(400);
    expect(points.at(-1)).toEqual([9_999, 100]);
    for (const [value, percent] of points) expect(percent).toBeCloseTo((100 * value) / 9_999, 9);
  });

  it('is read at a share', () => {
    const line = { points: cumulative([1, 2, 3, null]) };
    expect([25, 50, 75, 76].map((percent) => reaching(line, percent))).toEqual([1, 2, 3, undefined]);
  });
});

it('of several curves the median counts, at each x that one has', () => {
  expect(
    medianCurve([
      [
        [0, 1],
        [5, 2],
      ],
      [[0, 3]],
      [
        [0, 9],
        [5, 4],
      ],
    ]),
  ).toEqual([
    [0, 3],
    [5, 3],
  ]);
});

describe('the charts of a run', () => {
  it('have a line for each arm, and for each of its lines, of the valid trials', () => {
    const run = probedRun();
    const [lags, fresh] = chartViews(run);
    expect(lags?.lines.map(({ arm, count, open }) => [arm, count, open])).toEqual([
      ['monolith', 18, 0],
      ['microservices', 18, 6],
    ]);
    expect(fresh?.lines.map(({ arm, nth, title, points }) => [arm, nth, title?.en, points])).toEqual([
      [
        'microservices',
        0,
        'measured',
        [
          [0, 0.2],
          [10, 1],
        ],
      ],
      [
        'microservices',
        1,
        'predicted',
        [
          [0, 0.25],
          [10, 1],
        ],
      ],
    ]);
    expect(chartViews({ ...run, trials: [] })).toEqual([]);
  });

  it('are a chapter of the report, in both languages', () => {
    const page = renderPage(probedRun());
    for (const words of [
      'How old what is read may be',
      '읽은 값이 얼마나 오래되었는가',
      'microservices: predicted',
    ])
      expect(page).toContain(words);
    expect(page).toContain('Then it asks what a reader sees');
    expect(page).toContain('독자가 보는 값을 묻는다');
  });

  it('do without settings that a run does not tell', () => {
    const run = probedRun();
    const experiment = { kind: 'probe', settings: {} };
    const manifest = { ...run.manifest, scenario: { ...run.manifest.scenario, experiment } };
    expect(chartViews({ ...run, manifest })).toEqual([]);
    expect(() => renderPage({ ...run, manifest })).not.toThrow();
  });
});
