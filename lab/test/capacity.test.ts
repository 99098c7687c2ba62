import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Plan } from '../src/bench/plan.ts';
import type { TrialSetting } from '../src/bench/round.ts';
import { AcquiredComponents } from '../src/components/acquired.ts';
import type { Driver } from '../src/drivers/driver.ts';
import { type LoadSettings, load } from '../src/experiments/load/settings.ts';
import { planExperiment } from '../src/experiments/plan-experiment.ts';
import type { Manifest } from '../src/records/manifest.ts';
import { withCapacity } from '../src/run/capacity.ts';
import { PROFILES } from '../src/scenario/profile.ts';
import { BASES } from '../src/topologies/bases/registry.ts';
import { driversHere } from './drivers-here.ts';
import { madeManifest } from './fixtures/made-manifest.ts';
import { madeScenario } from './fixtures/made-trials.ts';
import { untilNothingIsLeft } from './left-over.ts';

const fixtures = fileURLToPath(new URL('./fixtures', import.meta.url));
const text = { en: 'Fixture', ko: 'Fixture' };
/** Each request burns so many milliseconds of one CPU: 100 a second are more than the slow one can do, whatever the machine. */
const CPU_MS = { light: 2, heavy: 20 };
for (const [id, ms] of Object.entries(CPU_MS))
  BASES.add({
    ...{ id: `fixture-${id}`, title: text, about: text, edge: 'worker', components: [], replicable: [] },
    processes: [{ name: 'worker', entry: 'cpu-server.mjs', env: { CPU_MS: String(ms) } }],
  });

const each = <T>(value: T) => ({ smoke: value, quick: value, full: value });
const settings: LoadSettings = {
  warmUpPerSecond: 1,
  warmUpShare: 0.25,
  capacity: {
    lighterOnOneCpu: [],
    outstanding: 4,
    seconds: each(1),
    leadInSeconds: each(1),
    rates: { least: 1, most: 1_000 },
  },
  phases: [{ name: 'half', perSecond: 999, share: 0.5, seconds: each(2) }],
};
const scenario = { ...madeScenario, experiment: load(settings) };

let folder: string;
let runId: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-capacity-'));
  runId = `test-${process.pid}-${Math.random().toString(36).slice(2)}`;
  await mkdir(join(folder, 'seeded'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
});
afterEach(async () => {
  await untilNothingIsLeft(runId, 2_000);
  await rm(folder, { recursive: true });
});

async function measured(driver: Driver, expected: number) {
  const workload = `
export function* setUp() { return {}; }
export const request = () => ({ endpoint: 'work', method: 'GET', path: '/work', expect: [${expected}] });`;
  for (const ending of ['js', 'ts']) await writeFile(join(folder, `workload.${ending}`), workload);
  const arms = ['light', 'heavy'].map((id) => ({ name: id, topology: `fixture-${id}` }));
  const at = { profile: PROFILES.smoke, arms };
  const plan: Plan = {
    ...{ scenario, ...at, baseline: 'light', seed: 7, trials: [] },
    ...planExperiment(scenario, at),
  };
  const setting = {
    ...{ root: fixtures, runId, plan, driver, components: new AcquiredComponents(), cpus: undefined },
    workload: { built: join(folder, 'workload.js'), source: join(folder, 'workload.ts') },
    ...{ watched: false, seededData: () => join(folder, 'seeded'), scratch: join(folder, 'scratch') },
    ...{ signal: new AbortController().signal, step: () => undefined },
  } as unknown as TrialSetting;
  const written: Manifest[] = [];
  const notes: string[] = [];
  const place = {
    trialDir: ({ arm }: { arm: { name: string } }) => join(folder, 'trials', arm.name),
    writeManifest: async (manifest: Manifest) => void written.push(manifest),
  };
  const rated = await withCapacity(setting, place, madeManifest(), ({ en }) => notes.push(en));
  return { rated, written, notes };
}

const drivers = await driversHere('a capacity');

describe.each(drivers)('the capacity that is measured with the %s', (_, driver) => {
  test('is that of the arm that bears least, and the loads are shares of it', async () => {
    const { rated, written, notes } = await measured(driver, 200);
    const { manifest, setting } = rated;
    const { capacity } = manifest;
    const [light, heavy] = capacity?.pilots ?? [];
    expect(capacity?.pilots.map(({ topology }) => topology)).toEqual(['fixture-light', 'fixture-heavy']);
    expect(capacity?.perSecond).toBeCloseTo(heavy?.burst.perSecond ?? 0, 1);
    expect(heavy?.burst.perSecond).toBeLessThanOrEqual(1_000 / CPU_MS.heavy + 4);
    expect(light?.burst.perSecond).toBeGreaterThan(heavy?.burst.perSecond ?? 0);
    const rate = Math.round(0.5 * (capacity?.perSecond ?? 0));
    expect(manifest.scenario.phases).toEqual([
      { name: 'half', perSecond: rate, seconds: 2, share: 0.5, arrivals: 'even' },
    ]);
    expect(manifest.command).toMatch(new RegExp(` CAPACITY=${capacity?.perSecond}$`));
    expect(setting.plan.round.phases).toMatchObject([{ perSecond: rate, seconds: 2 }]);
    expect(manifest.warmUp.perSecond).toBe(Math.max(1, Math.round(0.25 * (capacity?.perSecond ?? 0))));
    expect(written).toEqual([manifest]);
    expect(notes.at(-1)).toContain(`half ${rate} requests a second`);
    // Known now: nothing is measured again.
    const again = await withCapacity(
      setting,
      { trialDir: () => '', writeManifest: async () => expect.fail() },
      manifest,
      () => undefined,
    );
    expect(again).toEqual({ setting, manifest });
  });

  test('is an error with the reason where requests fail', async () => {
    await expect(measured(driver, 418)).rejects.toThrow(
      /What light bears could not be measured.*requests failed, most of them work: 200\nCAPACITY=/s,
    );
  });
});
