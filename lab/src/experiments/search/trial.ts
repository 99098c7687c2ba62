import { availableParallelism } from 'node:os';
import type { PlannedTrial } from '../../bench/plan.ts';
import { besideDriver, type TrialSetting } from '../../bench/round.ts';
import { StagedTrial } from '../../bench/staged-trial.ts';
import { unsteady } from '../../bench/validity.ts';
import { serialAmong } from '../../components/registry.ts';
import type { LoadSession } from '../../drivers/driver.ts';
import { isSteady } from '../../drivers/steady-state.ts';
import { cpuCount } from '../../host/cpu-sets.ts';
import { acquireGuardian } from '../../host/processes/guardian.ts';
import type { CpuQuotas } from '../../host/quotas/find-quotas.ts';
import type { QuotaGroups } from '../../host/quotas/quota-groups.ts';
import type { WarmUpRecord } from '../../records/trial.ts';
import { workloadBeside } from '../../scenario/find-scenarios.ts';
import type { CheckResult } from '../../scenario/workload.ts';
import { seededRandom } from '../../stats/random.ts';
import { multipleOf } from '../../topologies/replicated.ts';
import { comeToRest } from './come-to-rest.ts';
import { LimitedParts } from './limited-parts.ts';
import { limitsOf, overQuota } from './limits.ts';
import { partsOf } from './parts.ts';
import { type Budget, predictedRate } from './prediction.ts';
import type { ScalingLoadRecord } from './record.ts';
import { type Offered, searchRate } from './search-rate.ts';
import type { ScalingLoad, SearchSettings } from './settings.ts';

/** So few that none is left idle for longer than a server keeps it, and more than requests under way at a rate that passes. */
const CONNECTIONS = 64;

/** Makes the names of folders of groups unique, should one that could not be removed still be there. */
let groupsMade = 0;

/** What an arm came to under one load. */
export interface ScaledLoad {
  /** Its system has ended. */
  readonly staged: StagedTrial;
  readonly instances: number;
  readonly warmUp: WarmUpRecord;
  readonly checks: readonly CheckResult[];
  readonly record: ScalingLoadRecord;
}

/** What is done to a system that is up. */
interface Scene {
  readonly settings: SearchSettings;
  readonly setting: TrialSetting;
  readonly load: ScalingLoad;
  readonly staged: StagedTrial;
  readonly parts: LimitedParts;
  readonly session: LoadSession;
  readonly budget: Budget;
}

/**
 * Finds the greatest rate that an arm sustains under a load: a fresh system on fresh data, alone on the machine, as a system
 * at its limits would disturb others. It starts, is set up and warmed up without limits: under a quarter of a CPU that
 * would take four times as long and tell nothing about scaling. Then every instance gets its quota, and the search begins.
 *
 * @param dir folder for its logs, and for what the driver leaves
 * @throws why the trial does not count; the signal's reason when the run is called off
 */
export async function runScaledLoad(
  settings: SearchSettings,
  load: ScalingLoad,
  quotas: CpuQuotas,
  setting: TrialSetting,
  trial: PlannedTrial,
  dir: string,
): Promise<ScaledLoad> {
  const over = new AbortController();
  const signal = AbortSignal.any([setting.signal, over.signal]);
  const own = { ...setting, signal, workload: workloadBeside(setting.workload, load.workload) };
  const staged = new StagedTrial(own, trial, dir, (cause) => over.abort(cause));
  const guardian = acquireGuardian(setting.runId);
  const watch = (dir: string) => guardian.watchGroups(dir);
  let groups: QuotaGroups | undefined;
  try {
    groups = quotas.groups(`${setting.runId}.${trial.number}.${groupsMade++}`, watch);
    setting.step(`starting ${staged.arm}`);
    await staged.start();
    const components = setting.components.partsOf(staged.topology);
    const parts = new LimitedParts(partsOf(staged.system, components), groups);
    return await besideDriver(setting.cpus, async () => {
      setting.step(`setting up ${staged.arm}`);
      await staged.setUp({ connections: CONNECTIONS, spread: true });
      const cpus = setting.cpus ? cpuCount(setting.cpus.arms) : availableParallelism();
      const { session } = staged.turn();
      const budget = { quota: settings.quota, cpus };
      return await search({ settings, setting: own, load, staged, parts, session, budget });
    });
  } catch (error) {
    setting.signal.throwIfAborted();
    throw staged.failure === undefined ? error : new Error(staged.failure);
  } finally {
    setting.step('stopping');
    // What drains under a quarter of a CPU takes four times as long.
    groups?.lift();
    await staged.end();
    if (await groups?.remove()) guardian.unwatchGroups(groups?.dir ?? '');
    await guardian.release();
  }
}

async function search(scene: Scene): Promise<ScaledLoad> {
  const { settings, setting, load, staged, parts, budget } = scene;
  const effort = settings.search[setting.plan.profile.id];
  setting.step(`warming up ${staged.arm}`);
  const { predicted, warmUp } = await warmUpAndPredict(scene);
  if (!warmUp.steady) throw new Error(unsteady(warmUp));
  const { number } = staged.trial;
  const drawn = seededRandom(setting.plan.seed + 1_000 * number)();
  const found = await searchRate(offering(scene), predicted, { ...settings, ...effort, ...load }, drawn);
  parts.requireSame();
  parts.limit(undefined);
  setting.step(`checking ${staged.arm}`);
  const checks = await staged.check();
  const failed = found.tries.findLast(({ perSecond }) => perSecond === found.failed);
  const limitedBy = failed ? limitsOf(failed, budget, serialAmong(staged.topology.components)) : [];
  const record = { id: load.id, predicted, ...found, tries: [...found.tries], limitedBy };
  return { staged, instances: parts.instances, warmUp, checks, record };
}

/**
 * Warms the system up, each instance of what is scaled with as much load as a single one gets, and reads in the last stretch of
 * it what a request costs each part.
 */
async function warmUpAndPredict({
  settings,
  setting,
  staged,
  parts,
  session,
  budget,
}: Scene): Promise<{ predicted: number; warmUp: WarmUpRecord }> {
  const { plan, driver } = setting;
  const { minSeconds, maxSeconds, within } = settings.search[plan.profile.id].warmUp;
  const perSecond = plan.round.warmUp.perSecond * multipleOf(staged.topology).replicas;
  const meter = parts.meter();
  const windows: (number | null)[] = [];
  for (;;) {
    const seconds = Math.min(driver.blockSeconds, maxSeconds - windows.length);
    meter.start();
    windows.push(...(await session.warmUp(perSecond, seconds)));
    const usage = meter.usage();
    // The driver's lead, and its wait for the last answer, are in the time, and no requests.
    const predicted = predictedRate(usage.parts, (perSecond * seconds) / usage.seconds, budget);
    const steady = windows.length >= minSeconds && isSteady(windows, within);
    if (steady || windows.length >= maxSeconds)
      return { predicted, warmUp: { seconds: windows.length, steady, windows } };
  }
}

/** Offers rates under the quotas, each as a phase of its own, to a system that has nothing else to do. */
function offering({
  settings,
  setting,
  load,
  staged,
  parts,
  session,
  budget,
}: Scene): (perSecond: number) => Promise<Offered> {
  const seconds = settings.search[setting.plan.profile.id].trySeconds;
  const meter = parts.meter();
  let tries = 0;
  return async (perSecond) => {
    await comeToRest(parts, budget.quota, setting.signal);
    setting.step(`${load.title.en.toLowerCase()}: ${perSecond}/s on ${staged.arm}`);
    tries += 1;
    const name = `${load.id}-${tries}`;
    await session.measure({ name, perSecond, seconds }, seconds, async () => meter.start());
    const usage = meter.usage();
    const over = overQuota(usage.parts, budget.quota);
    if (over.length > 0) throw new Error(`the CPU quota was not in force for ${over.join(', ')}`);
    const { phases } = await session.results();
    const phase = phases.find((each) => each.name === name);
    if (!phase) throw new Error(`the driver has no result of ${perSecond}/s`);
    const { competition } = staged;
    return { phase, parts: usage.parts, memory: parts.memory(), competition };
  };
}
