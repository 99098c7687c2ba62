import { probeKind } from '@lab/lab/experiments/probe/kind';
import type { ProbeSettings } from '@lab/lab/experiments/probe/settings';
import type { MetricRecord } from '@lab/lab/records/comparison';
import { PROFILES } from '@lab/lab/scenario/profile';
import type { Evidence } from '@lab/lab/scenario/scenario';
import { topologyOf } from '@lab/lab/topologies/topology-of';
import { describe, expect, it } from 'vitest';
import {
  ALL,
  FIXED,
  INSTEAD,
  LEAST,
  MONOLITH,
  MONOLITH_PRIORITY,
  ON_REQUEST,
  PARTS,
  PRIORITY,
  SERVICES,
  TURNS,
  TWO,
} from './arms.ts';
import scenario from './scenario.ts';
import { DELAYS } from './sizes.ts';

type Verdict = MetricRecord['comparisons'][number]['verdict'];

/**
 * @param verdicts by arm, those of its metrics; the arm is there, with those that are named
 * @param values by metric, those of its rounds in every arm
 */
function evidence(
  verdicts: Readonly<Record<string, Readonly<Record<string, Verdict>>>>,
  values: Readonly<Record<string, readonly number[]>> = {},
): Evidence {
  const ids = [...new Set(Object.values(verdicts).flatMap((each) => Object.keys(each)))];
  return {
    arms: Object.keys(verdicts).map((topology) => ({ name: topology, topology })),
    baseline: SERVICES,
    metrics: ids.map((id) => ({
      ...{ id, arms: {} },
      comparisons: Object.entries(verdicts).flatMap(([arm, each]) =>
        each[id] ? [{ arm, ratio: 0.5, verdict: each[id] }] : [],
      ),
    })) as unknown as MetricRecord[],
    confidence: 0.98,
    values: (id) => new Map((values[id] ?? []).map((value, index) => [index + 1, value])),
    facts: [],
  };
}

const claim = (id: string) => {
  const found = scenario.claims.find((each) => each.id === id);
  if (!found) throw new Error(`no claim ${id}`);
  return found;
};
const decide = (id: string, given: Evidence) => claim(id).decide(given);

describe('remedy.gateway', () => {
  const services = (each: Verdict, saves: readonly number[], savesFar = saves) =>
    decide(
      'remedy.gateway',
      evidence(
        { [SERVICES]: {}, [INSTEAD]: { 'duties.cpu': each } },
        { 'page-saves-20': saves, 'page-saves-100': savesFar },
      ),
    );
  const TWICE = [1.9, 2, 2.1];
  const SAME = [0.99, 1, 1.01];

  it('holds where one answer is faster and duties are cheaper in one place', () => {
    expect(services('higher', TWICE)).toMatchObject({
      verdict: 'supported',
      because:
        'Over a link of 20 ms, time of five answers against one: 2.00×. Over a link of 100 ms, time of five answers against one: 2.00×. CPU time of a request with duties in each service instead, against the edge: 0.50×.',
    });
  });

  it.each([
    ['mixed', 'equivalent', TWICE, TWICE],
    ['mixed', 'higher', SAME, TWICE],
    ['refuted', 'lower', SAME, SAME],
    ['inconclusive', 'inconclusive', TWICE, TWICE],
    ['inconclusive', 'higher', [0.8, 2, 3], TWICE],
  ] as const)('is %s where duties in each service are %s', (verdict, each, saves, far) => {
    expect(services(each, saves, far).verdict).toBe(verdict);
  });

  it('is open while rounds are missing, and closed where an arm is', () => {
    expect(services('higher', [2], [2])).toMatchObject({ verdict: 'inconclusive', open: true });
    expect(decide('remedy.gateway', evidence({ [SERVICES]: {}, [INSTEAD]: {} }))).toMatchObject({
      ...{ verdict: 'inconclusive', open: false },
    });
  });

  it('is judged by the page where no service has duties, and says so', () => {
    const page = (near: readonly number[]) =>
      decide(
        'remedy.gateway',
        evidence({ [SERVICES]: {} }, { 'page-saves-20': near, 'page-saves-100': TWICE }),
      );
    expect(page(TWICE)).toMatchObject({
      verdict: 'supported',
      because: expect.stringContaining('is not in this run'),
    });
    expect(page(SAME).verdict).toBe('mixed');
    expect(decide('remedy.gateway', evidence({ [MONOLITH]: {} })).verdict).toBe('inconclusive');
  });

  it('tells what is spared where a link takes no time', () => {
    const near = evidence({ [SERVICES]: {} }, { 'page-saves-0': [1.2, 1.2, 1.2] });
    expect(claim('remedy.gateway').turn.measured(near)?.en).toBe(
      'Over a link of 0 ms, time of five answers against one: 1.20×.',
    );
  });
});

describe('remedy.load-balancing', () => {
  const arms = (least: Verdict, two?: Verdict) => ({
    [TURNS]: {},
    [LEAST]: { 'slow.mean': least },
    ...(two && { [TWO]: { 'slow.mean': two } }),
  });

  it.each([
    ['supported', 'lower', undefined],
    ['supported', 'lower', 'lower'],
    ['mixed', 'lower', 'equivalent'],
    ['refuted', 'equivalent', undefined],
    ['refuted', 'higher', 'small'],
    ['inconclusive', 'inconclusive', 'lower'],
  ] as const)('is %s where least outstanding is %s and two choices are %s', (verdict, least, two) => {
    expect(decide('remedy.load-balancing', evidence(arms(least, two))).verdict).toBe(verdict);
  });

  it('is mixed when requests fail that were sent after an instance had died, but for an accident', () => {
    const failing = evidence(arms('lower'), { 'dies.failed': [1, 1, 0] });
    expect(decide('remedy.load-balancing', failing)).toMatchObject({ verdict: 'mixed', open: false });
    // Whether a run has more rounds does not turn it.
    for (const once of [
      [0, 1, 0],
      [0, 1, 0, 0, 0, 0, 1, 0, 0],
    ])
      expect(decide('remedy.load-balancing', evidence(arms('lower'), { 'dies.failed': once })).verdict).toBe(
        'supported',
      );
    const refuted = evidence(arms('higher'), { 'dies.failed': [1] });
    expect(decide('remedy.load-balancing', refuted).verdict).toBe('refuted');
  });

  it('cannot be decided without callers that take turns', () => {
    const { [TURNS]: _, ...alone } = arms('lower');
    expect(decide('remedy.load-balancing', evidence(alone)).verdict).toBe('inconclusive');
  });
});

describe('remedy.rate-limit-qos', () => {
  const orders = (soon: Verdict, time: Verdict) => ({ 'crowd.orders': soon, 'crowd.order-time': time });
  const good = orders('higher', 'lower');

  it.each([
    ['supported', good, good],
    ['mixed', good, orders('equivalent', 'lower')],
    ['mixed', orders('higher', 'higher'), orders('lower', 'higher')],
    ['refuted', orders('lower', 'higher'), orders('equivalent', 'small')],
    ['inconclusive', good, orders('higher', 'inconclusive')],
  ] as const)('is %s', (verdict, services, monolith) => {
    const given = evidence({
      ...{ [SERVICES]: {}, [PRIORITY]: services },
      ...{ [MONOLITH]: {}, [MONOLITH_PRIORITY]: monolith },
    });
    expect(decide('remedy.rate-limit-qos', given).verdict).toBe(verdict);
  });

  it('is judged by the deployments that there are, each beside itself without a limit', () => {
    expect(decide('remedy.rate-limit-qos', evidence({ [SERVICES]: {}, [PRIORITY]: good })).verdict).toBe(
      'supported',
    );
    expect(decide('remedy.rate-limit-qos', evidence({ [PRIORITY]: good })).verdict).toBe('inconclusive');
  });

  it('tells of a fixed rate, which knows nothing of the load', () => {
    const fixed = evidence({ [FIXED]: { 'crowd.orders': 'equivalent', 'greedy.orders': 'higher' } });
    expect(claim('remedy.rate-limit-qos').turn.measured(fixed)?.en).toBe(
      'Fixed rate for each customer, flood of many, orders placed within a second: 0.50×. Fixed rate for each customer, flood of one, orders placed within a second: 0.50×.',
    );
  });
});

describe('the time', () => {
  const roundOf = (id: 'quick' | 'full') =>
    probeKind.plan(scenario.experiment.settings as ProbeSettings, {
      profile: PROFILES[id],
      arms: scenario.arms[id].map((topology) => ({ name: topology, topology })),
    }).seconds;

  it('of a quick run is enough for three rounds in five minutes, and for a second look in six', () => {
    expect(3 * roundOf('quick')).toBeLessThanOrEqual(300);
    // A run goes by what its rounds have taken: on two CPUs 310 s for 359 that were planned, as systems start faster than the plan has it.
    expect(4 * roundOf('quick') * (310 / 359)).toBeLessThanOrEqual(345);
  });

  it('of a full run is enough for four rounds in 29 minutes', () => {
    expect(4 * roundOf('full')).toBeLessThanOrEqual(29 * 60);
  });
});

describe('the arms', () => {
  it('write their access logs, so that this duty is measured', () => {
    const { env } = scenario.experiment.settings as ProbeSettings;
    expect(env).toMatchObject({ LOG_LEVEL: 'info' });
    const overruled = [...ALL, ...ON_REQUEST].filter((topology) =>
      topologyOf(topology).processes.some((each) => each.env?.LOG_LEVEL !== undefined),
    );
    expect(overruled).toEqual([]);
  });

  it('are called as the lab calls them, so that the probe knows their parts', () => {
    for (const topology of [...ALL, ...ON_REQUEST, ...Object.values(PARTS).flat()])
      expect(topologyOf(topology).id).toBe(topology);
  });

  it('with several instances have three of recommendations', () => {
    for (const topology of PARTS.balance)
      expect(
        topologyOf(topology).processes.filter(({ name }) => name.startsWith('recommendations')),
      ).toHaveLength(3);
  });
});

it('measures whose smallest value stands for nothing say so', () => {
  const { measures } = scenario.experiment.settings as ProbeSettings;
  const leastOf = (id: string) => measures.find((measure) => measure.id === id)?.least;
  expect(['slow.share', 'slow.share-most', 'joins.share', 'crowd.orders'].map(leastOf)).toEqual([1, 1, 1, 1]);
  expect(['dies.noticed', 'joins.after', 'slow.sent-late', 'greedy.sent-late'].map(leastOf)).toEqual([
    1, 1, 1, 1,
  ]);
  expect(['crowd.goodput', 'crowd.times', 'slow.mean'].map(leastOf)).toEqual([0.1, undefined, undefined]);
});

it('a link delays each direction by whole milliseconds', () => {
  for (const delay of DELAYS) expect(Number.isInteger(delay / 2)).toBe(true);
});
