import type { Plan } from '../bench/plan.ts';
import { armsToTry } from '../experiments/plan-experiment.ts';
import { type CpuSets, cpuCount } from '../host/cpu-sets.ts';
import { MB } from '../host/disk.ts';
import type { Arm } from '../scenario/scenario.ts';
import { counted } from '../terminal/counted.ts';
import { topologyOf } from '../topologies/topology-of.ts';
import type { SpaceNeed } from './disk-space.ts';
import { armsToTrace } from './trace-requests.ts';

/** How many namespaces the trials of these rounds may ask for, by the component's id. @param cpus undefined where arms and driver share all */
export function namespacesNeeded(
  plan: Plan,
  cpus: CpuSets | undefined,
  rounds: number,
): ReadonlyMap<string, number> {
  const needed = new Map<string, number>();
  const need = ({ topology }: Arm, times: number) => {
    for (const id of topologyOf(topology).components) needed.set(id, (needed.get(id) ?? 0) + times);
  };
  for (const { arm, round } of plan.trials) if (round <= rounds) need(arm, plan.profile.attempts);
  for (const arm of armsToTry(plan, cpus && cpuCount(cpus.arms))) need(arm, 1);
  for (const arm of armsToTrace(plan)) need(arm, 1);
  return needed;
}

/** What a run will write, at most: measured on runs of every scenario, and doubled. @param results and scratch folders */
export function spaceNeeds({ trials, arms }: Plan, results: string, scratch: string): SpaceNeed[] {
  const running = `the data of ${counted(arms.length, 'running arm')}, the broker's, and what builds make`;
  return [
    {
      folder: results,
      what: `the files of ${counted(trials.length, 'trial')}`,
      bytes: (10 + trials.length) * MB,
    },
    { folder: scratch, what: running, bytes: (200 + 100 * arms.length) * MB },
  ];
}
