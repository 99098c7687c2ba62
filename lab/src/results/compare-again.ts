import { compareTrials } from '../compare/compare-trials.ts';
import { judgedBy } from '../compare/judged.ts';
import { endNotes } from '../compare/warnings.ts';
import type { RunFiles } from '../records/run-files.ts';
import { findScenario, scenarioIds } from '../scenario/find-scenarios.ts';
import type { StoredRun } from './read-run.ts';

/**
 * A run with its comparison: the one it left, or else one made anew from its trials. A run that went on after an
 * interruption and was killed then has the comparison of its first part, which no longer counts.
 */
export const comparedRun = async (root: string, run: StoredRun): Promise<RunFiles> =>
  run.comparison && run.manifest.status !== 'running'
    ? { manifest: run.manifest, comparison: run.comparison, trials: run.trials }
    : compareAgain(root, run);

/** A run with a comparison made of its trials by the rules of this version of the lab, whatever comparison it has. */
export async function compareAgain(root: string, { manifest, trials }: StoredRun): Promise<RunFiles> {
  const known = (await scenarioIds(root)).includes(manifest.scenario.id);
  const scenario = known ? (await findScenario(root, manifest.scenario.id)).scenario : undefined;
  const gone = known
    ? []
    : [`There is no scenario "${manifest.scenario.id}" any more: its claims were not decided.`];
  const comparison = compareTrials({ ...manifest, scenario: judgedBy(manifest, scenario) }, trials, {
    runId: manifest.runId,
    driver: manifest.driver.id,
    notes: [...endNotes(manifest, trials), ...gone],
  });
  return { manifest, comparison, trials };
}
