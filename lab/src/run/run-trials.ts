import { phasesOf } from '../plan/plan.ts';
import { type Progress, TimeEstimate } from './progress.ts';
import type { Manifest } from './records/manifest.ts';
import type { TrialRecord } from './records/trial.ts';
import type { RunFolder } from './run-folder.ts';
import { topologyOf } from './topology-of.ts';
import { runTrial, type TrialSetting } from './trial.ts';

/** Runs the trials in their order, each until it is valid or its attempts are used up. */
export async function runTrials(
  setting: TrialSetting,
  folder: RunFolder,
  progress: Progress,
  trials: TrialRecord[],
): Promise<Pick<Manifest, 'status' | 'reason'>> {
  const { plan, signal } = setting;
  const estimate = new TimeEstimate(
    phasesOf(plan.scenario, plan.profile).reduce(
      (sum, { seconds }) => sum + seconds,
      plan.profile.warmUp.minSeconds,
    ),
  );
  for (const [index, trial] of plan.trials.entries()) {
    const topology = topologyOf(trial.arm.topology);
    const rest = plan.trials.slice(index);
    let record: TrialRecord | undefined;
    for (let attempt = 1; attempt <= plan.profile.attempts && !record?.valid; attempt += 1) {
      progress.trialStarts(trial, attempt, {
        trials: rest.length,
        of: plan.trials.length,
        seconds: estimate.forAll(rest),
      });
      const began = performance.now();
      try {
        record = await runTrial(setting, trial, attempt, topology, folder.trialDir(trial, attempt));
      } catch (error) {
        if (signal.aborted) return { status: 'interrupted', reason: reasonOf(signal.reason) };
        throw error;
      }
      estimate.took(trial.arm.name, (performance.now() - began) / 1000);
      trials.push(record);
      await folder.writeTrial(record);
      progress.trialEnded(trial, record);
    }
    const neverRan = trials.every(({ arm, phases }) => arm !== trial.arm.name || phases.length === 0);
    if (neverRan) return { status: 'failed', reason: record?.invalidBecause.join('; ') ?? null };
  }
  return { status: 'finished', reason: null };
}

const reasonOf = (reason: unknown): string => (reason instanceof Error ? reason.message : String(reason));
