import { describe, expect, it } from 'vitest';
import { lifelikeRun } from '../../../test/fixtures/lifelike-run.ts';
import type { FaultRecord } from '../../fault-experiment/record.ts';
import { renderPage } from '../html/page.ts';
import type { RunFiles } from '../view.ts';
import { endpointHit, endpointsHit, faultViews, hitsOverTime, lastedSeconds } from './faults.ts';

/** A crash two seconds into its load: it hits everything of a monolith for two seconds, and one endpoint elsewhere. */
const crash = (arm: string): FaultRecord => {
  const all = arm === 'monolith';
  const impact = (hit: boolean) => ({ started: 20, failed: hit ? 10 : 0, slow: 0, hit });
  return {
    id: 'crash',
    context: 'recommendations',
    process: all ? 'monolith' : 'recommendations',
    seconds: 8,
    window: { from: 2_000, to: 2_050 },
    hitBefore: 0,
    endpoints: { browse: impact(all), overview: impact(true), 'place-order': impact(all) },
    hitShare: all ? 0.5 : 0.1,
    failed: all ? 30 : 10,
    slow: 0,
    detectMs: 4,
    recoverMs: all ? 2_000 : 1_000,
    restarts: [],
    timeline: Array.from({ length: 32 }, (_, step) => {
      const down = step >= 8 && step < 16;
      const failed = down ? (all ? 10 : 2) : 0;
      return { ms: step * 250, started: 10, failed, slow: 0, max: failed === 10 ? null : 5 };
    }),
  };
};

function struckRun(): RunFiles {
  const files = lifelikeRun('monolith,microservices', 6);
  const { scenario } = files.manifest;
  const measure = { unit: '%', better: 'lower', delta: 0.1, kind: 'amount', group: 'Crash' } as const;
  const measures = [{ ...measure, id: 'crash.hit', label: 'requests hit' }];
  return {
    ...files,
    manifest: { ...files.manifest, scenario: { ...scenario, measures } },
    trials: files.trials.map((trial) => ({ ...trial, faults: [crash(trial.arm)] })),
  };
}

describe('the faults of a run', () => {
  const [view] = faultViews(struckRun());
  const [monolith, microservices] = view?.arms ?? [];
  const endpoints = ['browse', 'overview', 'place-order'];

  it('are told by arm, over all valid trials', () => {
    expect(view).toMatchObject({ id: 'crash', title: 'Crash' });
    expect(monolith?.records).toHaveLength(6);
    expect(monolith && endpointHit(monolith, 'browse')).toBe(0.5);
    expect(monolith && endpointsHit(monolith, endpoints)).toBe(3);
    expect(microservices && endpointsHit(microservices, endpoints)).toBe(1);
    expect(monolith && lastedSeconds(monolith)).toBeCloseTo(0.05);
  });

  it('are placed in time by their first bite', () => {
    const hits = monolith ? hitsOverTime(monolith) : [];
    expect(hits.filter(([, share]) => share > 0).map(([second]) => second)).toEqual([
      0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75,
    ]);
  });

  it('leave out what did not bite', () => {
    const files = struckRun();
    const trials = files.trials.map((trial) => ({
      ...trial,
      faults: trial.faults.map((fault) => ({ ...fault, window: null })),
    }));
    expect(faultViews({ ...files, trials })).toEqual([]);
  });

  it('have a chapter of their own in the report', () => {
    const page = renderPage(struckRun());
    expect(page).toContain('Crash: kinds of request hit, 3 of 3 in monolith, 1 of 3 in microservices.');
    expect(page).toContain('seconds since the fault first bit');
    expect(renderPage(lifelikeRun())).not.toContain('What the faults hit');
  });
});
