import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TrialSetting } from '../src/bench/round.ts';
import { AcquiredComponents } from '../src/components/acquired.ts';
import { loadKind } from '../src/experiments/load/kind.ts';
import type { LoadSettings } from '../src/experiments/load/settings.ts';
import { PROFILES } from '../src/scenario/profile.ts';
import { BASES } from '../src/topologies/bases/registry.ts';
import { driversHere } from './drivers-here.ts';
import { untilNothingIsLeft } from './left-over.ts';

const fixtures = fileURLToPath(new URL('./fixtures', import.meta.url));
const text = { en: 'Fixture', ko: 'Fixture' };
BASES.add({
  id: 'fixture-of-two-workloads',
  title: text,
  about: text,
  edge: 'worker',
  components: [],
  replicable: [],
  processes: [{ name: 'worker', entry: 'cpu-server.mjs', env: { CPU_MS: '1' } }],
});

const seconds = { smoke: 1, quick: 1, full: 1 };
const settings: LoadSettings = {
  warmUpPerSecond: 10,
  phases: [
    { name: 'own', perSecond: 20, seconds },
    { name: 'still own', perSecond: 20, seconds },
    { name: 'another', perSecond: 20, seconds, workload: 'another' },
  ],
};

/** Asks for `path`; its check tells how many requests of the history are its own, of how many, and with which seed. */
const module = (path: string): string => `
export function* setUp({ iterations }) { return { iterations }; }
export const request = () => ({ endpoint: '${path}', method: 'GET', path: '/${path}', expect: [200] });
export function* check({ iterations }, history, { seed }) {
  const own = history.filter(({ endpoint }) => endpoint === '${path}').length;
  const enough = own > 0 && own === history.length && own <= iterations && history.some(({ iteration }) => iteration === 0);
  return [{ id: '${path}', result: enough ? 'pass' : 'fail', detail: 'seed ' + seed }];
}`;

let folder: string;
let runId: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-two-workloads-'));
  runId = `test-${process.pid}-${Math.random().toString(36).slice(2)}`;
  for (const name of ['workload', 'another']) {
    await writeFile(join(folder, `${name}.js`), module(name));
    await writeFile(join(folder, `${name}.ts`), module(name));
  }
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
});

afterEach(async () => {
  await untilNothingIsLeft(runId, 2_000);
  await rm(folder, { recursive: true });
});

const drivers = await driversHere('two workloads');

test.each(drivers)(
  'a phase with a workload of its own, with the %s',
  async (_, driver) => {
    const seeded = join(folder, 'seeded');
    await mkdir(seeded);
    const setting = {
      root: fixtures,
      runId,
      plan: {
        seed: 7,
        profile: PROFILES.smoke,
        scenario: { id: 'fixture', experiment: { kind: 'load', settings } },
        round: loadKind.plan(settings, { profile: PROFILES.smoke, arms: [] }),
      },
      workload: { built: join(folder, 'workload.js'), source: join(folder, 'workload.ts') },
      driver,
      components: new AcquiredComponents(),
      cpus: undefined,
      seededData: () => seeded,
      scratch: join(folder, 'scratch'),
      signal: new AbortController().signal,
      step: () => undefined,
    } as unknown as TrialSetting;
    const arm = { name: 'fixture', topology: 'fixture-of-two-workloads' };
    const trials = [{ number: 1, round: 1, arm }];
    const round = { trials, attempt: 1, dirOf: () => join(folder, 'trial') };
    const [record] = await loadKind.runRound(settings, setting, round);
    const asked = record?.phases.map(({ name, endpoints }) => [name, ...Object.keys(endpoints)]);
    expect(asked).toEqual([
      ['own', 'workload'],
      ['still own', 'workload'],
      ['another', 'another'],
    ]);
    expect(record?.phases.map(({ ok }) => ok)).toEqual([20, 20, 20]);
    // Each is warmed up, and checked with its own requests alone, whose numbers begin anew.
    expect(record?.warmUp?.seconds).toBeGreaterThanOrEqual(2 * PROFILES.smoke.warmUp.minSeconds);
    expect(record?.checks.map(({ id, result }) => [id, result])).toEqual([
      ['workload', 'pass'],
      ['another', 'pass'],
    ]);
    const [first, second] = record?.checks.map(({ detail }) => detail) ?? [];
    expect(first).toBe('seed 7');
    expect(second).not.toBe(first);
    expect(Object.keys(record?.resources?.phases ?? {})).toEqual(['own', 'still own', 'another']);
  },
  120_000,
);
