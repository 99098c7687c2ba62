import { rename } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Plan } from '../bench/plan.ts';
import type { Progress } from '../bench/progress.ts';
import type { Driver } from '../drivers/driver.ts';
import type { CpuSets } from '../host/cpu-sets.ts';
import type { Manifest } from '../records/manifest.ts';
import type { Prediction } from '../records/prediction.ts';
import type { TrialRecord } from '../records/trial.ts';
import type { DamagedFile } from '../results/read-json.ts';
import type { StoredRun } from '../results/read-run.ts';
import { readWaiting } from '../results/waiting-prediction.ts';
import type { FoundWorkload } from '../scenario/find-scenarios.ts';
import { counted } from '../terminal/counted.ts';
import { firstManifest } from './first-manifest.ts';
import { changesSince, refuseChangedPlan, untilLeftoversEnd } from './resume.ts';
import { newRunId, RunFolder } from './run-folder.ts';
import { lockRun } from './run-lock.ts';

interface Beginning {
  readonly root: string;
  readonly plan: Plan;
  readonly workload: FoundWorkload;
  readonly driver: Driver;
  readonly cpus: CpuSets | undefined;
  readonly wakeUpUs: number | null;
  readonly skipped: Manifest['skipped'];
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** The run to go on with; a new one without. */
  readonly resumed?: StoredRun | undefined;
}

/** A run whose folder holds a manifest that says so, and belongs to this process. */
export interface BegunRun {
  readonly folder: RunFolder;
  readonly manifest: Manifest;
  /** Those that an earlier process has brought to their end. */
  readonly trials: TrialRecord[];
  /** Its own: that of a run which is resumed is the one that it began with. */
  readonly prediction: Prediction | null;
  readonly unlock: () => Promise<void>;
}

/**
 * Begins a run, or goes on with one. From here on it can be resumed, whenever it is killed. A new run takes a copy of the prediction that waits
 * for its scenario; that one goes on waiting until the run has come to a result.
 *
 * @throws {UsageError} when the plan or the code of the run to go on with has changed, another lab is at work on it, or the waiting prediction
 *   cannot be read
 */
export async function beginRun(beginning: Beginning): Promise<BegunRun> {
  const { root, plan, resumed } = beginning;
  if (resumed) return goOn(beginning, resumed);
  const runId = newRunId(plan.scenario.id, plan.profile.id);
  const manifest = await firstManifest({ ...beginning, runId });
  const prediction = await readWaiting(root, plan.scenario.id);
  const folder = await RunFolder.create(root, manifest, prediction);
  if (prediction)
    beginning.progress.note({
      en: `The prediction of ${prediction.at} is kept with the run`,
      ko: `${prediction.at}에 적은 예측을 이 실행에 함께 보관한다`,
    });
  return { folder, manifest, trials: [], prediction, unlock: await lockRun(folder.path) };
}

async function goOn(
  beginning: Beginning,
  { path, manifest: then, trials, prediction, damaged }: StoredRun,
): Promise<BegunRun> {
  const { progress, signal } = beginning;
  const { runId } = then;
  const now = await firstManifest({ ...beginning, runId });
  refuseChangedPlan(then, now);
  const unlock = await lockRun(path);
  try {
    await untilLeftoversEnd(runId, signal);
    const differs = changesSince(then, now);
    for (const change of differs)
      progress.note({
        en: `Changed since the run began: ${change}`,
        ko: `실행을 시작한 뒤 바뀐 것: ${change}`,
      });
    const resumed = [...(then.resumed ?? []), { at: now.startedAt, differs }];
    const begins = { status: 'running', reason: null, reasonInKorean: undefined, endedAt: null } as const;
    const manifest: Manifest = { ...then, resumed, ...begins };
    for (const file of damaged) {
      const kept = await setAside(file);
      progress.note({
        en: `${file.message}. What is missing is measured again; the file is kept as ${basename(kept)}`,
        ko: `${file.message}. 빠진 부분은 다시 측정하고, 파일은 ${basename(kept)}로 남겨 둔다`,
      });
    }
    const folder = await RunFolder.reopen(path, runId);
    await folder.writeManifest(manifest);
    const valid = trials.filter((trial) => trial.valid).length;
    progress.note({
      en: `Going on with ${runId}: it has ${counted(valid, 'valid trial')}`,
      ko: `이어서 실행한다: ${runId}, 유효한 시행 ${valid}번`,
    });
    return { folder, manifest, trials: [...trials], prediction, unlock };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** Gives a damaged file a name under which nobody reads it, beside its place. */
async function setAside({ path }: DamagedFile): Promise<string> {
  const kept = `${path}.damaged`;
  await rename(path, kept);
  return kept;
}
