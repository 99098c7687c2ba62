import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../scenario/scenario.ts';
import { cpuIndependence } from './cpu-independence.ts';

const rounds = (...values: number[]) => new Map(values.map((value, index) => [index + 1, value]));

function told(
  values: Readonly<Record<string, ReadonlyMap<number, number>>>,
  confidence: number | null = 0.95,
) {
  const arms = Object.keys(values).map((name) => ({ name, topology: name.replace(/#\d$/, '') }));
  const evidence: Evidence = {
    ...{ arms, baseline: 'monolith', metrics: [], confidence, facts: undefined },
    values: (id, arm) => (id === 'cpu-per-request' ? (values[arm] ?? rounds()) : rounds()),
  };
  return cpuIndependence(evidence).map(({ text }) => text.en);
}

describe('whether CPU time per request depends on how many CPUs there are', () => {
  it('is told of each arm that the run has on others too', () => {
    const values = {
      monolith: rounds(6, 6.1, 5.9),
      'monolith+cpus=2': rounds(6, 6.1, 5.9),
      microservices: rounds(15, 15.2, 14.9),
      'microservices+cpus=2': rounds(18, 18.3, 17.9),
    };
    expect(told(values)).toEqual([
      'With 2 CPUs a request of monolith needs 1.00× [1.00, 1.00] the CPU time that it needs with the CPUs of the arms. So it does not depend on them.',
      expect.stringMatching(
        /^With 2 CPUs a request of microservices needs 1\.20× .* So it depends on them\.$/,
      ),
    ]);
  });

  it('is told of an arm that has a short name without the choice', () => {
    const values = {
      'monolith-serialized': rounds(6, 6, 6),
      'monolith+calls=serialized+cpus=2': rounds(6, 6, 6),
    };
    expect(told(values)).toEqual([
      expect.stringContaining('With 2 CPUs a request of monolith-serialized needs'),
    ]);
  });

  it('is not settled where rounds differ too much, and where there are too few', () => {
    const values = (...own: number[]) => ({ monolith: rounds(6, 6, 6), 'monolith+cpus=1': rounds(...own) });
    expect(told(values(5, 7, 6))).toEqual([expect.stringContaining('is not settled')]);
    expect(told(values(6, 6))).toEqual([
      'With one CPU a request of monolith needs 1.00× the CPU time that it needs with the CPUs of the arms. Whether it depends on them is not settled.',
    ]);
  });

  it('is not told of runs without such arms, nor of an arm alone', () => {
    expect(told({ monolith: rounds(6, 6, 6), microservices: rounds(15, 15, 15) })).toEqual([]);
    expect(told({ monolith: rounds(6, 6, 6), 'microservices+cpus=2': rounds(15, 15, 15) })).toEqual([]);
  });
});
