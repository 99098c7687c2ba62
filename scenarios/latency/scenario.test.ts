import { phasesAt } from '@lab/lab/experiments/load/rates';
import type { LoadSettings } from '@lab/lab/experiments/load/settings';
import type { Evidence } from '@lab/lab/scenario/scenario';
import { leastFor } from '@lab/lab/stats/latency';
import { describe, expect, it } from 'vitest';
import scenario from './scenario.ts';

const arms = scenario.arms.full.map((name) => ({ name, topology: name }));
/** Six rounds of a monolith, the same and a tenth, and microservices that need three times as much. */
const VALUES: Readonly<Record<string, number>> = {
  monolith: 2,
  'monolith-serialized': 2.2,
  microservices: 6,
};
const six = (value: number) => new Map(Array.from({ length: 6 }, (_, round) => [round, value]));

function evidence(names: readonly string[]): Evidence {
  const present = arms.filter(({ name }) => names.includes(name));
  const ids = [
    ...scenario.endpoints.flatMap(({ id }) => [`${id}.p50`, `${id}.p50@moderate`]),
    'cpu-per-request',
    'cpu-per-request@moderate',
    'all.p95',
  ];
  return {
    arms: present,
    baseline: 'monolith',
    confidence: 0.95,
    facts: undefined,
    values: (_id, arm) => six(VALUES[arm] ?? 0),
    metrics: ids.map((id) => ({
      id,
      unit: 'ms',
      better: 'lower',
      arms: Object.fromEntries(
        present.map(({ name }) => [
          name,
          { median: VALUES[name] ?? 0, ci95: null, coverage: null, trials: 6 },
        ]),
      ),
      comparisons: present.slice(1).map(({ name }) => ({
        arm: name,
        ratio: (VALUES[name] ?? 0) / 2,
        ci95: null,
        delta: 0.1,
        verdict: name === 'microservices' ? ('higher' as const) : ('equivalent' as const),
        pairs: 6,
        coverage: null,
        difference: { value: 0, ci95: null },
        crossCheck: null,
        roundsToSettle: null,
      })),
    })),
  };
}

describe('the latency scenario', () => {
  it('decides its claims on monolith and microservices, whatever else runs', () => {
    for (const names of [scenario.arms.full, ['monolith', 'microservices']])
      for (const claim of scenario.claims) expect(claim.decide(evidence(names)).verdict).toBe('supported');
    for (const claim of scenario.claims)
      expect(claim.decide(evidence(['monolith', 'monolith-serialized'])).verdict).toBe('inconclusive');
  });

  it('has requests at random where it asks what happens when they meet, and evenly spaced ones where it does not', () => {
    const { phases } = scenario.experiment.settings as LoadSettings;
    expect(phases.map(({ name, arrivals = 'even' }) => [name, arrivals])).toEqual([
      ['light', 'even'],
      ['moderate', 'poisson'],
      ['near', 'poisson'],
    ]);
  });

  it('has loads that follow the machine, and the first has enough requests for a p95 in quick and full', () => {
    const { phases, capacity } = scenario.experiment.settings as LoadSettings;
    expect(phases.map(({ share }) => share)).toEqual([0.3, 0.5, 0.8]);
    expect(capacity?.seconds).toMatchObject({ smoke: 0 });
    for (const profile of ['quick', 'full'] as const)
      for (const perSecond of [10, 30, 72, 400]) {
        const [light] = phasesAt({ phases, capacity }, profile, { perSecond, pilots: [] });
        expect((light?.perSecond ?? 0) * (light?.seconds ?? 0)).toBeGreaterThanOrEqual(leastFor(95));
      }
  });

  it('tells the tail at each load, and decides nothing by the one near capacity', () => {
    const all = evidence(['monolith', 'microservices']);
    const [p95] = all.metrics.filter(({ id }) => id === 'all.p95');
    if (!p95) throw new Error('the evidence has a p95');
    const at = (load: string, verdict: 'higher' | 'equivalent') => ({
      ...p95,
      id: `all.p95@${load}`,
      comparisons: p95.comparisons.map((comparison) => ({ ...comparison, ratio: 9, verdict })),
    });
    const [, slow] = scenario.claims;
    for (const verdict of ['higher', 'equivalent'] as const) {
      const with3 = { ...all, metrics: [...all.metrics, at('moderate', 'higher'), at('near', verdict)] };
      expect(slow?.decide(with3).verdict).toBe('supported');
      expect(slow?.decide(with3).metrics).not.toContain('all.p95@near');
      expect(slow?.turn.measured(with3)).toEqual({
        en: 'The p95 of all requests is 3.00× (2 → 6 ms) at light load, 9.00× (2 → 6 ms) at moderate load and 9.00× (2 → 6 ms) at a load near capacity.',
        ko: '모든 요청의 p95 배율: 가벼운 부하에서 3.00× (2 → 6 ms), 보통 부하에서 9.00× (2 → 6 ms), 한계에 가까운 부하에서 9.00× (2 → 6 ms).',
      });
    }
    expect(slow?.turn.measured(all)).toBeUndefined();
  });

  it('names in its reason the tails that the run has, and no other', () => {
    const all = evidence(['monolith', 'microservices']);
    const [, slow] = scenario.claims;
    const [p95] = all.metrics.filter(({ id }) => id === 'all.p95');
    if (!p95) throw new Error('the evidence has a p95');
    const reason = (metrics: Evidence['metrics']) => slow?.decide({ ...all, metrics });
    expect(reason(all.metrics)).toMatchObject({
      because: expect.stringMatching(
        /^Time at moderate load \(p50\), tails \(p95\) and CPU per request are higher for 9/,
      ),
      becauseInKorean: expect.stringMatching(
        /^보통 부하의 시간\(p50\), 꼬리\(p95\), 요청당 CPU가 더 큼: 9개/,
      ),
    });
    const p99 = { ...p95, id: 'all.p99@moderate' };
    expect(reason([...all.metrics, p99])?.because).toMatch(/ tails \(p95, p99\) .* for 10 of 10 /);
    const light = all.metrics.filter(({ id }) => !id.includes('@'));
    expect(reason(light)?.because).toMatch(/^Tails \(p95\) and CPU per request are higher for 2 of 2 /);
    expect(reason(light.filter(({ id }) => id !== 'all.p95'))).toMatchObject({
      because: expect.stringMatching(/^CPU per request is higher for 1 of 1 /),
      becauseInKorean: expect.stringMatching(/^요청당 CPU가 더 큼: 1개/),
    });
  });

  it('needs no second load for a verdict, as quick has none', () => {
    const { metrics, ...rest } = evidence(['monolith', 'microservices']);
    const light = { ...rest, metrics: metrics.filter(({ id }) => !id.includes('@')) };
    for (const claim of scenario.claims) expect(claim.decide(light).verdict).toBe('supported');
    const [direct, slow] = scenario.claims.map((claim) => claim.decide(light).metrics);
    expect(slow?.filter((id) => direct?.includes(id))).toEqual([]);
  });

  it('says what the gap is made of, for CPU and for every endpoint', () => {
    const all = scenario.insights?.(evidence(scenario.arms.full)) ?? [];
    const insights = all.filter(({ id }) => id.startsWith('attribution.'));
    expect(insights.map(({ metrics: [id] }) => id)).toEqual([
      'cpu-per-request',
      ...scenario.endpoints.map(({ id }) => `${id}.p50`),
    ]);
    for (const { text } of insights) {
      expect(text.en).toContain('about 5.0 % [5.0, 5.0] is due to serialization');
      expect(text.ko).toContain('직렬화의 몫은 약 5.0 % [5.0, 5.0]');
      expect(text.ko).not.toContain('undefined');
    }
    const ofTwo = scenario.insights?.(evidence(['monolith', 'microservices'])) ?? [];
    expect(ofTwo.filter(({ id }) => id.startsWith('attribution.'))).toEqual([]);
  });

  it('says what a hop and a call add to reads and to writes', () => {
    const insights = scenario.insights?.(evidence(['monolith', 'microservices'])) ?? [];
    // 4 ms more for each request: 4 that read, with 6 hops and 10 calls; 2 that write, with 7 of both.
    expect(insights.map(({ text }) => text.en)).toEqual([
      expect.stringContaining(
        'adds 2.67 ms [2.67, 2.67] per hop and 1.60 ms [1.60, 1.60] per call to requests that read',
      ),
      expect.stringContaining(
        'adds 1.14 ms [1.14, 1.14] per hop and 1.14 ms [1.14, 1.14] per call to requests that write',
      ),
    ]);
  });
});
