import { expect, it } from 'vitest';
import type { Evidence } from '../../scenario/scenario.ts';
import { tracingPrice } from './tracing-price.ts';

const rounds = (...values: number[]) => new Map(values.map((value, index) => [index + 1, value]));

function told(topologies: readonly string[], values: Readonly<Record<string, ReadonlyMap<number, number>>>) {
  const evidence: Evidence = {
    arms: topologies.map((topology) => ({ name: topology, topology })),
    ...{ baseline: 'monolith', metrics: [], confidence: 0.95, facts: undefined },
    values: (id, arm) => values[`${id} of ${arm}`] ?? rounds(),
  };
  return tracingPrice(evidence).map(({ text }) => text);
}

it('is told of each arm that the run has without tracing, too, by rounds', () => {
  const arms = [
    'monolith',
    'microservices',
    'microservices+timeouts=off+tracing=on',
    'microservices+tracing=on',
  ];
  const [said, ...more] = told(arms, {
    'cpu-per-request of microservices': rounds(20, 30, 40),
    'cpu-per-request of microservices+tracing=on': rounds(30, 45, 60),
    'memory of microservices': rounds(500, 500, 500),
    'memory of microservices+tracing=on': rounds(600, 600, 600),
  });
  expect(more).toEqual([]);
  expect(said?.en).toBe(
    'With every request traced, microservices needs 1.50× [1.50, 1.50] the CPU time per request and 1.20× [1.20, 1.20] the memory, those of the collector included.',
  );
  expect(said?.ko).toContain('1.50× [1.50, 1.50]');
});

it('is not told of a run without the one or the other', () => {
  expect(told(['monolith', 'microservices'], {})).toEqual([]);
  expect(told(['monolith', 'monolith+tracing=on'], { 'memory of monolith': rounds(1, 1, 1) })).toEqual([]);
});
