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

  it('says what the gap is made of, for CPU and for every endpoint', () => {
    const insights = scenario.insights?.(evidence(scenario.arms.full)) ?? [];
    expect(insights.map(({ metrics: [id] }) => id)).toEqual([
      'cpu-per-request',
      ...scenario.endpoints.map(({ id }) => `${id}.p50`),
    ]);
    for (const { text } of insights) {
      expect(text.en).toContain('Serialization explains about 5.0 % [5.0, 5.0]');
      expect(text.ko).toContain('직렬화의 몫은 약 5.0 % [5.0, 5.0]');
      expect(text.ko).not.toContain('undefined');
    }
    expect(scenario.insights?.(evidence(['monolith', 'microservices']))).toEqual([]);
  });
});
