import { probeKind } from '@lab/lab/experiments/probe/kind';
import type { ProbeSettings } from '@lab/lab/experiments/probe/settings';
import type { MetricRecord } from '@lab/lab/records/comparison';
import { PROFILES } from '@lab/lab/scenario/profile';
import type { Evidence } from '@lab/lab/scenario/scenario';
import { describe, expect, it } from 'vitest';
import { MONOLITH, SERVICES } from './deployments.ts';
import { fasterToStartWith, insideAService } from './rule.ts';
import scenario from './scenario.ts';

type Verdict = MetricRecord['comparisons'][number]['verdict'];

/** @param verdicts of the services' metrics, beside the monolith */
const evidence = (verdicts: Readonly<Record<string, Verdict>>, baseline = MONOLITH): Evidence => ({
  arms: [MONOLITH, SERVICES].map((topology) => ({ name: topology, topology })),
  baseline,
  metrics: Object.entries(verdicts).map(([id, verdict]) => ({
    ...{ id, arms: { [MONOLITH]: { median: 10 }, [SERVICES]: { median: 20 } } },
    comparisons: [{ arm: SERVICES, ratio: 2, verdict }],
  })) as unknown as MetricRecord[],
  confidence: 0.98,
  values: () => new Map(),
  facts: [],
});

const decided = (toOrder: Verdict, lines: Verdict, running: Verdict) =>
  fasterToStartWith(evidence({ 'to-order': toOrder, 'feature.lines': lines, 'feature.running': running }));

describe('mono.prototype-speed', () => {
  it.each([
    ['supported', ['higher', 'higher', 'higher']],
    ['mixed', ['higher', 'equivalent', 'higher']],
    ['mixed', ['lower', 'higher', 'small']],
    ['refuted', ['equivalent', 'small', 'lower']],
    ['inconclusive', ['higher', 'higher', 'inconclusive']],
  ] as const)('is %s where the services need %j', (verdict, [toOrder, lines, running]) => {
    const ruling = decided(toOrder, lines, running);
    expect(ruling.verdict).toBe(verdict);
    expect(ruling.open).toBe(verdict === 'inconclusive');
  });

  it('says the three ratios, in both languages', () => {
    expect(decided('higher', 'equivalent', 'inconclusive')).toMatchObject({
      because:
        'Time from the checkout to the first order: 2.00× (more). Lines that the feature touches: 2.00× (not more). Time until the feature runs: 2.00× (open).',
      becauseInKorean:
        '체크아웃부터 첫 주문까지의 시간은 모놀리스의 2.00배(더 많음). 새 기능이 고치는 줄은 2.00배(더 많지 않음). 새 기능이 실행되기까지의 시간은 2.00배(미정).',
    });
  });

  it('is not decided where a figure is missing, or another arm is the baseline', () => {
    const some = evidence({ 'to-order': 'higher', 'feature.lines': 'higher' });
    expect(fasterToStartWith(some)).toMatchObject({ verdict: 'inconclusive', open: false });
    expect(fasterToStartWith(evidence({ 'to-order': 'lower' }, SERVICES)).verdict).toBe('inconclusive');
  });

  it('tells what the feature takes inside a service, where that was measured', () => {
    expect(insideAService(evidence({ 'inside.lines': 'equivalent', 'inside.running': 'higher' }))?.en).toBe(
      'Inside the catalog, the lines that it touches: 2.00× (not more). Time until it runs: 2.00× (more).',
    );
    expect(insideAService(evidence({ 'to-order': 'higher' }))).toBeUndefined();
  });
});

it('tells medians, and a dash for what an arm has not', () => {
  const given = evidence({ compile: 'higher', 'feature.lines': 'higher' });
  const ways = (scenario.insights?.(given) ?? []).map(({ id, text }) => [id, text.en.split(': ')[1]]);
  expect(ways).toEqual([
    ['way', 'monolith 10 / – / – / – / – / –, microservices 20 / – / – / – / – / –.'],
    ['feature', 'lines, files, new operations and messages, packages compiled'],
  ]);
});

it('has a round of quick that fits three times into its minutes', () => {
  const settings = scenario.experiment.settings as ProbeSettings;
  const arms = scenario.arms.quick.map((topology) => ({ name: topology, topology }));
  const { seconds, phases } = probeKind.plan(settings, { profile: PROFILES.quick, arms });
  expect(3 * seconds).toBeLessThanOrEqual(60 * PROFILES.quick.minutes);
  expect(phases).toEqual([]);
});
