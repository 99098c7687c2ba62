import { describe, expect, it } from 'vitest';
import { MADE_ARMS, MADE_RUN, madePlan } from '../../test/fixtures/made-plan.ts';
import { madeRounds, madeScenario } from '../../test/fixtures/made-trials.ts';
import type { Verdict } from '../records/verdict.ts';
import { compareTrials } from './compare-trials.ts';
import { isDisputed, warningsOf } from './warnings.ts';

const trials = madeRounds(MADE_ARMS, [3, 2.9, 3.1, 3, 3.05, 2.95]);
const comparison = compareTrials(madePlan(MADE_ARMS), trials, MADE_RUN);

describe('a comparison', () => {
  it("warns of an arm that has the driver's CPU too", () => {
    const cpus = { arms: '0', driver: '1' };
    const at = (own: string) => {
      const given = MADE_ARMS.map((arm) => ({ ...arm, ...(arm.name === 'monolith' ? {} : { cpus: own }) }));
      return compareTrials({ ...madePlan(given), cpus }, trials, MADE_RUN).warnings;
    };
    expect(at('0-1')).toContainEqual(expect.stringMatching(/^microservices used the driver's CPU too/));
    expect(at('0')).toEqual([]);
  });

  it('warns where the driver shares the CPUs of the arms, and where a run was resumed on something else', () => {
    const cpus = { arms: '0', driver: '1' };
    expect(compareTrials({ ...madePlan(MADE_ARMS), cpus }, trials, MADE_RUN).warnings).toEqual([]);
    const resumed = [{ at: '2026-07-01T10:00:00.000Z', differs: ['Node: v20 then, v22 now'] }];
    const { warnings } = compareTrials({ ...madePlan(MADE_ARMS), cpus: null, resumed }, trials, MADE_RUN);
    expect(warnings).toHaveLength(2);
    expect(warnings.join()).toMatch(
      /Node: v20 then, v22 now.*run it anew.*share the machine's CPUs.*taskset/,
    );
  });

  it('warns where nobody watched what else ran', () => {
    const cpus = { arms: '0', driver: '1' };
    const unwatched = 'the lab does not see the processes of RabbitMQ';
    const { warnings } = compareTrials({ ...madePlan(MADE_ARMS), cpus, unwatched }, trials, MADE_RUN);
    expect(warnings).toEqual([expect.stringContaining(`${unwatched}. Look for what else ran`)]);
  });

  it('warns where requests that were to start at random were evenly spaced', () => {
    const cpus = { arms: '0', driver: '1' };
    const [light, moderate] = madeScenario.phases;
    const phases = [light, { ...moderate, arrivals: 'poisson' }] as typeof madeScenario.phases;
    const plan = { ...madePlan(MADE_ARMS), cpus, scenario: { ...madeScenario, phases } };
    expect(compareTrials(plan, trials, MADE_RUN).warnings).toEqual([
      expect.stringMatching(/^At moderate load requests were evenly spaced.*Use DRIVER=embedded/),
    ]);
    const random = trials.map((trial) => ({
      ...trial,
      phases: trial.phases.map((phase) => ({ ...phase, arrivals: 'poisson' as const })),
    }));
    expect(compareTrials(plan, random, MADE_RUN).warnings).toEqual([]);
  });

  it('warns where the order statistics disagree', () => {
    const crossCheck = { ratio: 1, interval: [0.99, 1.3], coverage: 0.97, verdict: 'inconclusive' } as const;
    const of = (verdict: Verdict, checked: Verdict, interval: [number, number] = [0.99, 1.3]) =>
      isDisputed({ verdict, crossCheck: { ...crossCheck, interval, verdict: checked } });
    expect(of('higher', 'inconclusive')).toBe(true);
    expect(of('higher', 'inconclusive', [1.01, 1.3])).toBe(false);
    expect(of('higher', 'small')).toBe(true);
    expect(of('small', 'equivalent')).toBe(false);
    expect(of('inconclusive', 'higher')).toBe(false);
    expect(isDisputed({ verdict: 'higher', crossCheck: null })).toBe(false);
    const [warning] = warningsOf(madePlan(MADE_ARMS), trials, {
      ...comparison,
      judged: { whole: [1, 2, 3, 4, 5, 6], look: 6, confidence: 0.95, trials },
      metrics: comparison.metrics.map((each) => ({
        ...each,
        comparisons: each.comparisons.map((one) => ({
          ...one,
          crossCheck: { ...crossCheck, interval: [0.9, 1.3] },
        })),
      })),
    });
    expect(warning?.en).toMatch(/order statistics disagrees on read.p50, .*Look at their trials/);
  });

  it('says whose resources could not be seen', () => {
    const blind = trials.map((trial) => ({
      ...trial,
      resources: trial.resources && { ...trial.resources, idle: [{ process: 'rabbitmq', bytes: 0 }] },
    }));
    expect(compareTrials(madePlan(MADE_ARMS), blind, MADE_RUN).warnings.join()).toMatch(
      /cannot see what rabbitmq of monolith.*AMQP_URL/,
    );
  });

  it('says each of its warnings in Korean, too', () => {
    const cpus = { arms: '0', driver: '1' };
    const notes = [{ en: 'The run was killed.', ko: '실행이 강제 종료되었다.' }];
    const found = compareTrials({ ...madePlan(MADE_ARMS, 'smoke'), cpus, unwatched: 'why' }, trials, {
      ...MADE_RUN,
      notes,
    });
    expect(found.warnings[0]).toBe('The run was killed.');
    expect(found.warningsInKorean).toHaveLength(found.warnings.length);
    expect(found.warnings.length).toBeGreaterThanOrEqual(3);
    for (const said of found.warningsInKorean ?? []) expect(said).toMatch(/[가-힣]{2}/);
  });
});
