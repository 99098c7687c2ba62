import { describe, expect, it } from 'vitest';
import { lifelikeRun } from '../../../test/fixtures/lifelike-run.ts';
import type { ScalingRecord } from '../../scaling-experiment/record.ts';
import { scalingMeasures } from '../../scaling-experiment/values.ts';
import { renderPage } from '../html/page.ts';
import type { RunFiles } from '../view.ts';
import { scaledLoads, scalingSteps } from './scaling.ts';

const MEGABYTE = 1024 * 1024;
const objective = { percentile: 'p90', milliseconds: 250 } as const;

/** So many requests a second for each instance, and a hundred megabytes. */
function record(base: string, replicas: number): ScalingRecord {
  const rate = 30 * replicas;
  const parts = [{ name: base, role: base, limited: true, cpus: 0.2 * replicas, throttled: 0.9 }];
  const memory = [{ process: base, bytes: 100 * replicas * MEGABYTE }];
  const response = { p50: 9, p90: 90, p95: null, p99: null };
  const rateTry = {
    perSecond: rate,
    seconds: 4,
    reasons: [],
    response,
    errorShare: 0,
    parts,
    memory,
    database: 0,
  };
  return {
    ...{ base, replicas, quota: 0.2, objective, quotaBy: 'made', missing: null, instances: replicas },
    loads: [
      {
        ...{ id: 'hot', predicted: rate, passed: rate, failed: rate + 4, tries: [rateTry] },
        limitedBy: [base],
      },
    ],
  };
}

/** The arms of the run stand for one and three instances of the monolith. */
function scaledRun(missing: string | null = null): RunFiles {
  const files = lifelikeRun('monolith,microservices', 6);
  const { scenario } = files.manifest;
  const load = { id: 'hot', title: { en: 'Hot', ko: '' }, workload: 'hot', mostPerSecond: 99, profiles: [] };
  const measures = scalingMeasures({ loads: [load], objective, counterparts: {} });
  return {
    ...files,
    manifest: { ...files.manifest, scenario: { ...scenario, phases: [], measures } },
    trials: files.trials.map((trial) => {
      const made = record('monolith', trial.arm === 'monolith' ? 1 : 3);
      return { ...trial, phases: [], scaling: missing ? { ...made, missing, loads: [] } : made };
    }),
  };
}

describe('the scaling of a run', () => {
  const [load] = scaledLoads(scaledRun());

  it('is told by load and side, arm by arm', () => {
    expect(load).toMatchObject({ id: 'hot', title: 'Hot' });
    expect(load?.sides.map(({ base, arms }) => [base, arms.map(({ rate }) => rate)])).toEqual([
      ['monolith', [30, 90]],
    ]);
    expect(load?.sides[0]?.arms[1]).toMatchObject({ replicas: 3, failed: 94, megabytes: 300, trials: 6 });
    expect(load?.sides[0]?.arms[1]?.limits).toEqual([['monolith', 6]]);
  });

  it('says what each step buys', () => {
    const [step] = load?.sides[0] ? scalingSteps(load.sides[0]) : [];
    expect(step).toMatchObject({ from: 1, to: 3, efficiency: 1 });
    expect(step?.perMegabyte).toBeCloseTo(0.3);
  });

  it('makes a chapter of the page, and none where nothing could be measured', () => {
    const page = renderPage(scaledRun());
    expect(page).toContain('Hot: monolith goes from 30 to 90 requests a second with ×3');
    expect(page).toContain('0.2 of a CPU');
    expect(renderPage(scaledRun('no control groups'))).not.toContain('What adding instances buys');
  });
});
