import { expect, test } from 'vitest';
import { topologyOf } from '../../topologies/topology-of.ts';
import { partsOf, scaledAmong } from './parts.ts';

const settings = { quota: 0.25, timesQuota: { gateway: 2 } };

const listed = (pid: number, parent: number) => ({ pid, parent, command: 'node' });

function running(id: string) {
  const topology = topologyOf(id);
  const processes = topology.processes.map(({ name }, index) => ({ name, pid: 100 + index, url: '' }));
  return { topology, processes };
}

test('a process that is no cluster is one instance', () => {
  const processes = [{ name: 'monolith', pid: 100, url: '' }];
  expect(partsOf({ topology: topologyOf('monolith'), processes }, [], settings, [listed(100, 1)])).toEqual([
    { name: 'monolith', role: 'monolith', quota: 0.25, pids: [100] },
  ]);
});

test('a lone worker has a primary too', () => {
  const parts = partsOf(running('monolith-x1'), [], settings, [listed(100, 1), listed(120, 100)]);
  expect(parts.map(({ name, quota }) => [name, quota])).toEqual([
    ['monolith (primary)', null],
    ['monolith-1', 0.25],
  ]);
});

test('of a cluster the workers are the instances, and the primary is none', () => {
  const all = [listed(100, 1), listed(140, 100), listed(120, 100), listed(7, 1)];
  expect(partsOf(running('monolith-x2'), [], settings, all)).toEqual([
    { name: 'monolith (primary)', role: 'primary', quota: null, pids: [100] },
    { name: 'monolith-1', role: 'monolith', quota: 0.25, pids: [120] },
    { name: 'monolith-2', role: 'monolith', quota: 0.25, pids: [140] },
  ]);
  expect(() => partsOf(running('monolith-x3'), [], settings, all)).toThrow(
    '2 processes of its own instead of 3',
  );
});

test('of services each process is an instance, replicas of one role, and the broker is none', () => {
  const system = running('microservices-rec-x2');
  const all = [...system.processes.map(({ pid }) => listed(pid, 1)), listed(900, 1), listed(901, 900)];
  const parts = partsOf(system, [{ name: 'rabbitmq', pids: [900, 901] }], settings, all);
  expect(parts.filter(({ quota }) => quota !== null)).toHaveLength(8);
  expect(parts.filter(({ role }) => role === 'recommendations').map(({ name }) => name)).toEqual([
    'recommendations',
    'recommendations-2',
  ]);
  expect(parts.find(({ name }) => name === 'gateway')?.quota, 'twice that of the others').toBe(0.5);
  expect(parts.at(-1)).toEqual({ name: 'rabbitmq', role: 'rabbitmq', quota: null, pids: [900, 901] });
});

test('what is scaled is one part, or all instances of an arm that has no such part', () => {
  const services = running('microservices-rec-x2');
  const all = services.processes.map(({ pid }) => listed(pid, 1));
  expect(scaledAmong(partsOf(services, [], settings, all), 'recommendations')).toEqual([
    'recommendations',
    'recommendations-2',
  ]);
  const workers = [listed(100, 1), listed(120, 100), listed(140, 100)];
  const whole = partsOf(running('monolith-x2'), [], settings, workers);
  expect(scaledAmong(whole, 'recommendations')).toEqual(['monolith-1', 'monolith-2']);
});
