import { z } from 'zod';
import type { Plan } from '../bench/plan.ts';
import type { Scenario } from '../scenario/scenario.ts';
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
