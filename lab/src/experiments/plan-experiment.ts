import { z } from 'zod';
import type { Plan } from '../bench/plan.ts';
import type { Arm, Scenario } from '../scenario/scenario.ts';
import type { PlanContext } from './kind.ts';
import { KINDS } from './registry.ts';

/**
 * What a scenario's kind of experiment adds to a run's plan.
 *
 * @throws {UsageError} when there is no such kind
 * @throws when the kind does not understand the settings; the message names them
 */
export function planExperiment(
  scenario: Pick<Scenario, 'id' | 'experiment'>,
  at: PlanContext,
): Pick<Plan, 'settings' | 'round' | 'measures'> {
  const { kind, settings } = experimentOf(scenario);
  return { settings, round: kind.plan(settings, at), measures: kind.measures(settings) };
}

/** Arms whose capacity is to be measured before the first round; none where it is known, and where no rate follows from it. */
export function armsToTry(plan: Plan, cpus: number | undefined): readonly Arm[] {
  const { scenario, settings, capacity } = plan;
  return capacity ? [] : (KINDS.get(scenario.experiment.kind).capacity?.arms(settings, plan, cpus) ?? []);
}

/**
 * Whether rates of the scenario follow from a capacity.
 *
 * @throws as {@link planExperiment}
 */
export function followsCapacity(scenario: Pick<Scenario, 'id' | 'experiment'>): boolean {
  const { kind, settings } = experimentOf(scenario);
  return kind.capacity?.isUsed(settings) ?? false;
}

/**
 * Modules of the scenario's folder that its loads are of, besides `workload`.
 *
 * @throws as {@link planExperiment}
 */
export function workloadsOf(scenario: Pick<Scenario, 'id' | 'experiment'>): readonly string[] {
  const { kind, settings } = experimentOf(scenario);
  return kind.workloads?.(settings) ?? [];
}

function experimentOf({ id, experiment }: Pick<Scenario, 'id' | 'experiment'>) {
  const kind = KINDS.get(experiment.kind);
  const { success, data: settings, error } = kind.settings.safeParse(experiment.settings);
  if (!success)
    throw new Error(
      `scenarios/${id}/scenario.ts: settings of the experiment (${kind.id}): ${z.prettifyError(error)}`,
    );
  return { kind, settings };
}
