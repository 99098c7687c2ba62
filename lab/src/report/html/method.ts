import { type Html, html } from '../../charts/html.ts';
import { KINDS } from '../../experiments/registry.ts';
import { sleepOf } from '../../host/idle-states.ts';
import type { RunFiles } from '../../records/run-files.ts';
import { drivesLoad, inPercent, intervalOf, judgedInWords, thresholds } from '../view.ts';

/** How the run was made, in plain words. Most of it depends on its kind of experiment. */
export function method(files: RunFiles): Html {
  const { comparison } = files;
  const { looks } = files.manifest;
  const { trial, turns, load, use } = KINDS.get(files.manifest.scenario.experiment.kind).tell.method(files);
  const counterpart = comparison.metrics.some(({ comparisons }) =>
    comparisons.some(({ against }) => against !== undefined),
  )
    ? `each arm to ${comparison.baseline}, and, where the table names another one, to that`
    : `each arm to ${comparison.baseline}`;
  return html`<p><strong>One trial</strong> ${trial} If the driver or the machine disturbed a trial, it is invalid. The report says why, and the round is repeated.</p>
${turns}
${load}
<p><strong>The trial is the unit</strong> of the statistics, never the request. Each round holds one trial of every arm, in an order drawn from the seed, and gives one ratio of ${counterpart}. The headline is the geometric mean of these ratios
with Student's t interval on their logarithms, and beside it the mean of the rounds' differences in the metric's own unit. From six rounds on an interval of order statistics, which assumes nothing about the shape of the noise, is the cross-check; a warning says where it disagrees.
${looks.length > 1 ? `The run looks at its results after ${looks.join(', ')} rounds and goes on while a claim is open. Each look is another chance to err, so the looks share what may be wrong: together in at most 5 % of runs. ` : ''}${judgedInWords(files)} Here: ${intervalOf(files)}.</p>
${use}`;
}

/** What the five verdicts mean. */
export const glossary = (files: RunFiles): Html =>
  html`<dl>
<dt class="verdict">higher</dt><dd>The whole interval of the ratio (${intervalOf(files)}) lies above 1 + Δ: the arm has more, by more than Δ.</dd>
<dt class="verdict">lower</dt><dd>The whole interval lies below 1 ÷ (1 + Δ): the arm has less, by more than Δ.</dd>
<dt class="verdict">small</dt><dd>The interval excludes 1 but stays within ±Δ: a difference is there, too small to count.</dd>
<dt class="verdict">equivalent</dt><dd>The interval includes 1 and lies within ±Δ: if there is a difference, it is too small to count.</dd>
<dt class="verdict">inconclusive</dt><dd>Anything else. The rounds do not settle it. If it can be estimated, the tables say how many would.</dd>
</dl><p class="soft">Δ is the least difference that counts. Where an arm ran twice and so was compared with itself, higher and lower must also exceed the noise floor. Here: ${thresholds(files)}.</p>`;

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
    ['judged by', comparison.look === null ? 'no look reached' : `${comparison.look} whole rounds`],
    ['confidence', comparison.confidence === null ? 'none' : inPercent(comparison.confidence)],
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
