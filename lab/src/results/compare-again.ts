import { compareTrials } from '../compare/compare-trials.ts';
import { judgedBy } from '../compare/judged.ts';
import { endNotes } from '../compare/warnings.ts';
import type { RunFiles } from '../records/run-files.ts';
import { findScenario, scenarioIds } from '../scenario/find-scenarios.ts';
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
  const gone = known
    ? []
    : [`There is no scenario "${manifest.scenario.id}" any more: its claims were not decided.`];
  const comparison = compareTrials({ ...manifest, scenario: judgedBy(manifest, scenario) }, trials, {
    runId: manifest.runId,
    driver: manifest.driver.id,
    notes: [...endNotes(manifest, trials), ...gone, ...damaged.map(leftOut(manifest.runId))],
  });
  return { manifest, comparison, trials, prediction, traces };
}

/** What a reader is told of a file that could not be read, and what can be done. */
export const leftOut =
  (runId: string) =>
  ({ message }: DamagedFile): string =>
    `Left out: ${message}. To measure what is missing: make run-scenario RESUME=${runId}.`;
