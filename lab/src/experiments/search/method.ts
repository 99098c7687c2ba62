import { html } from '../../charts/html.ts';
import type { MethodText, RunOf } from '../kind.ts';
import { freshAndWarmedUp, OPEN_LOAD, USE_OF_ARMS } from '../method-text.ts';
import type { ScalingRecord } from './record.ts';

/** How a run of this kind was measured. */
export function method(run: RunOf<ScalingRecord>): MethodText {
  const record = run.trials.find(({ details }) => details !== null)?.details;
  const started = freshAndWarmedUp(run, ' for each instance of what is scaled');
  return {
    trial: record
      ? html`${started} until three windows agree, gives every instance ${record.quota} of a CPU (${record.quotaBy ?? 'which this machine could not'}), and looks for the greatest rate at which ${record.objective.percentile} is at most
${record.objective.milliseconds} ms, fewer than one request in a thousand fails, and no queue grows. The search goes up in geometric steps, then halves the distance. Arms run one at a time, as a system at its limits would disturb others. Rates at which the machine's CPUs gave out before a
quota did are left out.`
      : html`${started} and ends every process.`,
    turns: null,
    load: OPEN_LOAD,
    use: record ? USE_OF_ARMS : null,
  };
}
