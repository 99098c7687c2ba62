import { type Html, html } from '../../charts/html.ts';
import { type Arrivals, arrivalsDone } from '../../records/arrivals.ts';
import type { Capacity } from '../../records/capacity.ts';
import type { MethodText, RunOf } from '../kind.ts';
import { freshAndWarmedUp, OPEN_LOAD, tellsUse, USE_OF_ARMS } from '../method-text.ts';
import { percentOf } from './rates.ts';
import { loadSettingsSchema } from './settings.ts';

/** How a run of this kind was measured. */
export function method(run: RunOf<null>): MethodText {
  const { warmUp, scenario, blockSeconds, capacity } = run.manifest;
  const loads = workloadsOf(scenario.experiment.settings);
  const spaced = (arrivals: Arrivals) =>
    scenario.phases.filter((phase) => arrivalsDone(phase, run.trials) === arrivals).map(({ name }) => name);
  const phases = scenario.phases.map(
    ({ name, perSecond, seconds }) => `${seconds} s of ${name} load (${perSecond} requests a second)`,
  );
  return {
    trial: html`${freshAndWarmedUp(run)} for at least ${warmUp.minSeconds} s
and until three windows of its own agree, then runs ${phases.join(', then ')}, and ends every process.${
      loads > 1
        ? html` The loads are of ${loads} workloads: before each, the system is checked, set up and warmed up anew.`
        : null
    }`,
    turns:
      blockSeconds === null
        ? null
        : html`<p><strong>The systems of a round take turns:</strong> all are up, and the load goes to each for ${blockSeconds} s at a time, so that a machine that is slower for a while is slower for all of them. Each set of turns is
followed by its reverse. The round is repeated as a whole when one of its trials is invalid.</p>`,
    load: html`${OPEN_LOAD}${atRandom(spaced('poisson'), spaced('even'))}${capacity && byCapacity(capacity, scenario.phases)}`,
    use: tellsUse(run.trials) ? USE_OF_ARMS : null,
  };
}

/** Of phases by their names. Nothing where all were even. */
function atRandom(poisson: readonly string[], even: readonly string[]): Html | null {
  if (poisson.length === 0) return null;
  const rest =
    even.length === 0
      ? null
      : html` At ${even.join(' and ')} load requests are evenly spaced, so few meet: it shows what a request costs by itself.`;
  return html`
<p><strong>At ${poisson.join(' and ')} load requests start at random</strong> (Poisson arrivals), as those of many users do. So some requests meet, and wait for each other. Each turn has as many requests as the rate says. The seed decides when they start: all systems
of a round get the same times, each round and each turn has others.${rest}</p>`;
}

/** What the loads are shares of. */
function byCapacity(
  { perSecond, pilots }: Capacity,
  phases: RunOf<null>['manifest']['scenario']['phases'],
): Html {
  const [first] = pilots;
  const found = first
    ? html`Before the first round ${pilots.map(({ topology, burst }) => `${topology} answered ${burst.perSecond.toFixed(1)} requests a second`).join(', and ')}, with ${first.burst.outstanding} always under way for ${first.burst.seconds} s. The least is the capacity.`
    : html`The user set the capacity to ${perSecond} requests a second.`;
  const loads = phases.flatMap(({ name, perSecond: rate, share, bound }) =>
    share === undefined
      ? []
      : [`${name} ${percentOf(share)} (${rate} a second${bound ? `, the ${bound} that is allowed` : ''})`],
  );
  return html`
<p><strong>Loads follow the machine.</strong> ${found} The loads are shares of it: ${loads.join(', ')}. All arms get the same load, so an arm that bears more has less of its own capacity to do.</p>`;
}

/** How many workloads follow each other. */
export function workloadsOf(settings: unknown): number {
  const { data } = loadSettingsSchema.safeParse(settings);
  return data
    ? data.phases.filter(({ workload }, nth) => workload !== data.phases[nth - 1]?.workload).length
    : 0;
}
