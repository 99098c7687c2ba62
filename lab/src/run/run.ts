import { join } from 'node:path';
import type { Plan } from '../bench/plan.ts';
import type { Progress } from '../bench/progress.ts';
import { compareTrials } from '../compare/compare-trials.ts';
import { judgedBy } from '../compare/judged.ts';
import { endNotes } from '../compare/warnings.ts';
import { MissingComponent, type RabbitMq } from '../components/component.ts';
import { acquireRabbitMq } from '../components/rabbitmq/rabbitmq.ts';
import type { Driver } from '../drivers/driver.ts';
import { KINDS } from '../experiments/registry.ts';
import { type CpuSets, findCpuSets, withAtLeast } from '../host/cpu-sets.ts';
import { keepCpusAwake } from '../host/idle-states.ts';
import { allOrNone } from '../host/processes/all-or-none.ts';
import { acquireGuardian } from '../host/processes/guardian.ts';
import { createScratch } from '../host/processes/scratch.ts';
import type { ComparisonFile } from '../records/comparison.ts';
import type { Manifest } from '../records/manifest.ts';
import type { TrialRecord } from '../records/trial.ts';
import { renderReports } from '../report/render-reports.ts';
import type { StoredRun } from '../results/read-run.ts';
import type { FoundScenario } from '../scenario/find-scenarios.ts';
import { multipleOf } from '../topologies/replicated.ts';
import { prepareData } from '../topologies/seed-data.ts';
import type { Topology } from '../topologies/topology.ts';
import { topologyOf } from '../topologies/topology-of.ts';
import { type BegunRun, beginRun } from './begin-run.ts';
import { runToLooks } from './run-to-looks.ts';

export interface RunOptions {
  readonly root: string;
  readonly plan: Plan;
  readonly workload: FoundScenario['workload'];
  readonly driver: Driver;
  readonly progress: Progress;
  /** Calls the run off: what was measured is kept. */
  readonly signal: AbortSignal;
  /** The run to go on with; a new one without. */
  readonly resumed?: StoredRun | undefined;
}

export interface RunOutcome {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly comparison: ComparisonFile;
  readonly trials: readonly TrialRecord[];
}

interface Prepared extends RunOptions {
  readonly cpus: CpuSets | undefined;
  /** See `WakefulCpus`. */
  readonly wakeUpUs: number | null;
  /** Folder for files that nobody needs afterwards. */
  readonly scratch: string;
}

/**
 * Runs a plan, or the rest of one, and leaves its result files behind.
 *
 * @returns undefined when it was called off before anything was measured; no folder is left then
 * @throws {MissingComponent}, or when the data cannot be prepared; a folder without trials is not left then either
 * @throws {UsageError} when a run cannot be gone on with
 */
export async function run(options: RunOptions): Promise<RunOutcome | undefined> {
  await requireAbility(options.plan);
  const scratch = await createScratch(options.root, 'run');
  const awake = keepCpusAwake();
  try {
    const sets = await findCpuSets();
    const cpus = 'missing' in sets ? undefined : withAtLeast(options.plan.round.cpus, sets);
    const prepared = { ...options, cpus, wakeUpUs: awake.wakeUpUs, scratch: scratch.path };
    const begun = await beginRun(prepared, scratch.path);
    const guardian = acquireGuardian(begun.manifest.runId);
    // Databases, and copies of the sources: not even `kill -9` is to leave them.
    guardian.watchFolder(scratch.path);
    try {
      return await measure(prepared, begun);
    } finally {
      await begun.unlock();
      await guardian.release();
    }
  } finally {
    awake.release();
    await scratch.remove();
  }
}

/** @throws {MissingComponent} when this machine lacks what the kind of experiment needs */
async function requireAbility({ scenario, settings }: Plan): Promise<void> {
  const missing = await KINDS.get(scenario.experiment.kind).missing?.(settings);
  if (missing) throw new MissingComponent(missing.what, missing.remedies);
}

async function measure(options: Prepared, begun: BegunRun): Promise<RunOutcome | undefined> {
  const { root, plan, progress, signal, scratch } = options;
  const { folder, trials } = begun;
  const { runId } = begun.manifest;
  const seededData = (topology: string) => join(scratch, 'seeded', topology);
  const topologies = [...new Set(plan.arms.map(({ topology }) => topology))].map(topologyOf);
  let rabbitMq: RabbitMq | undefined;
  try {
    const acquire = async (given: AbortSignal) => {
      rabbitMq = await broker(options, begun.manifest, topologies, given);
    };
    const seed = async (given: AbortSignal) => {
      // A multiple runs on the data of what it is a multiple of.
      const bases = [...new Set(topologies.map((topology) => multipleOf(topology).base))];
      progress.note(`Seeding the shop's data for ${bases.join(', ')}`);
      for (const topology of bases.map(topologyOf)) {
        const dir = seededData(topology.id);
        await prepareData(topology, { root, runId, dir, seed: plan.seed, signal: given });
      }
    };
    await allOrNone([acquire, seed], signal);
    const manifest = { ...begun.manifest, components: componentsOf(rabbitMq) };
    await folder.writeManifest(manifest);
    const step = (what: string) => progress.step(what);
    const setting = { ...options, runId, rabbitMq, seededData, step };
    return await conclude(options, begun, await runToLooks(setting, folder, progress, manifest, trials));
  } catch (error) {
    if (trials.length === 0) await folder.remove();
    if (!signal.aborted) throw error;
    const reason = signal.reason instanceof Error ? signal.reason.message : String(signal.reason);
    return await conclude(options, begun, { ...begun.manifest, status: 'interrupted', reason });
  } finally {
    await rabbitMq?.release();
  }
}

async function broker(
  { plan, progress, cpus, scratch }: Prepared,
  { runId, rounds }: Manifest,
  topologies: readonly Topology[],
  signal: AbortSignal,
): Promise<RabbitMq | undefined> {
  const users = topologies.filter(({ components }) => components.includes('rabbitmq'));
  if (users.length === 0) return undefined;
  const trials = plan.trials.filter(
    ({ round, arm }) => round <= rounds && users.some(({ id }) => id === arm.topology),
  ).length;
  return acquireRabbitMq({
    workDir: join(scratch, 'rabbitmq'),
    runId,
    log: (line) => progress.note(line),
    namespaces: trials * plan.profile.attempts,
    cpus: cpus?.arms,
    signal,
  });
}

const componentsOf = (rabbitMq: RabbitMq | undefined): Manifest['components'] =>
  rabbitMq ? [{ name: 'RabbitMQ', origin: rabbitMq.origin, version: rabbitMq.version }] : [];

/** Compares what there is and writes it down. Without a trial there is nothing to keep. */
async function conclude(
  { plan }: Prepared,
  { folder, trials }: BegunRun,
  ended: Manifest,
): Promise<RunOutcome | undefined> {
  if (trials.length === 0) {
    await folder.remove();
    return undefined;
  }
  const manifest = { ...ended, endedAt: new Date().toISOString() };
  const { runId, driver } = manifest;
  const notes = endNotes(manifest, trials);
  const compared = { ...manifest, scenario: judgedBy(manifest, plan.scenario) };
  const comparison = compareTrials(compared, trials, { runId, driver: driver.id, notes });
  const reports = renderReports({ manifest, comparison, trials });
  await folder.writeComparison(comparison);
  await folder.writeReport('report.md', reports.markdown);
  await folder.writeReport('report.html', reports.html);
  // Last, so that a run that is called finished has all of its files.
  await folder.writeManifest(manifest);
  return { folder: folder.path, manifest, comparison, trials };
}
