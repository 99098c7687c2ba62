import { compareTrials } from '../compare/compare-trials.ts';
import { endNotes } from '../compare/end-notes.ts';
import { judgedBy } from '../compare/judged.ts';
import type { RunFiles } from '../records/run-files.ts';
import { findScenario, scenarioIds } from '../scenario/find-scenarios.ts';
import type { Text } from '../scenario/scenario.ts';
import type { DamagedFile } from './read-json.ts';
import type { StoredRun } from './read-run.ts';

/**
 * A run with its comparison: the stored one, or else a new one from its trials. If a run was interrupted, resumed and then
 * killed, its stored comparison covers only the first part and is not used.
 */
export const comparedRun = async (root: string, run: StoredRun): Promise<RunFiles> =>
  run.comparison && run.manifest.status !== 'running'
    ? {
        manifest: run.manifest,
        comparison: run.comparison,
        trials: run.trials,
        prediction: run.prediction,
        traces: run.traces,
      }
    : compareAgain(root, run);

/** A run with a new comparison of its trials, by the rules of this version of the lab. The stored comparison is not used. */
export async function compareAgain(
  root: string,
  { manifest, trials, prediction, traces, damaged }: StoredRun,
): Promise<RunFiles> {
  const known = (await scenarioIds(root)).includes(manifest.scenario.id);
  const scenario = known ? (await findScenario(root, manifest.scenario.id)).scenario : undefined;
  const { id } = manifest.scenario;
  const gone: Text = {
    en: `There is no scenario "${id}" any more: its claims were not decided.`,
    ko: `시나리오 "${id}"가 더는 없어서 주장을 판정하지 못했다.`,
  };
  const left = damaged.map(leftOut(manifest.runId));
  const comparison = compareTrials({ ...manifest, scenario: judgedBy(manifest, scenario) }, trials, {
    runId: manifest.runId,
    driver: manifest.driver.id,
    notes: [...endNotes(manifest, trials), ...(known ? [] : [gone]), ...left],
  });
  return { manifest, comparison, trials, prediction, traces };
}

/** Compares a run again that has a comparison already, and notes in the new one when its claims were decided again. */
export async function decideAgain(root: string, run: StoredRun, now = new Date()): Promise<RunFiles> {
  const files = await compareAgain(root, run);
  if (!run.comparison) return files;
  return { ...files, comparison: { ...files.comparison, decidedAgain: now.toISOString() } };
}

/** What a reader is told of a file that could not be read, and what can be done. */
export const leftOut =
  (runId: string) =>
  ({ message }: DamagedFile): Text => ({
    en: `Left out: ${message}. To measure what is missing: make run-scenario RESUME=${runId}.`,
    ko: `제외: ${message}. 빠진 부분을 측정하려면 make run-scenario RESUME=${runId}로 실행한다.`,
  });
