import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { KINDS } from '../src/experiments/registry.ts';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import { readFiles } from '../src/recheck/files.ts';
import { recheck } from '../src/recheck/recheck.ts';
import { renderReports } from '../src/report/render-reports.ts';
import { compareAgain, comparedRun } from '../src/results/compare-again.ts';
import { listReferences } from '../src/results/find-run.ts';
import { readManifest, readRun } from '../src/results/read-run.ts';
import { told } from './comparison-told.ts';

/**
 * The published runs are read, compared and told today as they were when they were published. Who changes a word of the reports on
 * purpose writes theirs again (`make report RUN=reference/<scenario>`), and whose rules change says so in the results' README.
 */
const references = await listReferences(PROJECT_ROOT);

test('there is a published run of every kind of experiment', async () => {
  const kinds = await Promise.all(
    references.map(async ({ path }) => (await readManifest(path)).scenario.experiment.kind),
  );
  expect([...new Set(kinds)].toSorted()).toEqual([...KINDS.ids].toSorted());
});

describe.each(references.map(({ path }) => path))('%s', (path) => {
  /** Read once for all tests: nobody changes what was read. */
  let run: Awaited<ReturnType<typeof readRun>>;
  beforeAll(async () => {
    run = await readRun(path);
  });

  test('has details of its kind in every trial, whatever schema it was written in', () => {
    const { manifest, trials, damaged } = run;
    expect(damaged).toEqual([]);
    const { kind } = manifest.scenario.experiment;
    for (const trial of trials) {
      expect(trial).toMatchObject({ schema: 2, kind });
      expect(KINDS.get(kind).details.parse(trial.details)).toEqual(trial.details);
    }
  });

  test('gives the same comparison', async () => {
    const { comparison } = await compareAgain(PROJECT_ROOT, run);
    expect(told(comparison)).toEqual(told(run.comparison));
  });

  test('tells of each claim what was measured on the other side of what would turn it', () => {
    const silent = (run.comparison?.claims ?? []).filter(({ turn }) => !turn?.measured).map(({ id }) => id);
    expect(silent).toEqual([]);
  });

  test('comes to the same by the code of `make recheck`', async () => {
    const files = await readFiles(path);
    const { comparisons, recomputed, disagreements } = recheck(files);
    expect(disagreements).toEqual([]);
    expect(comparisons).toHaveLength(recomputed);
    expect(recomputed).toBe(files.comparison.metrics.flatMap((metric) => metric.comparisons).length);
    expect(recomputed).toBeGreaterThan(0);
  });

  test('gives the same reports, byte for byte', async () => {
    const reports = renderReports(await comparedRun(PROJECT_ROOT, run));
    expect(reports.html).toBe(await readFile(join(path, 'report.html'), 'utf8'));
    expect(reports.markdown).toBe(await readFile(join(path, 'report.md'), 'utf8'));
  });
});
