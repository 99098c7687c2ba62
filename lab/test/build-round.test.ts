import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PlannedTrial } from '../src/bench/plan.ts';
import { AcquiredComponents } from '../src/components/acquired.ts';
import { buildRecordSchema } from '../src/experiments/steps/record.ts';
import { runStepsRound } from '../src/experiments/steps/round.ts';
import type { StepsSettings } from '../src/experiments/steps/settings.ts';
import type { BuildSetting } from '../src/experiments/steps/trial.ts';
import { createScratch, type Scratch } from '../src/host/processes/scratch.ts';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import { PROFILES } from '../src/scenario/profile.ts';
import { untilNothingIsLeft } from './left-over.ts';

const runId = `test-${process.pid}-builds`;
let scratch: Scratch;
/** Runs rounds of one run. */
let run: Awaited<ReturnType<typeof startRun>>;

beforeAll(async () => {
  scratch = await createScratch(PROJECT_ROOT, 'test');
  run = await startRun();
});

afterAll(async () => {
  await untilNothingIsLeft(runId, 5_000);
  await scratch.remove();
});

/** In code bases of two sizes. */
const cells: StepsSettings['cells']['smoke'] = [
  { change: 'service-body', growth: 1, cpus: 'all' },
  { change: 'no-op', growth: 2, cpus: 'all' },
];
const planned = (number: number, topology: string, name = topology): PlannedTrial => ({
  ...{ number, round: 1, arm: { name, topology } },
});

/** Code bases are made for the first round of a run, and are the same for its others. */
async function startRun() {
  const own = await mkdtemp(join(scratch.path, 'run-'));
  const seeded = join(own, 'seeded');
  await mkdir(seeded);
  /** Gives a trial a database that is none, before it copies its data there. */
  const spoilDatabase = async ({ number }: PlannedTrial) => {
    const dataDir = join(own, `trial-${number}`, 'data');
    await mkdir(dataDir, { recursive: true });
    await writeFile(join(dataDir, 'monolith.sqlite'), 'This is no database. '.repeat(100));
  };
  const round = async (trials: readonly PlannedTrial[], signal = new AbortController().signal) => {
    const settings: StepsSettings = { cells: { smoke: cells, quick: [], full: [] } };
    const scenario = { id: 'build-time', experiment: { kind: 'steps', settings } };
    const plan = { profile: PROFILES.smoke, seed: 1, scenario } as BuildSetting['plan'];
    const setting: BuildSetting = {
      ...{
        root: PROJECT_ROOT,
        runId,
        plan,
        components: new AcquiredComponents(),
        cpus: undefined,
        scratch: own,
        signal,
      },
      ...{ seededData: () => seeded, step: () => undefined },
    };
    const dirOf = ({ number }: PlannedTrial) => join(own, `logs-${number}`);
    return runStepsRound(settings, setting, { trials, attempt: 1, dirOf });
  };
  return { round, spoilDatabase };
}

test('leaves out with a trial that fails those beside it, and measures no more', async () => {
  const [sound, spoilt] = [planned(1, 'monolith'), planned(2, 'monolith', 'monolith#2')];
  // A shop that cannot read its database ends at once.
  await run.spoilDatabase(spoilt);
  const records = await run.round([sound, spoilt]);
  expect(records[1]?.invalidBecause.join()).toMatch(/^service-body in the monolith ×1: restart: monolith /);
  expect(records[0]?.invalidBecause).toEqual(['left out with monolith#2, with which it took turns']);
  const { cells: measured } = buildRecordSchema.parse(records[0]?.details);
  expect(measured.map(({ change }) => change)).toEqual(['service-body']);
}, 300_000);

test('has a valid trial of every arm, with the values of every cell, also after a round that failed', async () => {
  const records = await run.round([planned(3, 'monolith'), planned(4, 'monolith', 'monolith#2')]);
  for (const record of records) {
    expect(record).toMatchObject({ valid: true, invalidBecause: [], topology: 'monolith' });
    const details = buildRecordSchema.parse(record.details);
    expect(details).toEqual(record.details);
    expect(details.cells.map(({ change, growth }) => `${change}@x${growth}`)).toEqual([
      'service-body@x1',
      'no-op@x2',
    ]);
    expect(details.codeBases).toMatchObject([
      { growth: 1, contexts: 6, packages: 2 },
      { growth: 2, contexts: 12, packages: 2 },
    ]);
    expect(record.values['no-op@x2.running']).toBeGreaterThan(0);
    const { 'service-body@x1.running': running = 0, ...others } = record.values;
    const steps = ['compile', 'test', 'restart'].map((step) => others[`service-body@x1.${step}`] ?? 0);
    expect(running).toBeCloseTo(
      steps.reduce((sum, seconds) => sum + seconds, 0),
      6,
    );
  }
}, 300_000);

test('rejects when the run is called off', async () => {
  const another = await startRun();
  const calledOff = AbortSignal.abort(new Error('Ctrl-C'));
  await expect(another.round([planned(1, 'monolith')], calledOff)).rejects.toThrow('Ctrl-C');
});
