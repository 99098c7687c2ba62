import { type Html, html } from '../../charts/html.ts';
import type { MethodText, RunOf } from '../kind.ts';
import { freshAndWarmedUp, OPEN_LOAD, tellsUse, USE_OF_ARMS } from '../method-text.ts';
import type { ProbeDetails } from './record.ts';
import { loadsInTurns, storedSettings } from './view.ts';

/** How a run of this kind was measured. */
export function method(run: RunOf<ProbeDetails>): MethodText {
  const { does, checkout } = storedSettings(run.manifest);
  const then = does?.en ?? 'has a client of the scenario’s own ask';
  if (checkout)
    return {
      trial: html`copies the project's sources into a folder of their own, in which the packages are installed and nothing is compiled. Then it ${then}. Every process is ended, and the folder removed. Arms run one at a time, with all CPUs that the lab may use.`,
      ...{ turns: null, load: null, use: null },
    };
  return {
    trial: html`${freshAndWarmedUp(run)} for at least ${run.manifest.warmUp.minSeconds} s and until three windows of its own agree. Then it ${then}. Its books are checked when it is quiet, and every process is ended. Arms are probed one at a time, because what is stopped in one would be felt by all.`,
    turns: inTurns(run),
    load: run.manifest.scenario.phases.length > 0 ? OPEN_LOAD : null,
    use: tellsUse(run.trials) ? USE_OF_ARMS : null,
  };
}

function inTurns({ manifest }: RunOf<ProbeDetails>): Html | null {
  const loads = loadsInTurns(manifest);
  if (loads.length === 0) return null;
  const names = loads.map(({ name, seconds }) =>
    seconds === undefined ? name : `${name} (${seconds} s at a time)`,
  );
  return html`<p><strong>The systems of a round take turns in ${names.join(' and in ')}:</strong> all are up, and one gets the load at a time, so that a machine that is slower for a while is slower for all of them. Each set of turns is followed by its reverse. While one system is probed alone, the others have nothing to do.</p>`;
}
