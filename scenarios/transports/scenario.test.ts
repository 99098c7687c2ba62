import type { Evidence, Ruling } from '@lab/lab/scenario/scenario';
import { chanceOf } from '@lab/lab/stats/random';
import { describe, expect, it } from 'vitest';
import { bySize, GRPC, JSON_OVER_HTTP, RABBITMQ, TCP, TIMES } from './rule.ts';
import scenario from './scenario.ts';
import { request } from './workload.ts';

type Verdict = Evidence['metrics'][number]['comparisons'][number]['verdict'];

const DECIDING = [...TIMES, 'cpu-per-request'];

/** Three rounds in which the four figures came to these verdicts. */
function evidence(verdicts: readonly Verdict[], arms: readonly string[] = [JSON_OVER_HTTP, GRPC]): Evidence {
  const [baseline = '', ...others] = arms;
  return {
    arms: arms.map((name) => ({ name, topology: name })),
    baseline,
    confidence: 0.98,
    facts: undefined,
    values: () => new Map(),
    metrics: verdicts.map((verdict, index) => ({
      id: DECIDING[index] ?? '',
      unit: 'ms',
      better: 'lower',
      arms: Object.fromEntries(
        arms.map((name) => [name, { median: 2, ci95: null, coverage: null, trials: 3 }]),
      ),
      comparisons: others.map((arm) => ({
        arm,
        ratio: verdict === 'lower' ? 0.5 : verdict === 'higher' ? 2 : 1,
        ci95: null,
        delta: 0.1,
        verdict,
        pairs: 3,
        coverage: null,
        difference: { value: 0, ci95: null },
        crossCheck: null,
        roundsToSettle: null,
      })),
    })),
  };
}

const [claim] = scenario.claims;
const ruled = (...given: Parameters<typeof evidence>): Ruling | undefined =>
  claim?.decide(evidence(...given));

describe('that binary gRPC beats JSON', () => {
  it.each([
    ['supported', ['lower', 'equivalent', 'small', 'equivalent']],
    ['supported', ['lower', 'lower', 'lower', 'lower']],
    ['refuted', ['higher', 'higher', 'equivalent', 'higher']],
    ['refuted', ['equivalent', 'equivalent', 'equivalent', 'equivalent']],
    ['mixed', ['higher', 'equivalent', 'lower', 'inconclusive']],
    ['inconclusive', ['lower', 'equivalent', 'equivalent', 'inconclusive']],
    ['inconclusive', ['higher', 'inconclusive', 'higher', 'higher']],
  ] satisfies [Ruling['verdict'], Verdict[]][])('is %s when the figures are %j', (verdict, verdicts) => {
    expect(ruled(verdicts)?.verdict).toBe(verdict);
  });

  it('may still be settled by more rounds, but not where a figure is missing', () => {
    expect(ruled(['lower', 'equivalent', 'equivalent', 'inconclusive'])?.open).toBe(true);
    expect(ruled(['lower', 'equivalent', 'equivalent'])).toMatchObject({
      verdict: 'inconclusive',
      open: false,
    });
  });

  it('names the figures, in both languages', () => {
    const ruling = ruled(['lower', 'equivalent', 'higher', 'inconclusive']);
    expect(ruling?.because).toBe(
      'Lower with gRPC: one product 0.50×. Higher: a page of 100 2.00×. Not settled: CPU time 1.00×.',
    );
    expect(ruling?.becauseInKorean).toContain('gRPC에서 작은 것: 상품 하나 0.50배.');
  });

  it('is decided by these two arms alone', () => {
    expect(ruled(['lower'], ['monolith', GRPC])?.verdict).toBe('inconclusive');
  });

  it('is told by the size of the answer', () => {
    expect(bySize(evidence(['lower', 'equivalent', 'higher', 'higher']))?.en).toBe(
      'The p50 with gRPC, times that over HTTP and JSON: one product 0.50×, a page of 20 1.00×, a page of 100 2.00×.',
    );
  });
});

it('tells what lies between the least protocol and each of the others', () => {
  const costs: Readonly<Record<string, number>> = {
    ...{ monolith: 1, 'monolith-serialized': 2, [TCP]: 3 },
    ...{ [JSON_OVER_HTTP]: 4, [GRPC]: 5, [RABBITMQ]: 6 },
  };
  const given: Evidence = {
    ...evidence(['lower', 'lower', 'lower', 'lower'], Object.keys(costs)),
    values: (_: string, arm: string) =>
      new Map([1, 2, 3, 4].map((round) => [round, (costs[arm] ?? 0) * (1 + round / 100)])),
  };
  const told = (scenario.insights?.(given) ?? []).filter(({ id }) => id.includes('cpu-per-request'));
  expect(told.map(({ id }) => id.replace('attribution.cpu-per-request.', '')).sort()).toEqual(
    [TCP, JSON_OVER_HTTP, GRPC, RABBITMQ].sort(),
  );
  expect(told.find(({ id }) => id.endsWith(GRPC))?.text.en).toMatch(
    /about 50 % .* is due to JSON and processes\. The rest/,
  );
});

describe('the load', () => {
  const chance = chanceOf(7);
  const data = { skus: Array.from({ length: 100 }, (_, index) => `SKU-${index}`) };

  it('asks for answers of all three sizes as often', () => {
    const asked = Array.from({ length: 120 }, (_, iteration) => request(data, iteration, chance));
    const of = (id: string) => asked.filter(({ endpoint }) => endpoint === id);
    for (const { id } of scenario.endpoints) expect(of(id)).toHaveLength(40);
    expect(of('large-page')[0]?.path).toBe('/products?limit=100');
    const products = new Set(of('product').map(({ path }) => path));
    expect(products.size).toBeGreaterThan(10);
  });
});
