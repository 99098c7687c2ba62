import { availableParallelism } from 'node:os';
import { stageAlone } from '../../bench/alone.ts';
import { checking, loading, settingUp, starting, warmingUp } from '../../bench/doing.ts';
import type { PlannedTrial } from '../../bench/plan.ts';
import { besideDriver, type TrialSetting } from '../../bench/round.ts';
import type { StagedTrial } from '../../bench/staged-trial.ts';
import { reasonsAgainstBurst, unsteady } from '../../bench/validity.ts';
import { serialAmong } from '../../components/registry.ts';
import type { LoadSession } from '../../drivers/driver.ts';
import { isSteady } from '../../drivers/steady-state.ts';
import { cpuCount } from '../../host/cpu-sets.ts';
import { acquireGuardian } from '../../host/processes/guardian.ts';
import type { CpuQuotas } from '../../host/quotas/find-quotas.ts';
import type { QuotaGroups } from '../../host/quotas/quota-groups.ts';
import type { BurstRecord } from '../../records/burst.ts';
import type { WarmUpRecord } from '../../records/trial.ts';
import { workloadBeside } from '../../scenario/find-scenarios.ts';
import type { CheckResult } from '../../scenario/workload.ts';
import { multipleOf } from '../../topologies/replicated.ts';
import { familyOf } from '../../topologies/spelling.ts';
import { expectedCapacity } from './expectation.ts';
import { LimitedParts } from './limited-parts.ts';
import { limitsOf, overQuota } from './limits.ts';
import { partsOf, scaledAmong } from './parts.ts';
import type { CapacityRecord, PartUsage } from './record.ts';
import type { CapacitySettings } from './settings.ts';

const BURST = 'burst';

/** Makes the names of folders of groups unique, should one that could not be removed still be there. */
let groupsMade = 0;

/** What an arm came to. */
export interface MeasuredCapacity {
  /** Its system has ended. */
  readonly staged: StagedTrial;
  readonly warmUp: WarmUpRecord;
  readonly checks: readonly CheckResult[];
  readonly record: CapacityRecord;
}

/** What is done to a system that is up. */
interface Scene {
  readonly settings: CapacitySettings;
  readonly setting: TrialSetting;
  readonly staged: StagedTrial;
  readonly parts: LimitedParts;
  readonly session: LoadSession;
  readonly quotaBy: string;
}

/**
 * Measures what an arm can do: a fresh system on fresh data, alone on the machine, as a system at its limits would disturb others. It
 * starts, is set up and warmed up without limits: under a quarter of a CPU that would take four times as long and tell nothing about
 * scaling. Then every instance gets its quota, and one burst is let loose.
 *
 * @param dir folder for its logs, and for what the driver leaves
 * @throws why the trial does not count; the signal's reason when the run is called off
 */
export async function measureCapacity(
  settings: CapacitySettings,
  quotas: CpuQuotas,
  setting: TrialSetting,
  trial: PlannedTrial,
  dir: string,
): Promise<MeasuredCapacity> {
  const own = { ...setting, workload: workloadBeside(setting.workload, settings.workload) };
  const guardian = acquireGuardian(setting.runId);
  try {
    const name = `${setting.runId}.${trial.number}.${groupsMade++}`;
    const groups = quotas.groups(name, (made) => guardian.watchGroups(made));
    try {
      const { staged, done } = await stageAlone(own, trial, dir, async (staged, signal) => {
        try {
          return await measureLimited(settings, quotas, { ...own, signal }, staged, groups);
        } finally {
          // What drains under a quarter of a CPU takes four times as long.
          groups.lift();
        }
      });
      if (done) return done;
      throw new Error(staged.failure);
    } finally {
      if (await groups.remove()) guardian.unwatchGroups(groups.dir);
    }
  } finally {
    await guardian.release();
  }
}

/** @param groups gets one for each part of the system */
async function measureLimited(
  settings: CapacitySettings,
  { description: quotaBy }: CpuQuotas,
  setting: TrialSetting,
  staged: StagedTrial,
  groups: QuotaGroups,
): Promise<MeasuredCapacity> {
  setting.step(starting(staged.arm));
  await staged.start();
  const components = setting.components.partsOf(staged.topology);
  const parts = new LimitedParts(partsOf(staged.system, components, settings), groups);
  return besideDriver(setting.cpus, async () => {
    setting.step(settingUp(staged.arm));
    // A connection for each request under way: the workers of a cluster, which share connections out, then get as many each.
    await staged.setUp({ connections: outstandingOf(settings, staged), spread: true });
    const { session } = staged.turn();
    return measure({ settings, setting, staged, parts, session, quotaBy });
  });
}

const outstandingOf = ({ outstanding }: CapacitySettings, { topology }: StagedTrial): number =>
  outstanding * multipleOf(topology).replicas;

async function measure(scene: Scene): Promise<MeasuredCapacity> {
  const { settings, setting, staged, parts, quotaBy } = scene;
  setting.step(warmingUp(staged.arm));
  const warmUp = await warmedUp(scene);
  if (!warmUp.steady) throw new Error(unsteady(warmUp));
  parts.limit();
  setting.step(loading(BURST, staged.arm));
  const { burst, usage, memory } = await runBurst(scene);
  parts.requireSame();
  parts.lift();
  setting.step(checking(staged.arm));
  const checks = await staged.check();
  const cpus = setting.cpus ? cpuCount(setting.cpus.arms) : availableParallelism();
  const record: CapacityRecord = {
    family: familyOf(staged.topology.id),
    replicas: multipleOf(staged.topology).replicas,
    scaled: scaledAmong(parts.all, settings.part),
    quota: settings.quota,
    quotaBy,
    burst,
    parts: [...usage],
    memory,
    expected: expectedCapacity(usage, burst.perSecond),
    limitedBy: limitsOf(usage, cpus, serialAmong(staged.topology.components)),
  };
  return { staged, warmUp, checks, record };
}

/** Warms the system up, each instance of what is scaled with as much load as a single one gets. */
async function warmedUp({ settings, setting, staged, session }: Scene): Promise<WarmUpRecord> {
  const { plan, driver } = setting;
  const { minSeconds, maxSeconds, within } = settings.effort[plan.profile.id].warmUp;
  const perSecond = settings.warmUpPerSecond * multipleOf(staged.topology).replicas;
  const windows: (number | null)[] = [];
  for (;;) {
    windows.push(
      ...(await session.warmUp(perSecond, Math.min(driver.blockSeconds, maxSeconds - windows.length))),
    );
    const steady = windows.length >= minSeconds && isSteady(windows, within);
    if (steady || windows.length >= maxSeconds) return { seconds: windows.length, steady, windows };
  }
}

interface MeasuredBurst {
  readonly burst: BurstRecord;
  /** Over its measured window. */
  readonly usage: readonly PartUsage[];
  readonly memory: CapacityRecord['memory'];
}

/** @throws when the burst's numbers cannot be believed */
async function runBurst({ settings, setting, staged, parts, session }: Scene): Promise<MeasuredBurst> {
  const { seconds } = settings.effort[setting.plan.profile.id];
  const { leadInSeconds, mostPerSecond } = settings;
  const outstanding = outstandingOf(settings, staged);
  const meter = parts.meter();
  let usage: readonly PartUsage[] = [];
  const burst = await session.burst(
    { name: BURST, outstanding, seconds, leadInSeconds },
    {
      started: async () => meter.start(),
      ended: async () => {
        usage = meter.usage().parts;
      },
    },
  );
  const over = overQuota(usage);
  if (over.length > 0) throw new Error(`the CPU quota was not in force for ${over.join(', ')}`);
  const reasons = reasonsAgainstBurst(burst, staged.competition.get(BURST));
  if (burst.perSecond > mostPerSecond)
    reasons.push(`${BURST}: the workload had set aside enough for ${mostPerSecond} requests a second only`);
  if (reasons.length > 0) throw new Error(reasons.join('; '));
  return { burst, usage, memory: parts.memory() };
}
