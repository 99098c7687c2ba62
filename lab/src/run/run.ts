import { join } from 'node:path';
import { cpusOf } from '../bench/cpus-of.ts';
import type { Plan } from '../bench/plan.ts';
import type { Progress } from '../bench/progress.ts';
import type { TrialSetting } from '../bench/round.ts';
import { whyUnwatched } from '../bench/watching.ts';
import { AcquiredComponents, acquireComponents } from '../components/acquired.ts';
import type { Driver } from '../drivers/driver.ts';
import { KINDS } from '../experiments/registry.ts';
import { areShared, type CpuSets, findCpuSets, withAtLeast } from '../host/cpu-sets.ts';
import { keepCpusAwake } from '../host/idle-states.ts';
import { requireOfHost } from '../host/needs.ts';
import { allOrNone } from '../host/processes/all-or-none.ts';
import { acquireGuardian } from '../host/processes/guardian.ts';
import { createScratch } from '../host/processes/scratch.ts';
import type { Tell } from '../live/events.ts';
import type { Manifest } from '../records/manifest.ts';
import type { Traces } from '../records/traces.ts';
import type { Language } from '../report/language.ts';
import type { StoredRun } from '../results/read-run.ts';
import { requireResultsFolder } from '../results/results-folder.ts';
import type { FoundScenario } from '../scenario/find-scenarios.ts';
import type { Text } from '../scenario/scenario.ts';
import { builtStacksOf, requireBuilt } from '../topologies/built.ts';
import { multipleOf } from '../topologies/replicated.ts';
import { prepareData } from '../topologies/seed-data.ts';
import { topologyOf } from '../topologies/topology-of.ts';
import { toNamedCollector } from '../traces/pass-on.ts';
import { type BegunRun, beginRun } from './begin-run.ts';
import { withCapacity } from './capacity.ts';
import { conclude, type RunOutcome } from './conclude.ts';
import { DiskWatch, NoSpace, requireSpace } from './disk-space.ts';
import { reserveMachine } from './one-at-a-time.ts';
import { namespacesNeeded, spaceNeeds } from './run-needs.ts';
import { runToLooks } from './run-to-looks.ts';
import { armsToTrace, traceRequests } from './trace-requests.ts';

export interface RunOptions {
  readonly root: string;
  readonly plan: Plan;
  readonly workload: FoundScenario['workload'];
  readonly driver: Driver;
  readonly progress: Progress;
  /** See `TrialSetting`. */
  readonly live?: Tell | undefined;
  /** Calls the run off: what was measured is kept. */
  readonly signal: AbortSignal;
  /** The run to go on with; a new one without. */
  readonly resumed?: StoredRun | undefined;
  /** Arms that the run does without, see `Manifest.skipped`. */
  readonly skipped?: Manifest['skipped'] | undefined;
  /** Of the reports; English without. */
  readonly language?: Language | undefined;
}

interface Prepared extends RunOptions {
  readonly skipped: Manifest['skipped'];
  readonly cpus: CpuSets | undefined;
  /** What each arm has of them. */
  readonly ofArms: readonly (CpuSets | undefined)[];
  /** See `WakefulCpus`. */
  readonly wakeUpUs: number | null;
  /** Folder for files that nobody needs afterwards. */
  readonly scratch: string;
  /** Calls the run off, too. */
  readonly disk: DiskWatch;
}

/**
 * Runs a plan, or the rest of one, and leaves its result files behind.
 *
 * @returns undefined when it was called off before anything was measured; no folder is left then
 * @throws {UnsuitableHost} before anything is started; {UnavailableComponent}, or when the data cannot be prepared; a folder without trials
 *   is not left then either
 * @throws {UsageError} when a run cannot be resumed, or another lab measures on this machine
 */
export async function run(options: RunOptions): Promise<RunOutcome | undefined> {
  const { root, plan } = options;
  const { scenario } = plan;
  await requireOfHost(scenario.id, KINDS.get(scenario.experiment.kind).needs ?? []);
  for (const { topology } of plan.arms) await requireBuilt(topologyOf(topology), root);
  const results = await requireResultsFolder(root, scenario.id);
  requireSpace(spaceNeeds(plan, results, join(root, '.lab')));
  const reservation = await reserveMachine({ what: `a run of ${scenario.id}`, folder: root });
  const scratch = await createScratch(options.root, 'run');
  const awake = keepCpusAwake();
  try {
    const sets = await findCpuSets();
    const cpus = 'missing' in sets ? undefined : withAtLeast(options.plan.round.cpus, sets);
    const ofArms = plan.arms.map(({ topology }) => cpusOf(topologyOf(topology), cpus));
    const disk = new DiskWatch([results, scratch.path]);
    const signal = AbortSignal.any([options.signal, disk.signal]);
    const prepared = {
      ...options,
      cpus,
      ofArms,
      wakeUpUs: awake.wakeUpUs,
      skipped: options.skipped ?? [],
      scratch: scratch.path,
      signal,
      disk,
    };
    const begun = await beginRun(prepared);
    reservation.tell({ what: `run ${begun.manifest.runId}`, folder: begun.folder.path });
    const guardian = acquireGuardian(begun.manifest.runId);
    // Databases, and copies of the sources: not even `kill -9` is to leave them.
    guardian.watchFolder(scratch.path);
    try {
      const outcome = await measure(prepared, begun);
      if (!outcome) disk.signal.throwIfAborted();
      return outcome;
    } catch (error) {
      const why = disk.explain(error);
      if (!(why instanceof NoSpace) || begun.trials.length === 0) throw why;
      throw new NoSpace(
        `${why.message} What was measured is kept: make run-scenario RESUME=${begun.manifest.runId}`,
      );
    } finally {
      disk.stop();
      await begun.unlock();
      await guardian.release();
    }
  } finally {
    awake.release();
    await scratch.remove();
    reservation.release();
  }
}

async function measure(options: Prepared, begun: BegunRun): Promise<RunOutcome | undefined> {
  const { root, plan, progress, signal, scratch } = options;
  const { folder, trials } = begun;
  const { runId } = begun.manifest;
  const seededData = (topology: string) => join(scratch, 'seeded', topology);
  const topologies = [...new Set(plan.arms.map(({ topology }) => topology))].map(topologyOf);
  let components = new AcquiredComponents();
  try {
    const acquire = async (given: AbortSignal) => {
      components = await acquireComponents(namespacesNeeded(plan, options.cpus, begun.manifest.rounds), {
        ...{ workDir: scratch, runId, cpus: options.cpus?.arms, signal: given },
        log: (line) => progress.note(line),
      });
    };
    const seed = async (given: AbortSignal) => {
      // A multiple runs on the data of what it is a multiple of.
      const bases = [...new Set(topologies.map((topology) => multipleOf(topology).base))];
      const named = bases.join(', ');
      progress.note({ en: `Seeding the shop's data for ${named}`, ko: `상점 데이터 생성: ${named}` });
      for (const topology of bases.map(topologyOf)) {
        const dir = seededData(topology.id);
        await prepareData(topology, { root, runId, dir, seed: plan.seed, signal: given });
      }
    };
    await allOrNone([acquire, seed], signal);
    const widest = options.ofArms.find((sets) => sets && areShared(sets)) ?? options.cpus;
    const unwatched = whyUnwatched({ ...options, cpus: widest, components });
    if (unwatched)
      progress.note({
        en: `The lab does not watch whether other programs use the arms' CPUs: ${unwatched}`,
        ko: `다른 프로그램이 대상의 CPU를 쓰는지 감시하지 않는다: ${unwatched}`,
      });
    const random = plan.round.phases.filter(({ arrivals }) => arrivals === 'poisson');
    if (random.length > 0 && !options.driver.arrivals.includes('poisson'))
      progress.note({
        en: `${options.driver.id} cannot send requests at random, as the scenario asks: they will be evenly spaced`,
        ko: `시나리오는 무작위 도착을 요구하지만 ${options.driver.id}는 일정한 간격으로만 요청을 보낼 수 있다`,
      });
    const manifest = {
      ...begun.manifest,
      components: [...components.told, ...builtStacksOf(topologies, root)],
      unwatched: begun.manifest.unwatched ?? unwatched ?? null,
    };
    await folder.writeManifest(manifest);
    const step = (what: Text) => progress.step(what);
    const setting = { ...options, runId, components, watched: manifest.unwatched === null, seededData, step };
    const rated = await withCapacity(setting, folder, manifest, (line) => progress.note(line));
    const ended = await runToLooks(rated.setting, folder, progress, rated.manifest, trials);
    const traces = ended.status === 'finished' ? await tracesOf(rated.setting, progress) : undefined;
    return await conclude(options, begun, ended, traces);
  } catch (error) {
    options.disk.explain(error);
    if (trials.length === 0) await folder.remove();
    if (!signal.aborted) throw error;
    const reason = signal.reason instanceof Error ? signal.reason.message : String(signal.reason);
    return await conclude(options, begun, { ...begun.manifest, status: 'interrupted', reason });
  } finally {
    await components.release();
  }
}

/** They are an illustration: where they cannot be had, the run is as good without, and says so. */
async function tracesOf(setting: TrialSetting, progress: Progress): Promise<Traces | undefined> {
  const arms = armsToTrace(setting.plan);
  if (arms.length === 0) return undefined;
  const names = arms.map(({ name }) => name);
  progress.note({
    en: `Tracing requests of ${names.join(' and ')}, for the report`,
    ko: `보고서에 쓸 요청 추적: ${names.join(', ')}`,
  });
  try {
    return await traceRequests(
      setting,
      toNamedCollector(process.env, (line) => progress.note(line)),
    );
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    progress.note({
      en: `The report shows no request's way: ${why}`,
      ko: `보고서에 요청의 경로를 싣지 못한다: ${why}`,
    });
    return undefined;
  }
}
