import { expect, test } from 'vitest';
import { microservices } from './microservices.ts';
import { multipleOf, REPLICATED, roleOf } from './replicated.ts';

const byId = (id: string) => REPLICATED.find((topology) => topology.id === id);

test('each is there from one to four times, under a name of its own', () => {
  expect(REPLICATED.map(({ id }) => id)).toEqual([
    ...[1, 2, 3, 4].map((times) => `monolith-x${times}`),
    ...[1, 2, 3, 4].map((times) => `microservices-rec-x${times}`),
  ]);
});

test('the monolith is scaled by workers of one process', () => {
  const processes = byId('monolith-x3')?.processes;
  expect(processes).toEqual([
    expect.objectContaining({ name: 'monolith', env: { WORKERS: '3', CLUSTER: 'on' } }),
  ]);
});

test('of the microservices recommendations alone is scaled, and processes keep names of their own', () => {
  const names = byId('microservices-rec-x3')?.processes.map(({ name }) => name) ?? [];
  expect(names.filter((name) => roleOf(name) === 'recommendations')).toEqual([
    'recommendations',
    'recommendations-2',
    'recommendations-3',
  ]);
  expect(names).toHaveLength(microservices.processes.length + 2);
  expect(new Set(names).size).toBe(names.length);
  expect(byId('microservices-rec-x1')?.processes).toEqual(microservices.processes);
});

test('what a topology is a multiple of', () => {
  expect(multipleOf(microservices)).toEqual({ base: 'microservices', replicas: 1 });
  const four = byId('monolith-x4');
  expect(four && multipleOf(four)).toEqual({ base: 'monolith', replicas: 4 });
});
