import { expect, it } from 'vitest';
import { lifelikeRun } from '../../../../test/fixtures/lifelike-run.ts';
import { scaledRun } from '../../../../test/fixtures/scaled-run.ts';
import type { RunFiles } from '../../../records/run-files.ts';
import { deployments } from './deployments.ts';
import { partsOf } from './parts.ts';

const files = lifelikeRun('monolith,microservices', 2);

/** The run with other processes in the monolith's arm, of a topology with more than one. */
function having(topology: string, processes: readonly string[]): RunFiles {
  const memory = processes.map((process) => ({ process, bytes: 50 * 1024 * 1024 }));
  const arms = files.manifest.arms.map((arm) => (arm.name === 'monolith' ? { ...arm, topology } : arm));
  const trials = files.trials.map((trial) => ({
    ...trial,
    resources: trial.resources && { ...trial.resources, phases: { light: { cpu: [], memory } } },
  }));
  return { ...files, manifest: { ...files.manifest, arms }, trials };
}

const told = (some: RunFiles, arm: string) =>
  partsOf(some, arm).map(({ name, place, database }) => `${name}: ${place}, ${database}`);

it('are what the run measured, with a place and a database each', () => {
  expect(told(files, 'monolith')).toEqual(['monolith: edge, own']);
  expect(told(files, 'microservices')).toEqual([
    'gateway: edge, own',
    ...['catalog', 'inventory', 'orders', 'payments', 'recommendations'].map(
      (name) => `${name}: behind, own`,
    ),
    'rabbitmq: broker, none',
  ]);
  expect(partsOf(files, 'monolith')[0]?.megabytes).toBeCloseTo(90, -1);
});

it('share a database where they are workers or instances of one', () => {
  expect(told(having('monolith-x2', ['monolith (primary)', 'monolith-1', 'monolith-2']), 'monolith')).toEqual(
    [...['monolith (primary): edge, none', 'monolith-1: behind, shared', 'monolith-2: behind, shared']],
  );
  const two = having('microservices-rec-x2', ['gateway', 'recommendations', 'recommendations-2']);
  expect(told(two, 'monolith').at(-1)).toBe('recommendations-2: behind, shared');
});

it('stand beside where no request goes through them', () => {
  const traced = having('monolith+tracing=on', ['monolith', 'collector']);
  expect(told(traced, 'monolith')).toEqual(['monolith: edge, own', 'collector: beside, none']);
  expect(deployments(traced)?.text).toMatch(/collector · 50 MB/);
});

it('come from what the kind of experiment knows, and else from the topology, without memory', () => {
  expect(partsOf(scaledRun(), 'monolith').every(({ megabytes }) => megabytes !== undefined)).toBe(true);
  const bare = { ...files, trials: [] };
  expect(partsOf(bare, 'microservices')).toHaveLength(8);
  expect(partsOf(bare, 'microservices')[0]?.megabytes).toBeUndefined();
  const arms = [{ name: 'gone', topology: 'gone', title: 'gone' }];
  expect(partsOf({ ...bare, manifest: { ...bare.manifest, arms } }, 'gone')).toEqual([]);
});
