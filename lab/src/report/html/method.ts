import { type Html, html } from '../../charts/html.ts';
import { sleepOf } from '../../host/idle-states.ts';
import { confidenceOf, drivesLoad, equivalenceOf, type RunFiles, thresholds } from '../view.ts';

/** How the run was made, in plain words. */
export function method(files: RunFiles): Html {
  const { manifest, comparison, trials } = files;
  const { looks, blockSeconds } = manifest;
  const confidence = confidenceOf(files);
  const built = trials.some(({ builds }) => builds !== null);
  const measuresUse = trials.some(
    ({ resources, scaling }) => Object.keys(resources?.phases ?? {}).length > 0 || scaling !== null,
  );
  const counterpart = comparison.metrics.some(({ comparisons }) =>
    comparisons.some(({ against }) => against !== undefined),
  )
    ? `each arm to ${comparison.baseline}, and, where the table names another one, to that`
    : `each arm to ${comparison.baseline}`;
  return html`<p><strong>One trial</strong> ${trialInWords(files)} A trial that the driver or the machine disturbed is invalid, says why, and is repeated.</p>
${
  built || blockSeconds === null || manifest.scenario.phases.length === 0
    ? null
    : html`<p><strong>The systems of a round take turns:</strong> all are up, and the load goes to each for ${blockSeconds} s at a time, so that a machine that is slower for a while is slower for all of them. Each set of turns is
followed by its reverse. The round is repeated as a whole when one of its trials is invalid.</p>`
}
${
  built
    ? null
    : html`<p><strong>Load is open:</strong> requests start on a fixed schedule whether or not earlier ones have been answered, and response time counts from the moment the schedule wanted the request to start. A server
that stalls cannot hide the queue that it causes.</p>`
}
<p><strong>The trial is the unit</strong> of the statistics, never the request. Each round holds one trial of every arm, in an order drawn from the seed, and gives one ratio of ${counterpart}. The headline is the median of these ratios
with an interval made of order statistics, which assumes nothing about the shape of the noise and exists from six rounds on; a t interval on the logarithms stands beside it as a cross-check.
${looks.length > 1 ? `The run looks at its results after ${looks.join(', ')} rounds and goes on while a claim is open. Looking several times makes a lucky accident likelier, so each interval is wider for it: ${confidence} % here.` : ''}</p>
${
  built
    ? html`<p><strong>CPU time</strong> is that of the tools and of every process that they start, and of the processes that are started anew until they are ready; the broker, which is up all the time, is not in it.</p>`
    : measuresUse
      ? html`<p><strong>CPU time and memory</strong> are those of every process of an arm, its broker included and the load driver not.</p>`
      : null
}`;
}

/** What happens in a trial of this run. */
function trialInWords({ manifest, trials }: RunFiles): Html {
  const { warmUp, scenario } = manifest;
  const scaled = trials.find(({ scaling }) => scaling !== null)?.scaling;
  if (trials.some(({ builds }) => builds !== null))
    return html`makes one change after the other in copies of the code of several sizes: one package with all contexts for the monolith, one for each service. After each it type-checks and compiles what is out of date, runs the tests that the
change concerns, starts what runs the changed code, and takes the change back. The arms take turns, change by change. A step in which the change did not show makes the trial invalid.`;
  const each = scaled ? ' for each instance of what is scaled' : '';
  const started = html`starts new processes on a fresh copy of the seeded data, warms up at ${warmUp.perSecond} requests a second${each}`;
  if (scaled)
    return html`${started} until three one-second medians agree, gives every instance ${scaled.quota} of a CPU (${scaled.quotaBy ?? 'which this machine could not'}), and looks for the greatest rate at which ${scaled.objective.percentile} is at most
${scaled.objective.milliseconds} ms, fewer than one request in a thousand fails, and no queue grows: in geometric steps, then by halves. Arms run one at a time, as a system at its limits would disturb others. Rates at which the machine's CPUs gave out before a
quota did are left out.`;
  const struck = trials.some(({ faults }) => faults.length > 0);
  const phases = scenario.phases.map(
    ({ name, perSecond, seconds }) => `${seconds} s of ${name} load (${perSecond} requests a second)`,
  );
  const load = struck
    ? 'then is struck by one fault after the other under a constant load, in an order drawn from the seed, is restarted whenever it dies, has its books checked after each of them'
    : `then runs ${phases.join(', then ')}`;
  const alone = struck ? ' Arms run one at a time: a fault of one would be felt by the others.' : '';
  return html`${started} for at least ${warmUp.minSeconds} s
and until three one-second medians of its own agree, ${load}, and ends every process.${alone}`;
}

/** What the five verdicts mean. */
export const glossary = (files: RunFiles): Html =>
  html`<dl>
<dt class="verdict">higher</dt><dd>The whole ${confidenceOf(files)} % interval of the ratio lies above 1 + Δ: there is more of it, by more than what counts.</dd>
<dt class="verdict">lower</dt><dd>The whole interval lies below 1 ÷ (1 + Δ): there is less of it, by more than what counts.</dd>
<dt class="verdict">small</dt><dd>The interval excludes 1 but stays within ±Δ: a difference is there, too small to count.</dd>
<dt class="verdict">equivalent</dt><dd>The ${equivalenceOf(files)} % interval lies within ±Δ: any difference is too small to count.</dd>
<dt class="verdict">inconclusive</dt><dd>Anything else: the rounds do not settle it. Where it can be told, the tables name how many would.</dd>
</dl><p class="soft">Δ is the least difference that counts, and never less than the noise floor, where an arm ran twice and so was compared with itself. Here: ${thresholds(files)}.</p>`;

/** What the run ran on. */
export function environment({ manifest, comparison }: RunFiles): Html {
  const { environment: machine, components, driver, cpus, cgroup } = { ...manifest, ...manifest.environment };
  const gigabytes = (bytes: number) => `${(bytes / 1024 ** 3).toFixed(1)} GB`;
  const entries: [string, string][] = [
    ['run', manifest.runId],
    ['began', `${manifest.startedAt.slice(0, 16).replace('T', ' ')} UTC`],
    ['ended', manifest.endedAt ? `${manifest.endedAt.slice(0, 16).replace('T', ' ')} UTC` : manifest.status],
    ['commit', `${machine.commit ?? 'none'}${machine.dirty ? ' (with changes)' : ''}`],
    ['lockfile', machine.lockfile ? `SHA-256 ${machine.lockfile.slice(0, 16)}…` : 'none'],
    [
      'machine',
      `${machine.cpuModel}, ${machine.cpuCount} CPUs, ${gigabytes(machine.memoryBytes)}, ${machine.os}`,
    ],
    ...(drivesLoad({ manifest })
      ? [
          [
            'CPUs',
            cpus ? `arms on ${cpus.arms}, driver on ${cpus.driver}` : 'arms and driver share all of them',
          ] as [string, string],
        ]
      : []),
    [
      'limits',
      cgroup
        ? `${cgroup.cpus ?? 'all'} CPUs, ${cgroup.memoryBytes === null ? 'all memory' : gigabytes(cgroup.memoryBytes)}`
        : 'none known',
    ],
    ['sleep of CPUs', sleepOf(manifest)],
    ['governor', machine.governor ?? 'not told'],
    ['Node', machine.node],
    ...(drivesLoad({ manifest }) ? [['driver', driver.description] as [string, string]] : []),
    ...components.map(({ name, origin, version }): [string, string] => [name, `${version} (${origin})`]),
    ...manifest.arms.map(({ name, title }): [string, string] => [`arm ${name}`, title]),
    ['rounds', `${comparison.rounds} with valid trials, ${manifest.rounds} planned`],
    ['may stop after', manifest.looks.length > 0 ? `${manifest.looks.join(', ')} rounds` : 'its last round'],
    ['confidence', `${(comparison.confidence * 100).toFixed(2)} %`],
    ['seed', String(manifest.seed)],
    ['order', manifest.order.join(', ')],
  ];
  return html`<dl>${entries.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

/** How to run this again. */
export function repeating({ manifest }: RunFiles): Html {
  const { commit, dirty } = manifest.environment;
  return html`<pre><code>${commit ? `git checkout ${commit}\nmake install build\n` : ''}${manifest.command}</code></pre>
<p class="soft">The seed decides the order of the trials, the data and the load.${dirty ? ' The checkout had changes that its commit does not hold.' : ''}</p>`;
}

/** What the driver left of each trial; null where there is nothing. Paths are the run's own: links must not lead elsewhere. */
export function artifacts({ trials }: RunFiles): Html | null {
  const links = trials.flatMap((trial) => trial.artifacts.map((path) => ({ trial, path })));
  if (links.length === 0) return null;
  const href = (path: string) => `./${path.split('/').map(encodeURIComponent).join('/')}`;
  return html`<h2>What the driver left besides</h2>
<ul>${links.map(({ trial, path }) => html`<li><a href="${href(path)}">${path}</a> <span class="soft">trial ${trial.number}, ${trial.arm}</span></li>`)}</ul>`;
}
