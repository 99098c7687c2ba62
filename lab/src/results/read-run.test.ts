import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { madePrediction } from '../../test/fixtures/made-prediction.ts';
import { madeRun, writeRun } from '../../test/fixtures/made-run.ts';
import { PROJECT_ROOT } from '../host/project-root.ts';
import { compareAgain, comparedRun } from './compare-again.ts';
import { readRun } from './read-run.ts';

const made = madeRun();
let path: string;

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'lab-run-'));
});

afterEach(() => rm(path, { recursive: true }));

describe('readRun', () => {
  it('reads what a run left, in the order in which its trials ran', async () => {
    await writeRun(path, made);
    const run = await readRun(path);
    expect(run).toMatchObject({ manifest: made.manifest, comparison: made.comparison });
    expect(run.trials.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(run.trials[1]).toEqual(made.trials[1]);
  });

  it('takes the requests of an older run, which does not say how they were spaced, for evenly spaced', async () => {
    const unsaid = ({ arrivals: _, ...rest }: { readonly arrivals: unknown }) => rest;
    const trials = made.trials.map((trial) => ({ ...trial, phases: trial.phases.map(unsaid) }));
    const { scenario } = made.manifest;
    const manifest = { ...made.manifest, scenario: { ...scenario, phases: scenario.phases.map(unsaid) } };
    await writeRun(path, { ...made, manifest, trials } as unknown as typeof made);
    const run = await readRun(path);
    expect(run.damaged).toEqual([]);
    expect(run.manifest.scenario.phases.map(({ arrivals }) => arrivals)).toEqual(['even', 'even']);
    const spaced = run.trials.flatMap(({ phases }) => phases.map(({ arrivals }) => arrivals));
    expect(new Set(spaced)).toEqual(new Set(['even']));
    expect(run.trials).toHaveLength(12);
  });

  it('leaves out what was just being written, and logs', async () => {
    await writeRun(path, { manifest: made.manifest, trials: made.trials.slice(0, 3) });
    await writeFile(join(path, 'trials', '004-monolith.json.part'), '{"schema": 1, "run');
    const run = await readRun(path);
    expect(run.trials).toHaveLength(3);
    expect(run.comparison).toBeUndefined();
  });

  it.each([
    ['trials/001-monolith.json', '{"schema": 1', /001-monolith\.json is damaged/],
    ['trials/001-monolith.json', '{"schema": 1, "round": "x"}', /001-monolith\.json is damaged.*round/],
    ['comparison.json', '', /comparison\.json is damaged/],
  ])('leaves out %s when it holds %j, and names it', async (name, text, message) => {
    await writeRun(path, made);
    await writeFile(join(path, name), text);
    const run = await readRun(path);
    expect(run.damaged).toEqual([expect.objectContaining({ path: join(path, name) })]);
    expect(run.damaged[0]?.message).toMatch(message);
    expect(run.trials).toHaveLength(name.startsWith('trials') ? 11 : 12);
    const { comparison } = await compareAgain(PROJECT_ROOT, run);
    expect(comparison.warnings.join()).toMatch(message);
    expect(comparison.warnings.join()).toContain('make run-scenario RESUME=made-run');
  });

  it.each([
    ['trials/001-monolith.json', '{"schema": 9}', /001-monolith\.json has schema 9; .* schema 1 and 2 only/],
    ['manifest.json', '{"schema": 3}', /manifest\.json has schema 3; .* schema 1 and 2 only/],
    ['manifest.json', '{"schema": ', /manifest\.json is damaged/],
  ])('gives up and names %s when it holds %j', async (name, text, message) => {
    await writeRun(path, made);
    await writeFile(join(path, name), text);
    await expect(readRun(path)).rejects.toThrow(message);
  });

  it('has no comparison when an earlier version has made it, and is compared again', async () => {
    await writeRun(path, { ...made, comparison: { ...made.comparison, schema: 1 as 2 } });
    const run = await readRun(path);
    expect([run.comparison, run.damaged]).toEqual([undefined, []]);
    const { comparison } = await comparedRun(PROJECT_ROOT, run);
    expect(comparison).toMatchObject({ schema: 2, metrics: made.comparison.metrics });
  });

  it('reads what was predicted, keeps it when it compares again, and gives up where somebody has spoilt it', async () => {
    const prediction = madePrediction({ name: 'Ann' });
    await writeRun(path, { ...made, prediction });
    const run = await readRun(path);
    expect(run.prediction).toEqual(prediction);
    expect((await comparedRun(PROJECT_ROOT, run)).prediction).toEqual(prediction);
    expect((await compareAgain(PROJECT_ROOT, run)).prediction).toEqual(prediction);
    await writeFile(join(path, 'prediction.json'), '{}');
    await expect(readRun(path)).rejects.toThrow(/prediction\.json is damaged.*mend it, or take it away\.$/);
  });

  it('says so when there is no manifest', async () => {
    await expect(readRun(path)).rejects.toThrow(/no manifest\.json/);
  });
});

describe('a run that was killed', () => {
  const killed = { ...made.manifest, status: 'running', endedAt: null } as const;

  it('is compared anew from its trials', async () => {
    await writeRun(path, { manifest: killed, trials: made.trials });
    const { comparison } = await comparedRun(PROJECT_ROOT, await readRun(path));
    expect(comparison).toMatchObject({ metrics: made.comparison.metrics, valid: true, rounds: 6 });
    expect(comparison.warnings[0]).toMatch(/^The run was killed after 12 of 12 trials/);
    // "made" is no scenario of the project, so that nobody can say what decides its claims.
    expect(comparison.claims).toEqual([]);
    expect(comparison.warnings[1]).toMatch(/no scenario "made"/);
  });

  it('is compared anew though it has a comparison from before it was taken up again', async () => {
    await writeRun(path, { ...made, manifest: killed });
    const { comparison } = await comparedRun(PROJECT_ROOT, await readRun(path));
    expect(comparison.warnings[0]).toMatch(/killed/);
  });

  it('decides the claims by the scenario when there still is one', async () => {
    const latency = { ...killed, scenario: { ...killed.scenario, id: 'latency' } };
    await writeRun(path, { manifest: latency, trials: made.trials });
    const { comparison } = await compareAgain(PROJECT_ROOT, await readRun(path));
    expect(comparison.claims.map(({ id }) => id)).toContain('msa.slow-calls');
  });

  it("is compared by its scenario's own measures too", async () => {
    const measure = {
      id: 'gain',
      label: 'gain',
      unit: '',
      better: 'higher',
      delta: 0.1,
      kind: 'amount',
      group: 'Gains',
    } as const;
    const manifest = { ...killed, scenario: { ...killed.scenario, phases: [], measures: [measure] } };
    const trials = made.trials.map((trial) => ({
      ...trial,
      values: { gain: trial.arm === 'monolith' ? 1 : 2 },
    }));
    await writeRun(path, { manifest, trials });
    const { comparison } = await compareAgain(PROJECT_ROOT, await readRun(path));
    expect(comparison.metrics).toMatchObject([
      { id: 'gain', comparisons: [{ ratio: 2, verdict: 'higher' }] },
    ]);
  });

  it.each([0, 1])('has no valid result after %i trials', async (count) => {
    await writeRun(path, { manifest: killed, trials: made.trials.slice(0, count) });
    const { comparison } = await comparedRun(PROJECT_ROOT, await readRun(path));
    expect(comparison.valid).toBe(false);
    expect(comparison.warnings[0]).toContain(`The run was killed after ${count} of 12 trials`);
  });
});

it('a run that ended keeps its comparison', async () => {
  await writeRun(path, made);
  const run = await readRun(path);
  expect((await comparedRun(PROJECT_ROOT, run)).comparison).toBe(run.comparison);
});

it('a run of a kind that this version does not know is told as that, with the version that does', async () => {
  const { scenario, environment } = made.manifest;
  const old = {
    ...made.manifest,
    environment: { ...environment, commit: 'abc1234' },
    scenario: { ...scenario, experiment: { kind: 'search', settings: {} } },
  };
  await writeRun(path, { ...made, manifest: old });
  await expect(readRun(path)).rejects.toThrow(
    /is a run of the kind of experiment "search", which this version of the lab does not know\. .* git checkout abc1234\./,
  );
});
