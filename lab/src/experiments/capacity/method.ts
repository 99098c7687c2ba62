import { html } from '../../charts/html.ts';
import type { MethodText, RunOf } from '../kind.ts';
import { freshAndWarmedUp, USE_OF_ARMS } from '../method-text.ts';
import type { CapacityRecord } from './record.ts';

/** How a run of this kind was measured. */
export function method(run: RunOf<CapacityRecord>): MethodText {
  const record = run.trials.find(({ details }) => details !== null)?.details;
  const started = freshAndWarmedUp(run, ' for each instance of what is scaled');
  if (!record) return { trial: html`${started} and ends every process.`, turns: null, load: null, use: null };
  const { quota, quotaBy, burst, replicas } = record;
  return {
    trial: html`${started} until three windows agree, gives every instance its quota (${quota} of a CPU; ${quotaBy}), and lets one burst loose on it. Its capacity is the number of answers that end in each second of a window of
${burst.seconds} s. Arms run one at a time, as a system at its limits would disturb others. A burst in which the machine's CPUs gave out before a quota did has no values. A trial is invalid where more than one request in fifty failed.`,
    turns: null,
    load: html`<p><strong>Load is closed:</strong> ${burst.outstanding / replicas} requests are under way all the time for each instance of what is scaled, and a new one begins when one has ended. So the system always has work and is never asked for more than it can do. That finds
what it can do. It says nothing of how long users would wait: response times of a closed loop are not told.</p>
<p><strong>The cross-check</strong> of a capacity is what the quotas bear by the CPU time of a request in the same window. A warning says where the two are more than 15 % apart.</p>
<p><strong>Gains are slopes:</strong> within each round, lines of least squares through a deployment's arms say what one more instance gains, and what it adds: its memory, CPU reserved and CPU used. A gain is the one divided by the other.</p>`,
    use: USE_OF_ARMS,
  };
}
