import type { TrialSetting } from '../bench/round.ts';
import { compareTrials } from '../compare/compare-trials.ts';
import { unsettledClaims } from '../compare/unsettled.ts';
import { roundRunnerOf } from '../experiments/registry.ts';
import type { Manifest } from '../records/manifest.ts';
import type { TrialRecord } from '../records/trial.ts';
import { upTo } from './first-manifest.ts';
import { type Progress, TimeEstimate } from './progress.ts';
import type { RunFolder } from './run-folder.ts';
import { runRounds } from './run-rounds.ts';

/**
 * Runs rounds up to the next look, compares, and goes on to the one after it while a claim is open that more rounds could
 * settle.
 *
 * @param begun says at which look it is, and which others there are
 * @param trials those that have ended; grows
 * @param runOne runs a round once; another one in tests
 * @returns the manifest as it is at the end
 */
export async function runToLooks(
  setting: TrialSetting,
  folder: RunFolder,
  progress: Progress,
  begun: Manifest,
  trials: TrialRecord[],
  runOne = roundRunnerOf(setting.plan.scenario),
): Promise<Manifest> {
  const { plan } = setting;
  const { scenario } = plan;
  const estimate = TimeEstimate.of(plan, trials);
  let manifest = begun;
  for (;;) {
    const { rounds, looks, runId, driver } = manifest;
    const compared = { ...manifest, scenario };
    const compare = () => compareTrials(compared, trials, { runId, driver: driver.id, notes: [] });
    const planned = plan.trials.filter(({ round }) => round <= rounds);
    const ended = await runRounds(setting, { planned, trials, folder, progress, estimate, compare, runOne });
    const unsettled = unsettledClaims(compare());
    const next = looks.find((look) => look > rounds);
    if (ended.status !== 'finished' || next === undefined || unsettled.length === 0)
      return { ...manifest, ...ended };
    const are = unsettled.length === 1 ? 'is' : 'are';
    progress.note(`Extending to ${next} rounds: ${unsettled.join(', ')} ${are} still inconclusive`);
    manifest = { ...manifest, ...upTo(plan, next) };
    await folder.writeManifest(manifest);
  }
}
