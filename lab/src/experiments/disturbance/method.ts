import { html } from '../../charts/html.ts';
import type { MethodText, RunOf } from '../kind.ts';
import { freshAndWarmedUp, OPEN_LOAD, tellsUse, USE_OF_ARMS } from '../method-text.ts';
import type { DisturbanceDetails } from './record.ts';

/** How a run of this kind was measured. */
export const method = (run: RunOf<DisturbanceDetails>): MethodText => ({
  trial: html`${freshAndWarmedUp(run)} for at least ${run.manifest.warmUp.minSeconds} s
and until three windows of its own agree, ${hasCalm(run) ? 'is measured while nothing goes wrong, ' : ''}then is struck by one fault after the other under a constant load, in an order drawn from the seed, is restarted whenever it dies, has its books checked after each of them, and ends every process. Arms run one at a time, because the others would feel its fault.`,
  turns: null,
  load: OPEN_LOAD,
  use: tellsUse(run.trials) ? USE_OF_ARMS : null,
});

/** Whether something was measured before the first fault. */
export const hasCalm = ({ trials }: RunOf<DisturbanceDetails>): boolean =>
  trials.some(({ details }) => details?.calm);
