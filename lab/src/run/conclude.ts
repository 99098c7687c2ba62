import type { Plan } from '../bench/plan.ts';
import { compareTrials } from '../compare/compare-trials.ts';
import { endNotes } from '../compare/end-notes.ts';
import { judgedBy } from '../compare/judged.ts';
import type { Manifest } from '../records/manifest.ts';
import type { RunFiles } from '../records/run-files.ts';
import type { Traces } from '../records/traces.ts';
import type { Language } from '../report/language.ts';
import { renderReports } from '../report/render-reports.ts';
import { forgetWaiting } from '../results/waiting-prediction.ts';
import type { BegunRun } from './begin-run.ts';

export interface RunOutcome extends RunFiles {
  readonly folder: string;
}

interface Concluding {
  readonly root: string;
  readonly plan: Plan;
  /** Of the reports; English without. */
  readonly language?: Language | undefined;
}

/** Compares what there is and writes it down. Without a trial there is nothing to keep. */
export async function conclude(
  { root, plan, language }: Concluding,
  { folder, trials, prediction }: BegunRun,
  ended: Manifest,
  traces?: Traces,
): Promise<RunOutcome | undefined> {
  if (trials.length === 0) {
    await folder.remove();
    return undefined;
  }
  const manifest = { ...ended, endedAt: new Date().toISOString() };
  const { runId, driver } = manifest;
  const notes = endNotes(manifest, trials);
  const compared = { ...manifest, scenario: judgedBy(manifest, plan.scenario) };
  const comparison = compareTrials(compared, trials, { runId, driver: driver.id, notes });
  const reports = renderReports({ manifest, comparison, trials, prediction, traces }, language);
  if (traces) await folder.writeTraces(traces);
  await folder.writeComparison(comparison);
  await folder.writeReport('report.md', reports.markdown);
  await folder.writeReport('report.html', reports.html);
  // Last, so that a run that is called finished has all of its files.
  await folder.writeManifest(manifest);
  // The prediction has its answer now. Without a valid result it goes on waiting, for the next run.
  if (prediction && comparison.valid) await forgetWaiting(root, prediction);
  return { folder: folder.path, manifest, comparison, trials, prediction };
}
