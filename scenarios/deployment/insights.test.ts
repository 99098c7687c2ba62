import type { MetricRecord } from '@lab/lab/records/comparison';
import type { Evidence } from '@lab/lab/scenario/scenario';
import { expect, it } from 'vitest';
import { ROLLED_MONOLITH, ROLLED_SERVICE } from './arms.ts';
import { insights } from './insights.ts';

/** @param medians of each metric, by arm */
const evidence = (medians: Readonly<Record<string, Readonly<Record<string, number>>>>): Evidence => ({
  arms: [ROLLED_SERVICE, ROLLED_MONOLITH].map((topology) => ({ name: topology, topology })),
  baseline: ROLLED_MONOLITH,
  metrics: Object.entries(medians).map(([id, arms]) => ({
    ...{ id, comparisons: [] },
    arms: Object.fromEntries(Object.entries(arms).map(([arm, median]) => [arm, { median }])),
  })) as unknown as MetricRecord[],
  confidence: 0.98,
  values: () => new Map(),
  facts: [],
});

it('tell how long an incompatible version took, and how long of that both versions were there, where that was measured', () => {
  const told = insights(
    evidence({
      'in-order.took': { [ROLLED_SERVICE]: 1_989.2 },
      'in-order.beside': { [ROLLED_SERVICE]: 1_500 },
      'at-once.took': { [ROLLED_SERVICE]: 11_170, [ROLLED_MONOLITH]: 1_875 },
      'at-once.beside': { [ROLLED_SERVICE]: 10_400 },
    }),
  );
  expect(told.map(({ id, metrics }) => [id, metrics])).toEqual([
    ['in-order', ['in-order.took', 'in-order.beside']],
    ['at-once', ['at-once.took', 'at-once.beside']],
  ]);
  const [inOrder, atOnce] = told.map(({ text }) => text.en);
  expect(inOrder).toMatch(/^An incompatible version in order: .* microservices\+payments=2 1989 \/ 1500\.$/);
  expect(atOnce).toMatch(/^The same at once: .*\(ms\): microservices\+payments=2 11170 \/ 10400\.$/);
});

it('tell nothing of what was not measured', () => {
  expect(insights(evidence({ 'next.took': { [ROLLED_SERVICE]: 700 } }))).toEqual([]);
});
