import { compareTrials, type Judged } from '../compare/compare-trials.ts';
import { endNotes } from '../compare/warnings.ts';
import type { Manifest } from '../records/manifest.ts';
import type { RunFiles } from '../report/view.ts';
import { findScenario, scenarioIds } from '../scenario/find-scenarios.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { StoredRun } from './read-run.ts';

/**
 * A run with its comparison: the stored one, or else a new one from its trials. If a run was interrupted, resumed and then
 * killed, its stored comparison covers only the first part and is not used.
 */
export const comparedRun = async (root: string, run: StoredRun): Promise<RunFiles> =>
  run.comparison && run.manifest.status !== 'running'
    ? { manifest: run.manifest, comparison: run.comparison, trials: run.trials }
    : compareAgain(root, run);

/** A run with a new comparison of its trials, by the rules of this version of the lab. The stored comparison is not used. */
export async function compareAgain(root: string, { manifest, trials }: StoredRun): Promise<RunFiles> {
  const known = (await scenarioIds(root)).includes(manifest.scenario.id);
  const scenario = known ? (await findScenario(root, manifest.scenario.id)).scenario : undefined;
  const gone = known
    ? []
    : [`There is no scenario "${manifest.scenario.id}" any more: its claims were not decided.`];
  const comparison = compareTrials({ ...manifest, scenario: scenarioOf(manifest, scenario) }, trials, {
    runId: manifest.runId,
    driver: manifest.driver.id,
    notes: [...endNotes(manifest, trials), ...gone],
  });
  return { manifest, comparison, trials };
}

/** Measured as the manifest says, and judged by the claims that the scenario has today, if there still is one. */
function scenarioOf({ scenario }: Manifest, today: Scenario | undefined): Judged {
  const { id, endpoints, phases, measures } = scenario;
  const insights = today?.insights;
  return {
    id,
    endpoints,
    phases,
    measures: measures.map(({ against, ...measure }) => ({ ...measure, ...(against && { against }) })),
    claims: today?.claims ?? [],
    ...(insights && { insights }),
  };
}
