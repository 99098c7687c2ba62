import { describe, expect, it } from 'vitest';
import { lifelikeRun } from '../../../test/fixtures/lifelike-run.ts';
import { headlines } from './headline.ts';
import { mergedLatencies, percentilesOf } from './latencies.ts';
import { cpuIdle, cpuPerRequest, memoryIdle, timeParts } from './resources.ts';
import { mostUnlike, pairedRatios, positions, secondsOf, stretchesOf } from './trials.ts';

const files = lifelikeRun();

describe('latencies', () => {
  const row = mergedLatencies(files).find(({ phase, id }) => phase === 'light' && id === 'all');

  it('are merged over the valid trials of an arm', () => {
    expect(row?.arms.map(({ arm, response }) => [arm, response?.count])).toEqual([
      ['monolith', 1_500],
      ['microservices', 1_500],
      ['monolith#2', 1_500],
    ]);
  });

  it('become percentiles only where enough requests lie beyond', () => {
    const at = (percentile: number) => percentilesOf(row?.arms[0]?.response ?? null, [percentile]);
    expect(at(50)[0]?.ms).toBeCloseTo(row?.arms[0]?.response?.p50 ?? 0, 5);
    expect(at(98)).toHaveLength(1);
    expect(at(99)).toEqual([]);
    expect(percentilesOf(null)).toEqual([]);
  });
});

describe('resources', () => {
  it('are split by process, and sum to the whole', () => {
    const [monolith] = cpuPerRequest(files, 'monolith', 'light');
    expect(monolith).toMatchObject({ process: 'monolith' });
    expect(monolith?.value).toBeCloseTo(3, 1);
    expect(cpuPerRequest(files, 'microservices', 'light')).toHaveLength(7);
    expect(memoryIdle(files, 'monolith')[0]?.value).toBeCloseTo(70, -1);
    expect(cpuIdle(files, 'monolith')[0]?.value).toBeCloseTo(10, 0);
  });

  it('are nothing where nothing was measured', () => {
    const trials = files.trials.map((trial) => ({ ...trial, resources: null }));
    expect(cpuIdle({ ...files, trials }, 'monolith')).toEqual([]);
    expect(cpuPerRequest({ ...files, trials }, 'monolith', 'light')).toEqual([]);
  });

  it('divide the time of a call into waiting and work', () => {
    const [first] = timeParts(files, 'microservices', 'light');
    const [edge = 0, databases = 0, waiting = 0, services = 0] = first?.parts ?? [];
    expect(waiting + services + databases).toBeCloseTo(edge * 3.5);
    expect(waiting).toBeCloseTo(edge * 1.5);
  });
});

describe('trials', () => {
  it('have their places within their rounds, the retried ones too', () => {
    const inRound = positions(files.trials).filter(({ trial }) => trial.round === 2);
    expect(inRound.map(({ position }) => position)).toEqual([0, 1, 2, 3]);
    expect(inRound.filter(({ trial }) => !trial.valid)).toHaveLength(1);
  });

  it('run from the warm-up through the phases without a gap', () => {
    expect(stretchesOf(files)).toEqual([
      { name: 'warm-up', from: -4, to: 0 },
      { name: 'light', from: 0, to: 10 },
      { name: 'moderate', from: 10, to: 20 },
    ]);
    const [first] = files.trials;
    const seconds = first ? secondsOf(files, first).map(([second]) => second) : [];
    expect(seconds).toEqual(Array.from({ length: 24 }, (_, index) => index - 3.5));
  });

  it('are paired with the baseline of their round', () => {
    const pairs = pairedRatios(files, 'microservices');
    expect(pairs.map(({ round }) => round).toSorted()).toEqual([1, 2, 3, 4, 5, 6]);
    for (const { ratio } of pairs) expect(ratio).toBeGreaterThan(2);
  });

  it('tell which of them is unlike the others', () => {
    const [odd] = files.trials.filter(({ arm, valid }) => arm === 'monolith' && valid);
    const trials = files.trials.map((trial) => {
      if (trial !== odd) return trial;
      const phases = trial.phases.map((phase) => {
        const response = phase.all.response && { ...phase.all.response, p50: 50 };
        return { ...phase, all: { ...phase.all, response } };
      });
      return { ...trial, phases };
    });
    expect(mostUnlike({ ...files, trials })?.number).toBe(odd?.number);
  });
});

it('the headline says what is decided, and what is the same system again', () => {
  const [light, , again] = headlines(files).map(({ en }) => en);
  expect(light).toMatch(
    /^At light load, compared with monolith, microservices is .*slower.*; it needs .*CPU.*memory\.$/,
  );
  expect(again).toContain('monolith#2 runs the same topology as monolith');
  expect(headlines(lifelikeRun('monolith,microservices', 2))[0]?.en).toContain('none of it is settled');
  expect(headlines(files, ['microservices']).map(({ ko }) => ko)[0]).toMatch(
    /^가벼운 부하에서 monolith 대비 .*느림/,
  );
});
