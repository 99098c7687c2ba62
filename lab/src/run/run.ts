import { join } from 'node:path';
import type { RabbitMq } from '../components/component.ts';
import { acquireRabbitMq } from '../components/rabbitmq.ts';
import type { Driver } from '../drivers/driver.ts';
import { readEnvironment } from '../measurement/environment.ts';
import { type Plan, phasesOf } from '../plan/plan.ts';
import { allOrNone } from '../processes/all-or-none.ts';
import { createScratch } from '../processes/scratch.ts';
import { renderReports } from '../report/render-reports.ts';
import type { FoundScenario } from '../scenario/find-scenarios.ts';
import { prepareData } from '../topologies/seed-data.ts';
import { findTopology } from '../topologies/topologies.ts';
import type { Topology } from '../topologies/topology.ts';
import { compareTrials } from './compare-trials.ts';
import { type Progress, TimeEstimate } from './progress.ts';
import type { ComparisonFile } from './records/comparison.ts';
import type { Manifest } from './records/manifest.ts';
import type { TrialRecord } from './records/trial.ts';
import { newRunId, RunFolder } from './run-folder.ts';
import { runTrial, type TrialSetting } from './trial.ts';

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
  const topologies = [...new Set(plan.arms.map(({ topology }) => topology))].map(topologyOf);
  const trials: TrialRecord[] = [];
  let rabbitMq: RabbitMq | undefined;
  try {
    const seededData = (topology: string) => join(scratch.path, 'seeded', topology);
    await allOrNone(
      [
        async (given) => {
          rabbitMq = await broker(options, topologies, runId, scratch.path, given);
        },
        async (given) => {
          progress.note(`Seeding the shop's data for ${topologies.map(({ id }) => id).join(', ')}`);
          for (const topology of topologies) {
            await prepareData(topology, {
              root,
              runId,
              dir: seededData(topology.id),
              seed: plan.seed,
              signal: given,
            });
          }
        },
      ],
      signal,
    );
    const manifest = await firstManifest(options, runId, rabbitMq);
    await folder.writeManifest(manifest);
    const setting = {
      ...options,
      runId,
      rabbitMq,
      seededData,
      scratch: scratch.path,
      step: (what: string) => progress.step(what),
    };
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

function topologyOf(id: string): Topology {
  const topology = findTopology(id);
  if (!topology) throw new Error(`no topology ${id}`);
  return topology;
}

async function broker(
  { plan, progress }: RunOptions,
  topologies: readonly Topology[],
  runId: string,
  scratch: string,
  signal: AbortSignal,
): Promise<RabbitMq | undefined> {
  const users = topologies.filter(({ components }) => components.includes('rabbitmq'));
  if (users.length === 0) return undefined;
  const trials = plan.trials.filter(({ arm }) => users.some(({ id }) => id === arm.topology)).length;
  const namespaces = trials * plan.profile.attempts;
  return acquireRabbitMq({
    workDir: join(scratch, 'rabbitmq'),
    runId,
    log: (line) => progress.note(line),
    namespaces,
    signal,
  });
}

/** Runs the trials in their order, each until it is valid or its attempts are used up. */
async function runTrials(
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
  const compared = {
    scenario: plan.scenario,
    arms: plan.arms,
    baseline: plan.baseline,
    profile: plan.profile.id,
  };
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

async function firstManifest(
  { root, plan, driver }: RunOptions,
  runId: string,
  rabbitMq: RabbitMq | undefined,
): Promise<Manifest> {
  const { scenario, profile, arms, seed } = plan;
  const asked = arms.map(({ topology }) => topology).join(',');
  return {
    schema: 1,
    runId,
    scenario: {
      id: scenario.id,
      title: scenario.title,
      question: scenario.question,
      endpoints: scenario.endpoints.map((endpoint) => ({ ...endpoint })),
      phases: phasesOf(scenario, profile),
      claims: scenario.claims.map(({ id, text, decidedBy }) => ({ id, text, decidedBy })),
    },
    profile: profile.id,
    baseline: plan.baseline,
    arms: arms.map(({ name, topology }) => ({ name, topology, title: topologyOf(topology).title })),
    seed,
    rounds: profile.rounds,
    warmUp: { perSecond: scenario.warmUpPerSecond, ...profile.warmUp },
    order: plan.trials.map(({ arm }) => arm.name),
    driver: { id: driver.id, description: driver.description },
    components: rabbitMq ? [{ name: 'RabbitMQ', origin: rabbitMq.origin, version: rabbitMq.version }] : [],
    environment: await readEnvironment(root),
    startedAt: new Date().toISOString(),
    endedAt: null,
    status: 'running',
    reason: null,
    command: `make run-scenario SCENARIO=${scenario.id} PROFILE=${profile.id} ARMS=${asked} SEED=${seed} DRIVER=${driver.id}`,
  };
}

const reasonOf = (reason: unknown): string => (reason instanceof Error ? reason.message : String(reason));
