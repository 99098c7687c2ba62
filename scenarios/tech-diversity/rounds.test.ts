import { probeKind } from '@lab/lab/experiments/probe/kind';
import type { ProbeSettings } from '@lab/lab/experiments/probe/settings';
import type { MetricRecord } from '@lab/lab/records/comparison';
import { PROFILES } from '@lab/lab/scenario/profile';
import type { Evidence } from '@lab/lab/scenario/scenario';
import { compareArms } from '@lab/lab/stats/compare-arms';
import { upperBound } from '@lab/lab/stats/exact-bound';
import { confidenceAt } from '@lab/lab/stats/looks';
import { expect, it } from 'vitest';
import { spreadRatios } from '../shop/spread-ratios.ts';
import { GO, SERVICES } from './arms.ts';
import { CONFIDENCE, gainOf, WORK } from './rule.ts';
import scenario from './scenario.ts';
import { DELTA } from './settings.ts';
import { SIZES } from './sizes.ts';

const looks = scenario.looks?.quick ?? PROFILES.quick.looks;
const [rounds] = looks;

it('a run of quick has time for all its rounds', () => {
  const settings = scenario.experiment.settings as ProbeSettings;
  const arms = scenario.arms.quick.map((topology) => ({ name: topology, topology }));
  const { seconds, phases } = probeKind.plan(settings, { profile: PROFILES.quick, arms });
  expect(rounds * seconds).toBeLessThanOrEqual(60 * PROFILES.quick.minutes);
  expect(phases).toEqual([]);
});

it('its swaps ask for so many recommendations that one in twenty cannot fail unseen', () => {
  expect(upperBound(0, rounds * SIZES.quick.meanwhile, CONFIDENCE)).toBeLessThanOrEqual(0.05);
});

/** What the reference run has of Go: a ratio to Nest, and the standard deviation of its logarithms. @param factor of the deviation */
function gainAt(of: readonly number[], look: number, factor = 1): ReturnType<typeof gainOf> {
  const read = { 'heavy.cpu': [0.634, 0.149], 'heavy.time': [0.717, 0.204] } as const;
  const metrics = WORK.map((id) => {
    const [ratio, spread] = read[id];
    const [go, nest] = [spreadRatios(look, ratio, factor * spread), spreadRatios(look, 1, 0)];
    return {
      ...{ id, arms: {} },
      comparisons: [compareArms(GO, go, nest, { delta: DELTA }, confidenceAt(of, look))],
    };
  });
  const evidence: Evidence = {
    arms: [SERVICES, GO].map((topology) => ({ name: topology, topology })),
    ...{ baseline: SERVICES, metrics: metrics as unknown as MetricRecord[] },
    ...{ confidence: confidenceAt(of, look), values: () => new Map(), facts: [] },
  };
  return gainOf(evidence, GO, WORK);
}

it('it settles what Go gained in the reference run, which earlier looks left open', () => {
  expect(gainAt(looks, rounds)).toBe('yes');
  for (const look of [3, 4]) expect(gainAt(PROFILES.quick.looks, look)).toBe('open');
  // With twice the spread it stays open, as it must.
  expect(gainAt(looks, rounds, 2)).toBe('open');
});
