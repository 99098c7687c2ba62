import { expect, test } from 'vitest';
import { parseArms } from './arms.ts';
import { serviceEnvironment, withSecret } from './service-environment.ts';
import { findTopology, hiddenTopologyIds, TOPOLOGIES, topologyIds } from './topologies.ts';

test('topologies are found by id, and each has an edge among its processes', () => {
  expect(topologyIds()).toEqual([
    ...['monolith', 'monolith-serialized', 'monolith-cluster', 'microservices'],
    ...['monolith-no-timeouts', 'microservices-no-timeouts'],
    ...[1, 2, 3, 4].map((count) => `monolith-x${count}`),
    ...[1, 2, 3, 4].map((count) => `microservices-rec-x${count}`),
  ]);
  expect(findTopology('microservices')?.processes).toHaveLength(7);
  expect(findTopology('mesh')).toBeUndefined();
  for (const { edge, processes } of TOPOLOGIES) {
    const names = processes.map(({ name }) => name);
    expect(names).toContain(edge);
    expect(new Set(names).size).toBe(names.length);
  }
});

test('the slowed monolith can be asked for, but is not offered', () => {
  expect(hiddenTopologyIds()).toEqual(['monolith-slowed', 'monolith-packages']);
  expect(findTopology('monolith-slowed')?.edge).toBe('monolith');
  const arms = parseArms('monolith,monolith-slowed', topologyIds(), hiddenTopologyIds());
  expect(arms.map(({ topology }) => topology)).toEqual(['monolith', 'monolith-slowed']);
  expect(() => parseArms('monolith-fast', topologyIds(), hiddenTopologyIds())).toThrow(
    /^(?!.*slowed).*monolith-serialized/,
  );
});

test("what is a process's own comes before the defaults, and what the run sets before both", () => {
  const settings = { runId: 'run-1', dataDir: '/data', env: { LOG_LEVEL: 'silent', WORKERS: '3' } };
  const spec = { name: 'monolith', entry: 'main.js', env: { WORKERS: '2', HOST: '127.0.0.2' } };
  expect(serviceEnvironment(settings, spec, 4000)).toMatchObject({
    LAB_RUN_ID: 'run-1',
    HOST: '127.0.0.2',
    PORT: '4000',
    WORKERS: '3',
    LOG_LEVEL: 'silent',
    DATA_DIR: '/data',
  });
});

test('a secret is made once per system, unless there is one', () => {
  expect(withSecret({}).JWT_SECRET).toHaveLength(64);
  expect(withSecret({}).JWT_SECRET).not.toBe(withSecret({}).JWT_SECRET);
  expect(withSecret({ JWT_SECRET: 'mine' }).JWT_SECRET).toBe('mine');
});
