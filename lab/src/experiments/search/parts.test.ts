import { expect, test } from 'vitest';
import { topologyOf } from '../../topologies/topology-of.ts';
import { partsOf } from './parts.ts';

const listed = (pid: number, parent: number) => ({ pid, parent, command: 'node' });

function running(id: string) {
  const topology = topologyOf(id);
  const processes = topology.processes.map(({ name }, index) => ({ name, pid: 100 + index, url: '' }));
  return { topology, processes };
}

test('a process that is no cluster is one instance', () => {
  const processes = [{ name: 'monolith', pid: 100, url: '' }];
  expect(partsOf({ topology: topologyOf('monolith'), processes }, [], [listed(100, 1)])).toEqual([
    { name: 'monolith', role: 'monolith', limited: true, pids: [100] },
  ]);
});

test('a lone worker has a primary too', () => {
  const parts = partsOf(running('monolith-x1'), [], [listed(100, 1), listed(120, 100)]);
  expect(parts.map(({ name, limited }) => [name, limited])).toEqual([
    ['monolith (primary)', false],
    ['monolith-1', true],
  ]);
});

test('of a cluster the workers are the instances, and the primary is none', () => {
  const all = [listed(100, 1), listed(140, 100), listed(120, 100), listed(7, 1)];
  expect(partsOf(running('monolith-x2'), [], all)).toEqual([
    { name: 'monolith (primary)', role: 'primary', limited: false, pids: [100] },
    { name: 'monolith-1', role: 'monolith', limited: true, pids: [120] },
    { name: 'monolith-2', role: 'monolith', limited: true, pids: [140] },
  ]);
  expect(() => partsOf(running('monolith-x3'), [], all)).toThrow('2 processes of its own instead of 3');
});

test('of services each process is an instance, replicas of one role, and the broker is none', () => {
  const system = running('microservices-rec-x2');
  const all = [...system.processes.map(({ pid }) => listed(pid, 1)), listed(900, 1), listed(901, 900)];
  const parts = partsOf(system, [{ name: 'rabbitmq', pids: [900, 901] }], all);
  expect(parts.filter(({ limited }) => limited)).toHaveLength(8);
  expect(parts.filter(({ role }) => role === 'recommendations').map(({ name }) => name)).toEqual([
    'recommendations',
    'recommendations-2',
  ]);
  expect(parts.at(-1)).toEqual({ name: 'rabbitmq', role: 'rabbitmq', limited: false, pids: [900, 901] });
});
