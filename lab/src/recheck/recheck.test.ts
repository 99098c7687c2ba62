import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { madeRun, writeRun } from '../../test/fixtures/made-run.ts';
import { readFiles } from './files.ts';
import { recheck } from './recheck.ts';

const made = madeRun({ runId: 'made' });
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recheck-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** The made-up run on the disk, after somebody has changed its files. */
async function after(tamper: (run: typeof made) => void) {
  const run = structuredClone(made);
  tamper(run);
  return recheck(await readFiles(await writeRun(await mkdtemp(join(folder, 'run-')), run)));
}

const metric = (run: typeof made, id: string) => {
  const found = run.comparison.metrics.find((each) => each.id === id);
  const [comparison] = found?.comparisons ?? [];
  if (!found || !comparison) throw new Error(`the made-up run has no ${id}`);
  return { found, comparison };
};

it('agrees with a run that nobody has touched, in every comparison', async () => {
  const { comparisons, recomputed, differing, others, disagreements } = await after(() => undefined);
  expect(disagreements).toEqual([]);
  expect(differing).toBe(0);
  expect(recomputed).toBe(made.comparison.metrics.flatMap((each) => each.comparisons).length);
  expect(comparisons).toHaveLength(recomputed);
  // At least a median for each arm, and a p50 for each trial.
  expect(others).toBeGreaterThan(2 * made.comparison.metrics.length + made.trials.length);
});

describe('finds', () => {
  it('a ratio that was changed, by two millionths', async () => {
    const found = await after((run) => {
      metric(run, 'read.p50').comparison.ratio *= 1.000002;
    });
    expect(found.disagreements).toHaveLength(1);
    expect(found.disagreements[0]).toMatchObject({ what: 'read.p50, microservices to monolith: ratio' });
    expect(found.differing).toBe(1);
  });

  it('a verdict that was flipped', async () => {
    const found = await after((run) => {
      metric(run, 'memory@moderate').comparison.verdict = 'lower';
    });
    const what = 'memory@moderate, microservices to monolith: verdict';
    expect(found.disagreements).toEqual([{ what, file: 'lower', own: 'higher' }]);
  });

  it.each(['ci95', 'difference'] as const)("an interval's end that was moved: %s", async (field) => {
    const found = await after((run) => {
      const { comparison } = metric(run, 'startup');
      const ends = field === 'ci95' ? comparison.ci95 : comparison.difference.ci95;
      if (ends) ends[1] *= 1.001;
    });
    expect(found.disagreements).toHaveLength(1);
    expect(found.disagreements[0]?.what).toContain('interval');
  });

  it('a median, a look and a noise floor that were changed', async () => {
    const found = await after(({ comparison }) => {
      const own = comparison.metrics[0]?.arms.monolith;
      if (own) own.median += 0.01;
      comparison.look = 4;
      comparison.noiseFloor.startup = 0.2;
    });
    expect(found.disagreements.map(({ what }) => what)).toEqual([
      'look',
      'read.p50, monolith: median',
      'startup: noise floor',
    ]);
    expect(found).toMatchObject({ differing: 0, othersDiffering: 3 });
  });

  it('a second entry of a metric, beside the one that is right', async () => {
    const found = await after((run) => {
      const { found: entry, comparison } = metric(run, 'startup');
      run.comparison.metrics.unshift({ ...entry, comparisons: [{ ...comparison, ratio: 1 }] });
    });
    expect(found.disagreements).toContainEqual(
      expect.objectContaining({ what: 'startup, microservices to monolith: ratio', file: 1 }),
    );
  });

  it('another baseline, and a round that was made up', async () => {
    const found = await after(({ comparison }) => {
      comparison.baseline = 'microservices';
      comparison.rounds += 1;
    });
    const whats = found.disagreements.map(({ what }) => what);
    expect(whats).toContain('baseline');
    expect(whats).toContain('rounds with a valid trial');
  });

  it("a trial's start-up that was changed, in all that is made of it", async () => {
    const found = await after(({ trials }) => {
      const [first] = trials;
      if (first) first.startupMs = (first.startupMs ?? 0) * 1.01;
    });
    const whats = found.disagreements.map(({ what }) => what);
    expect(whats).toContain('startup, microservices to monolith: ratio');
    expect(whats.every((what) => what.startsWith('startup'))).toBe(true);
  });

  it("a trial's p50 that its histogram does not have", async () => {
    const found = await after(({ trials }) => {
      const response = trials[1]?.phases[0]?.endpoints.read?.response;
      if (response) response.p50 = 12;
    });
    const whats = found.disagreements.map(({ what }) => what);
    expect(whats).toContain('read.p50, microservices to monolith: ratio');
    expect(whats).toContain('trial 2 of microservices, read.p50@light');
  });

  it('a trial that was called invalid', async () => {
    const found = await after(({ trials }) => {
      const [first] = trials;
      if (first) first.valid = false;
    });
    expect(found.differing).toBe(found.comparisons.length);
  });

  it('a comparison that was taken out, and one that the trials do not give', async () => {
    const found = await after((run) => {
      metric(run, 'startup').found.comparisons = [];
      const { comparison } = metric(run, 'read.p50');
      run.comparison.metrics.push({
        ...metric(run, 'memory').found,
        id: 'made-up',
        comparisons: [comparison],
      });
    });
    expect(found.disagreements).toContainEqual(
      expect.objectContaining({ what: 'startup, microservices to monolith', file: null }),
    );
    expect(found.disagreements).toContainEqual(
      expect.objectContaining({ what: 'made-up, microservices to monolith', own: null }),
    );
    expect(found.recomputed).toBe(found.comparisons.length - 1);
  });
});

describe('what cannot be read', () => {
  it('is told: no comparison, one of another version, no manifest', async () => {
    const { manifest, trials } = made;
    const path = await writeRun(await mkdtemp(join(folder, 'run-')), { manifest, trials });
    await expect(readFiles(path)).rejects.toThrow(/no .*comparison\.json\. Make it again: make report RUN=/);
    await writeFile(join(path, 'comparison.json'), '{"schema":1}');
    await expect(readFiles(path)).rejects.toThrow('no comparison of this version');
    await expect(readFiles(join(folder, 'nowhere'))).rejects.toThrow(/There is no .*manifest\.json/);
  });

  it.each(['{', 'null'])('is left out: a trial that is not the JSON of an object, %j', async (text) => {
    const path = await writeRun(await mkdtemp(join(folder, 'run-')), made);
    await writeFile(join(path, 'trials', '001-monolith.json'), text);
    const run = await readFiles(path);
    expect(run.trials).toHaveLength(made.trials.length - 1);
    expect(run.unreadable).toEqual([expect.stringContaining('001-monolith.json is damaged')]);
    expect(recheck(run).disagreements.length).toBeGreaterThan(0);
  });
});
