import { html } from '../../charts/html.ts';
import type { MethodText, RunOf } from '../kind.ts';
import { freshAndWarmedUp, OPEN_LOAD, tellsUse, USE_OF_ARMS } from '../method-text.ts';

/** How a run of this kind was measured. */
export function method(run: RunOf<null>): MethodText {
  const { warmUp, scenario, blockSeconds } = run.manifest;
  const phases = scenario.phases.map(
    ({ name, perSecond, seconds }) => `${seconds} s of ${name} load (${perSecond} requests a second)`,
  );
  return {
    trial: html`${freshAndWarmedUp(run)} for at least ${warmUp.minSeconds} s
and until three one-second medians of its own agree, then runs ${phases.join(', then ')}, and ends every process.`,
    turns:
      blockSeconds === null
        ? null
        : html`<p><strong>The systems of a round take turns:</strong> all are up, and the load goes to each for ${blockSeconds} s at a time, so that a machine that is slower for a while is slower for all of them. Each set of turns is
followed by its reverse. The round is repeated as a whole when one of its trials is invalid.</p>`,
    load: OPEN_LOAD,
    use: tellsUse(run.trials) ? USE_OF_ARMS : null,
  };
}
