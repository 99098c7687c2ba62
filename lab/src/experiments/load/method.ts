import { html } from '../../charts/html.ts';
import type { MethodText, RunOf } from '../kind.ts';
import { freshAndWarmedUp, OPEN_LOAD, tellsUse, USE_OF_ARMS } from '../method-text.ts';
import { loadSettingsSchema } from './settings.ts';

/** How a run of this kind was measured. */
export function method(run: RunOf<null>): MethodText {
  const { warmUp, scenario, blockSeconds } = run.manifest;
  const loads = workloadsOf(scenario.experiment.settings);
  const phases = scenario.phases.map(
    ({ name, perSecond, seconds }) => `${seconds} s of ${name} load (${perSecond} requests a second)`,
  );
  return {
    trial: html`${freshAndWarmedUp(run)} for at least ${warmUp.minSeconds} s
and until three one-second medians of its own agree, then runs ${phases.join(', then ')}, and ends every process.${
      loads > 1
        ? html` The loads are of ${loads} workloads: before each, the system is checked, set up and warmed up anew.`
        : null
    }`,
    turns:
      blockSeconds === null
        ? null
        : html`<p><strong>The systems of a round take turns:</strong> all are up, and the load goes to each for ${blockSeconds} s at a time, so that a machine that is slower for a while is slower for all of them. Each set of turns is
followed by its reverse. The round is repeated as a whole when one of its trials is invalid.</p>`,
    load: OPEN_LOAD,
    use: tellsUse(run.trials) ? USE_OF_ARMS : null,
  };
}

/** How many workloads follow each other. */
function workloadsOf(settings: unknown): number {
  const { data } = loadSettingsSchema.safeParse(settings);
  return data
    ? data.phases.filter(({ workload }, nth) => workload !== data.phases[nth - 1]?.workload).length
    : 0;
}
