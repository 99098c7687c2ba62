import { join } from 'node:path';
import type { RabbitMq } from '../components/component.ts';
import { acquireRabbitMq } from '../components/rabbitmq.ts';
import type { Driver } from '../drivers/driver.ts';
import type { Plan } from '../plan/plan.ts';
import { allOrNone } from '../processes/all-or-none.ts';
import { createScratch } from '../processes/scratch.ts';
import { renderReports } from '../report/render-reports.ts';
import type { FoundScenario } from '../scenario/find-scenarios.ts';
import { prepareData } from '../topologies/seed-data.ts';
import type { Topology } from '../topologies/topology.ts';
import { compareTrials } from './compare-trials.ts';
import { firstManifest } from './first-manifest.ts';
import type { Progress } from './progress.ts';
import type { ComparisonFile } from './records/comparison.ts';
import type { Manifest } from './records/manifest.ts';
import type { TrialRecord } from './records/trial.ts';
import { newRunId, RunFolder } from './run-folder.ts';
import { runTrials } from './run-trials.ts';
import { topologyOf } from './topology-of.ts';

export interface RunOptions {
  readonly root: string;
  readonly plan: Plan;
  readonly workload: FoundScenario['workload'];
  readonly driver: Driver;
  readonly progress: Progress;
  /** Calls the run off: what was measured is kept. */
  readonly signal: AbortSignal;
}

export interface RunOutcome {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly comparison: ComparisonFile;
  readonly trials: readonly TrialRecord[];
}

/**
 * Runs a plan and leaves its result files behind.
 *
 * @returns undefined when it was called off before anything was measured; no folder is left then
 * @throws {MissingComponent}, or when the data cannot be prepared; no folder is left then either
 */
export async function run(options: RunOptions): Promise<RunOutcome | undefined> {
  const { root, plan, progress, signal } = options;
  const runId = newRunId(plan.scenario.id, plan.profile.id);
  const folder = await RunFolder.create(root, plan.scenario.id, runId);
  const scratch = await createScratch(root, 'run');
  const seededData = (topology: string) => join(scratch.path, 'seeded', topology);
  const topologies = [...new Set(plan.arms.map(({ topology }) => topology))].map(topologyOf);
  const trials: TrialRecord[] = [];
  let rabbitMq: RabbitMq | undefined;
  try {
    const acquire = async (given: AbortSignal) => {
      rabbitMq = await broker(options, topologies, runId, join(scratch.path, 'rabbitmq'), given);
    };
    const seed = async (given: AbortSignal) => {
      progress.note(`Seeding the shop's data for ${topologies.map(({ id }) => id).join(', ')}`);
      for (const topology of topologies) {
        const dir = seededData(topology.id);
        await prepareData(topology, { root, runId, dir, seed: plan.seed, signal: given });
      }
    };
    await allOrNone([acquire, seed], signal);
    const manifest = await firstManifest({ ...options, runId, rabbitMq });
    await folder.writeManifest(manifest);
    const step = (what: string) => progress.step(what);
    const setting = { ...options, runId, rabbitMq, seededData, scratch: scratch.path, step };
    const ended = await runTrials(setting, folder, progress, trials);
    return await conclude(
      options,
      folder,
      { ...manifest, ...ended, endedAt: new Date().toISOString() },
      trials,
    );
  } catch (error) {
    if (trials.length === 0) await folder.remove();
    if (signal.aborted && trials.length === 0) return undefined;
    throw error;
  } finally {
    await rabbitMq?.release();
    await scratch.remove();
  }
}

async function broker(
  { plan, progress }: RunOptions,
  topologies: readonly Topology[],
  runId: string,
  workDir: string,
  signal: AbortSignal,
): Promise<RabbitMq | undefined> {
  const users = topologies.filter(({ components }) => components.includes('rabbitmq'));
  if (users.length === 0) return undefined;
  const trials = plan.trials.filter(({ arm }) => users.some(({ id }) => id === arm.topology)).length;
  const namespaces = trials * plan.profile.attempts;
  return acquireRabbitMq({ workDir, runId, log: (line) => progress.note(line), namespaces, signal });
}

async function conclude(
  { plan, driver }: RunOptions,
  folder: RunFolder,
  manifest: Manifest,
  trials: readonly TrialRecord[],
): Promise<RunOutcome | undefined> {
  if (trials.length === 0) {
    await folder.remove();
    return undefined;
  }
  const notes = notesOn(manifest, trials);
  const compared = { ...plan, profile: plan.profile.id };
  const comparison = compareTrials(compared, trials, { runId: manifest.runId, driver: driver.id, notes });
  await folder.writeManifest(manifest);
  await folder.writeComparison(comparison);
  const reports = renderReports({ manifest, comparison, trials });
  await folder.writeReport('report.md', reports.markdown);
  await folder.writeReport('report.html', reports.html);
  return { folder: folder.path, manifest, comparison, trials };
}

function notesOn({ status, reason, order }: Manifest, trials: readonly TrialRecord[]): string[] {
  if (status === 'interrupted') {
    return [
      `The run was interrupted after ${trials.length} of ${order.length} trials: fewer rounds than planned.`,
    ];
  }
  return status === 'failed' ? [`The run was given up: ${reason?.split('\n')[0] ?? 'a trial failed'}`] : [];
}
