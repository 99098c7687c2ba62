import type { LoadSettings } from '@lab/lab/experiments/load/settings';
import type { Evidence } from '@lab/lab/scenario/scenario';
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
    ]);
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
      expect(text.en).toContain('Serialization explains about 5.0 % [5.0, 5.0]');
      expect(text.ko).toContain('직렬화의 몫은 약 5.0 % [5.0, 5.0]');
      expect(text.ko).not.toContain('undefined');
    }
    const ofTwo = scenario.insights?.(evidence(['monolith', 'microservices'])) ?? [];
    expect(ofTwo.filter(({ id }) => id.startsWith('attribution.'))).toEqual([]);
  });

  it('says what a hop and a call add to reads and to writes', () => {
    const insights = scenario.insights?.(evidence(['monolith', 'microservices'])) ?? [];
    // 4 ms more for each request: 4 that read, with 6 hops and 11 calls; 2 that write, with 8 of both.
    expect(insights.map(({ text }) => text.en)).toEqual([
      expect.stringContaining(
        'adds 2.67 ms [2.67, 2.67] per hop and 1.45 ms [1.45, 1.45] per call to requests that read',
      ),
      expect.stringContaining(
        'adds 1.00 ms [1.00, 1.00] per hop and 1.00 ms [1.00, 1.00] per call to requests that write',
      ),
    ]);
  });
});
