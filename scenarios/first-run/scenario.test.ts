import { probeKind } from '@lab/lab/experiments/probe/kind';
import type { ProbeSettings } from '@lab/lab/experiments/probe/settings';
import type { MetricRecord } from '@lab/lab/records/comparison';
import { PROFILES } from '@lab/lab/scenario/profile';
import type { Evidence } from '@lab/lab/scenario/scenario';
import { compareArms } from '@lab/lab/stats/compare-arms';
import { confidenceAt } from '@lab/lab/stats/looks';
import { describe, expect, it } from 'vitest';
import { spreadRatios } from '../shop/spread-ratios.ts';
import { MONOLITH, SERVICES } from './deployments.ts';
import { fasterToStartWith, inLines } from './rule.ts';
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

/** Lines are there as the patches have them: more as a service of its own, hardly more inside one. */
const decided = (toOrder: Verdict, own: Verdict, inside: Verdict) =>
  fasterToStartWith(
    evidence({
      ...{ 'to-order': toOrder, 'feature.running': own, 'inside.running': inside, broker: 'higher' },
      ...{ 'feature.lines': 'higher', 'inside.lines': 'equivalent' },
    }),
  );

describe('mono.prototype-speed', () => {
  it.each([
    ['supported', ['higher', 'higher', 'higher']],
    ['mixed', ['higher', 'higher', 'equivalent']],
    ['mixed', ['lower', 'higher', 'small']],
    ['refuted', ['equivalent', 'small', 'lower']],
    ['inconclusive', ['higher', 'higher', 'inconclusive']],
  ] as const)(
    'is %s where the services need %j of time, whatever the lines',
    (verdict, [toOrder, own, inside]) => {
      const ruling = decided(toOrder, own, inside);
      expect(ruling.verdict).toBe(verdict);
      expect(ruling.open).toBe(verdict === 'inconclusive');
    },
  );

  it('says the three ratios, in both languages', () => {
    expect(decided('higher', 'equivalent', 'inconclusive')).toMatchObject({
      because:
        'Time from the checkout to the first order: 2.00× (more). Time until the feature runs, as a service of its own: 2.00× (not more). Inside the catalog: 2.00× (open).',
      becauseInKorean:
        '체크아웃부터 첫 주문까지의 시간은 모놀리스의 2.00배(더 많음). 새 기능이 실행되기까지의 시간은 별도의 서비스일 때 2.00배(더 많지 않음). 카탈로그 안에 넣을 때 2.00배(미정).',
    });
  });

  it("says that the broker's start is missing, where it was not measured", () => {
    const times = { 'to-order': 'higher', 'feature.running': 'higher', 'inside.running': 'higher' } as const;
    const { because, becauseInKorean } = fasterToStartWith(evidence(times));
    expect(because).toMatch(/lacks the broker's start: this run could not start it again\.$/);
    expect(becauseInKorean).toContain('브로커 시작은 빠져 있다');
    expect(decided('higher', 'higher', 'higher').because).not.toContain('lacks');
  });

  it('is not decided where a figure is missing, or another arm is the baseline', () => {
    const some = evidence({ 'to-order': 'higher', 'feature.running': 'higher', 'inside.lines': 'higher' });
    expect(fasterToStartWith(some)).toMatchObject({ verdict: 'inconclusive', open: false });
    expect(fasterToStartWith(evidence({ 'to-order': 'lower' }, SERVICES)).verdict).toBe('inconclusive');
  });

  it('tells the lines beside, in both places, where they were counted', () => {
    expect(inLines(evidence({ 'feature.lines': 'higher', 'inside.lines': 'equivalent' }))?.en).toBe(
      'Lines that the feature touches, as a service of its own: 2.00× (more). Inside the catalog: 2.00× (not more).',
    );
    expect(inLines(evidence({ 'to-order': 'higher' }))).toBeUndefined();
  });
});

it('tells the CPU time at rest that was measured, and compares it more widely', () => {
  const told = scenario.insights?.(evidence({ 'cpu-at-rest': 'higher', 'cpu-measured': 'higher' })) ?? [];
  expect(told.map(({ metrics }) => metrics)).toEqual([
    ['processes-at-rest', 'memory-at-rest', 'cpu-measured'],
  ]);
  const { measures } = scenario.experiment.settings as ProbeSettings;
  expect(measures.filter(({ id }) => id.startsWith('cpu-')).map(({ delta }) => delta)).toEqual([0.25, 0.25]);
});

it('names what it times of the broker: no first start, but another one on its data', () => {
  const { measures } = scenario.experiment.settings as ProbeSettings;
  expect(measures.find(({ id }) => id === 'broker')?.label.en).toContain('again');
  const [claim] = scenario.claims;
  expect(claim?.decidedBy).toContain('started again, on the data that it has');
  expect(claim?.decidedByInKorean).toContain('다시 시작');
});

it('tells medians, and a dash for what an arm has not', () => {
  const given = evidence({ compile: 'higher', 'feature.lines': 'higher' });
  const ways = (scenario.insights?.(given) ?? []).map(({ id, text }) => [id, text.en.split(': ')[1]]);
  expect(ways).toEqual([
    ['way', 'monolith 10 / – / – / – / – / –, microservices 20 / – / – / – / – / –.'],
    [
      'feature',
      'lines, lines of tests, files, new operations and messages, packages compiled, test files to run again',
    ],
  ]);
});

describe('a run of quick', () => {
  const looks = scenario.looks?.quick ?? PROFILES.quick.looks;
  const [rounds] = looks;

  it('has time for all its rounds', () => {
    const settings = scenario.experiment.settings as ProbeSettings;
    const arms = scenario.arms.quick.map((topology) => ({ name: topology, topology }));
    const { seconds, phases } = probeKind.plan(settings, { profile: PROFILES.quick, arms });
    expect(rounds * seconds).toBeLessThanOrEqual(60 * PROFILES.quick.minutes);
    expect(phases).toEqual([]);
  });

  /** What becomes of a time at a look. The limit is a tenth. */
  const settled = (ratio: number, spread: number, of: readonly number[], look: number) => {
    const [services, monolith] = [spreadRatios(look, ratio, spread), spreadRatios(look, 1, 0)];
    return compareArms(SERVICES, services, monolith, { delta: 0.1 }, confidenceAt(of, look))?.verdict;
  };

  it('settles the times of the reference run, also where its rounds spread by a third more', () => {
    const all = (factor: number) => [
      settled(3.53, factor * 0.043, looks, rounds),
      settled(1.44, factor * 0.102, looks, rounds),
      settled(1.4, factor * 0.124, looks, rounds),
    ];
    expect(all(1)).toEqual(['higher', 'higher', 'higher']);
    expect(all(1.33)).toEqual(['higher', 'higher', 'higher']);
    // Nearer to the limit it stays open, as it must.
    expect(settled(1.2, 0.124, looks, rounds)).toBe('inconclusive');
  });

  it('settled less when it looked three times', () => {
    const before = PROFILES.quick.looks;
    for (const look of before) expect(settled(1.4, 1.33 * 0.124, before, look)).toBe('inconclusive');
  });
});
