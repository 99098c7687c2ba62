import { compareTrials, type Judged } from '../compare/compare-trials.ts';
import { endNotes } from '../compare/warnings.ts';
import type { Manifest } from '../records/manifest.ts';
import type { RunFiles } from '../report/view.ts';
import { findScenario, scenarioIds } from '../scenario/find-scenarios.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { DamagedFile } from './read-json.ts';
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
export async function compareAgain(
  root: string,
  { manifest, trials, damaged }: StoredRun,
): Promise<RunFiles> {
  const known = (await scenarioIds(root)).includes(manifest.scenario.id);
  const scenario = known ? (await findScenario(root, manifest.scenario.id)).scenario : undefined;
  const gone = known
    ? []
    : [`There is no scenario "${manifest.scenario.id}" any more: its claims were not decided.`];
  const comparison = compareTrials({ ...manifest, scenario: scenarioOf(manifest, scenario) }, trials, {
    runId: manifest.runId,
    driver: manifest.driver.id,
    notes: [...endNotes(manifest, trials), ...gone, ...damaged.map(leftOut(manifest.runId))],
  });
  return { manifest, comparison, trials };
}

/** What a reader is told of a file that could not be read, and what can be done. */
export const leftOut =
  (runId: string) =>
  ({ message }: DamagedFile): string =>
    `Left out: ${message}. To measure what is missing: make run-scenario RESUME=${runId}.`;

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
