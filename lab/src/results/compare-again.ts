import type { RunFiles } from '../report/view.ts';
import { compareTrials } from '../run/compare-trials.ts';
import type { Manifest } from '../run/records/manifest.ts';
import type { TrialRecord } from '../run/records/trial.ts';
import { findScenario, scenarioIds } from '../scenario/find-scenarios.ts';
import type { Scenario } from '../scenario/scenario.ts';
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
  const comparison = compareTrials({ ...manifest, scenario: scenarioOf(manifest, scenario) }, trials, {
    runId: manifest.runId,
    driver: manifest.driver.id,
    notes: [...endNotes(manifest, trials), ...gone],
  });
  return { manifest, comparison, trials };
}

/** Measured as the manifest says, and judged by the claims that the scenario has today, if there still is one. */
function scenarioOf({ scenario, warmUp, baseline, arms }: Manifest, today: Scenario | undefined): Scenario {
  const { id, title, question, endpoints } = scenario;
  const phases = scenario.phases.map(({ name, perSecond, seconds }) => ({
    name,
    perSecond,
    seconds: { smoke: seconds, quick: seconds, full: seconds },
  }));
  const measured = { id, title, question, endpoints, phases, warmUpPerSecond: warmUp.perSecond };
  const compared = { baseline, arms: arms.map(({ topology }) => topology) };
  return { ...compared, claims: [], ...pickJudgement(today), ...measured };
}

const pickJudgement = (today: Scenario | undefined) =>
  today && { claims: today.claims, ...(today.insights && { insights: today.insights }) };

function endNotes({ status, reason, order }: Manifest, trials: readonly TrialRecord[]): string[] {
  const ended = new Set(trials.map(({ number }) => number)).size;
  const after = `after ${ended} of ${order.length} trials`;
  if (status === 'running') return [`The run was killed ${after}.`];
  if (status === 'interrupted') return [`The run was interrupted ${after}: fewer rounds than planned.`];
  return status === 'failed' ? [`The run was given up: ${reason?.split('\n')[0] ?? 'a trial failed'}`] : [];
}
