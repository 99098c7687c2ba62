import { probeKind } from '@lab/lab/experiments/probe/kind';
import type { ProbeSettings } from '@lab/lab/experiments/probe/settings';
import type { Comparison, MetricRecord } from '@lab/lab/records/comparison';
import { PROFILES } from '@lab/lab/scenario/profile';
import type { Evidence } from '@lab/lab/scenario/scenario';
import type { CheckResult } from '@lab/lab/scenario/workload';
import { compareArms } from '@lab/lab/stats/compare-arms';
import { leastFor } from '@lab/lab/stats/latency';
import { confidenceAt } from '@lab/lab/stats/looks';
import { describe, expect, it } from 'vitest';
import { spreadRatios } from '../shop/spread-ratios.ts';
import { byChanges, insights } from './insights.ts';
import { CLEAN, WATCHED_PHASES } from './measures.ts';
import { BOUGHT, eventual, LOCAL, SYNCHRONOUS } from './rule.ts';
import scenario from './scenario.ts';

type Verdict = Comparison['verdict'];

const arms = [
  { name: SYNCHRONOUS, topology: SYNCHRONOUS },
  { name: LOCAL, topology: LOCAL },
];

/** Of the product's page, of an order, and of the capacity, in this order. */
function evidence(
  verdicts: readonly (Verdict | undefined)[],
  checks: readonly CheckResult['result'][],
): Evidence {
  const metrics = BOUGHT.flatMap((id, index) => {
    const verdict = verdicts[index];
    if (verdict === undefined) return [];
    const ratio = verdict === 'higher' ? 1.5 : verdict === 'lower' ? 0.5 : 1;
    const comparison = { arm: LOCAL, ratio, verdict } as unknown as Comparison;
    const better = id === 'capacity' ? 'higher' : 'lower';
    return [{ id, better, arms: {}, comparisons: [comparison] } as unknown as MetricRecord];
  });
  const facts = checks.map((result, index) => ({
    ...{ arm: LOCAL, round: index + 1 },
    checks: [{ id: 'converges', result, detail: '' }],
  }));
  return { arms, baseline: SYNCHRONOUS, metrics, confidence: 0.95, facts, values: () => new Map() };
}

const fine = ['pass', 'pass', 'pass'] as const;

it.each([
  ['supported', ['lower', 'equivalent', 'small'], fine],
  ['supported', ['lower', 'lower', 'higher'], fine],
  ['mixed', ['lower', 'lower', 'lower'], fine],
  ['mixed', ['lower', 'inconclusive', 'lower'], fine],
  ['refuted', ['equivalent', 'higher', 'small'], fine],
  ['refuted', ['equivalent', 'equivalent', 'equivalent'], fine],
  ['refuted', ['lower', 'lower', 'higher'], ['pass', 'fail', 'pass']],
  ['inconclusive', ['lower', 'inconclusive', 'higher'], fine],
  ['inconclusive', ['lower', undefined, 'higher'], fine],
  ['inconclusive', ['lower', 'lower', 'higher'], ['pass', 'unknown', 'pass']],
  ['inconclusive', ['lower', 'lower', 'higher'], []],
] as const)('%s: %j, %j', (verdict, verdicts, checks) => {
  const ruling = eventual(evidence(verdicts, checks));
  expect(ruling.verdict).toBe(verdict);
  expect(ruling.becauseInKorean).toMatch(/수렴했다/);
});

it('only what more rounds could settle is open', () => {
  expect(eventual(evidence(['lower', 'inconclusive', 'higher'], fine)).open).toBe(true);
  expect(eventual(evidence(['lower', undefined, 'higher'], fine)).open).toBe(false);
  expect(eventual(evidence(['lower', 'lower', 'higher'], fine))).toMatchObject({
    because:
      'Better with local replicas: looking at a product (p50) 0.50×, placing an order (p50) 0.50×, capacity 1.50×. Readers converged in 3 of 3 trials.',
    metrics: BOUGHT,
    open: false,
  });
});

it('a run without the two arms decides nothing', () => {
  const { arms: _, ...rest } = evidence(['lower', 'lower', 'higher'], fine);
  expect(eventual({ ...rest, arms: arms.slice(0, 1) }).verdict).toBe('inconclusive');
  expect(insights({ ...rest, arms: arms.slice(0, 1) })).toEqual([]);
});

it('what stands beside the verdict is told in both languages, where it was measured', () => {
  const median = (id: string, value: number, other?: number) => ({
    ...{ id, comparisons: [] },
    arms: {
      [LOCAL]: { median: value },
      ...(other === undefined ? {} : { [SYNCHRONOUS]: { median: other } }),
    },
  });
  const metrics = [
    median('cpu-per-request', 9, 12),
    median('prediction-error', 4.4),
    median('price-lag', 6.2, 1),
    median('stale-at-once', 71, 1),
  ] as unknown as MetricRecord[];
  const told = { ...evidence([], fine), metrics };
  expect(insights(told).map(({ id, text }) => [id, text.en.match(/\d[\d.]*/g)?.slice(0, 2)])).toEqual([
    ['price', ['12.00', '9.00']],
    ['staleness', ['6', '71']],
    ['prediction', ['4']],
  ]);
  expect(insights(told).find(({ id }) => id === 'staleness')?.text.ko).toMatch(/6 ms.*71 %/);
});

it('what was measured of reads and of changes stands beside what would turn the verdict', () => {
  const { en, ko } = byChanges(evidence(['lower', 'equivalent', 'higher'], fine)) ?? {};
  expect(en).toContain(
    'a read (looking at a product) takes 0.50× as long, a change (placing an order) 1.00×.',
  );
  expect(en).toContain('six reads for each change has 1.50× the capacity');
  expect(ko).toMatch(/0\.50배.*1\.00배.*1\.50배/);
  expect(byChanges(evidence(['lower', undefined, 'higher'], fine))).toBeUndefined();
});

it('its charts and its measures have distinct ids, and each profile has the load that is judged and the greatest one', () => {
  const { charts, measures, phases } = scenario.experiment.settings as {
    readonly charts: readonly { readonly id: string }[];
    readonly measures: readonly { readonly id: string }[];
    readonly phases: readonly { readonly name: string; readonly seconds: Readonly<Record<string, number>> }[];
  };
  for (const all of [charts, measures]) expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  for (const { seconds } of phases.filter(({ name }) => [CLEAN, WATCHED_PHASES.at(-1)].includes(name)))
    for (const length of Object.values(seconds)) expect(length).toBeGreaterThan(0);
});

describe('a run', () => {
  const settings = scenario.experiment.settings as ProbeSettings;
  const looksOf = (profile: 'quick' | 'full') => scenario.looks?.[profile] ?? PROFILES[profile].looks;

  it.each(['quick', 'full'] as const)('of %s has time for all its rounds', (profile) => {
    const { seconds } = probeKind.plan(settings, {
      profile: PROFILES[profile],
      arms: scenario.arms[profile].map((topology) => ({ name: topology, topology })),
    });
    expect((looksOf(profile)[0] * seconds) / 60).toBeLessThanOrEqual(PROFILES[profile].minutes);
  });

  it.each(['quick', 'full'] as const)('of %s has orders enough for a p50', (profile) => {
    const clean = settings.phases.find(({ name }) => name === CLEAN);
    const requests = (clean?.perSecond ?? 0) * (clean?.seconds[profile] ?? 0);
    // Wherever it begins within a cycle of seven requests.
    expect(Math.floor(requests / 7) - 1).toBeGreaterThanOrEqual(leastFor(50));
  });

  /** What becomes of a capacity at the look of a profile, where its rounds spread as is expected. The limit is a tenth. */
  const borne = (profile: 'quick' | 'full', ratio: number) => {
    const [rounds] = looksOf(profile);
    const [local, asked] = [
      spreadRatios(rounds, ratio, profile === 'quick' ? 0.065 : 0.04),
      spreadRatios(rounds, 1, 0),
    ];
    return compareArms(LOCAL, local, asked, { delta: 0.1 }, confidenceAt(looksOf(profile), rounds))?.verdict;
  };

  it('settles the capacity that was seen in full, and a smaller one in quick', () => {
    const all = (profile: 'quick' | 'full', ...ratios: number[]) =>
      ratios.map((ratio) => borne(profile, ratio));
    expect(all('full', 0.847, 0.88, 0.89)).toEqual(['lower', 'lower', 'inconclusive']);
    expect(all('full', 1, 1.05, 1.15)).toEqual(['equivalent', 'small', 'higher']);
    expect(all('quick', 0.81, 0.847)).toEqual(['lower', 'inconclusive']);
  });
});
