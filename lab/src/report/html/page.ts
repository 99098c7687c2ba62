import { claimRows, metricGroups, processesOf, type RunFiles, TIME_PARTS, timeParts } from '../view.ts';
import { armColour, forestPlot, stackedBars, timeLines } from './charts.ts';
import { type Html, html } from './html.ts';
import { STYLE } from './style.ts';
import { metricTable, percentileTable, toneOf, trialTable } from './tables.ts';

/** `report.html`: one file that needs nothing else, readable on a phone, in the dark and on paper. */
export function renderPage(files: RunFiles): string {
  const { manifest, comparison } = files;
  const { scenario } = manifest;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${scenario.title.en}: ${comparison.arms.join(' and ')}</title>${STYLE}</head><body><main>
<h1>${scenario.title.en}</h1>
<p>${scenario.question.en}<br><span class="soft" lang="ko">${scenario.question.ko}</span></p>
<p class="soft">${comparison.profile} profile · ${comparison.rounds} rounds · seed ${manifest.seed} · ${manifest.driver.description} · ${manifest.startedAt.slice(0, 16).replace('T', ' ')} UTC</p>
${claims(files)}
${warnings(files)}
${forests(files)}
${metricGroups(files).map((group) => html`<h2>${group.title}</h2>${metricTable(files, group)}`)}
<h2>Where the time and the resources went</h2>
${scenario.phases.map(({ name }) => html`<h3>At ${name} load</h3>${manifest.arms.map(({ name: arm }) => serverTimingBars(files, arm, name))}${resourceBars(files, name)}`)}
<h2>Over time</h2>
${timeLineCharts(files)}
<h2>In detail</h2>
<details><summary>Percentiles of all requests</summary>${percentileTable(files)}</details>
<details><summary>Trials</summary>${trialTable(files)}</details>
<details><summary>How this was measured</summary>${method(files)}</details>
<details open><summary>Environment, and how to repeat this run</summary>${environment(files)}</details>
</main></body></html>
`.text;
}

function claims(files: RunFiles): Html {
  return html`<h2>Claims</h2><ul class="claims">${claimRows(files).map(
    ({
      id,
      verdict,
      because,
      text,
      decidedBy,
    }) => html`<li class="${verdict}"><span class="verdict">${verdict}</span> <code>${id}</code>
<p><strong>${text.en}</strong><br><span class="soft" lang="ko">${text.ko}</span></p><p>${because}</p><p class="soft">${decidedBy}</p></li>`,
  )}</ul>`;
}

function warnings({ comparison }: RunFiles): Html | null {
  if (comparison.warnings.length === 0) return null;
  return html`<h2>Warnings</h2><ul class="warnings">${comparison.warnings.map((warning) => html`<li>${warning}</li>`)}</ul>`;
}

/** One plot for each arm that is compared, of the first phase and of what belongs to none. */
function forests(files: RunFiles): Html[] {
  const { comparison, manifest } = files;
  const first = manifest.scenario.phases[0]?.name;
  const rows = metricGroups(files).flatMap((group) => group.rows);
  return comparison.arms
    .filter((arm) => arm !== comparison.baseline)
    .map((arm) => {
      const shown = rows
        .filter(({ metric }) => metric.phase === first || metric.phase === undefined)
        .flatMap(({ metric, record }) => {
          const found = record.comparisons.find((candidate) => candidate.arm === arm);
          if (!found) return [];
          const { ratio, ci95, delta, verdict } = found;
          return [
            {
              label: metric.label,
              ratio,
              interval: ci95,
              delta,
              verdict,
              tone: toneOf(record.better, verdict),
            },
          ];
        });
      return html`<h2>${arm} compared with ${comparison.baseline}</h2>
${forestPlot(`Ratio to ${comparison.baseline} at ${first} load: median of the rounds, 95 % interval, and (shaded) the range that does not count`, shown)}`;
    });
}

function serverTimingBars(files: RunFiles, arm: string, phase: string): Html | null {
  const rows = timeParts(files, arm, phase).map(({ endpoint, parts }) => ({
    label: endpoint,
    parts,
    total: `${parts.reduce((sum, part) => sum + part, 0).toFixed(2)} ms`,
  }));
  if (rows.length === 0) return null;
  return stackedBars(
    `${arm}: mean milliseconds of a request by the servers' own account (Server-Timing)`,
    TIME_PARTS,
    rows,
  );
}

function resourceBars(files: RunFiles, phase: string): Html[] {
  const arms = files.manifest.arms.map(({ name }) => ({ name, rows: processesOf(files, name, phase) }));
  const key = [...new Set(arms.flatMap(({ rows }) => rows.map(({ process }) => process)))];
  const bars = (read: (row: { cpuMs: number; megabytes: number }) => number, unit: string) =>
    arms.map(({ name, rows }) => {
      const parts = key.map((process) =>
        rows.filter((row) => row.process === process).reduce((sum, row) => sum + read(row), 0),
      );
      return {
        label: name,
        parts,
        total: `${parts.reduce((sum, part) => sum + part, 0).toFixed(unit === 'MB' ? 0 : 2)} ${unit}`,
      };
    });
  return [
    stackedBars(
      'CPU time per successful request by process, milliseconds',
      key,
      bars(({ cpuMs }) => cpuMs, 'ms'),
    ),
    stackedBars(
      'Memory at the end of the load by process, MB',
      key,
      bars(({ megabytes }) => megabytes, 'MB'),
    ),
  ];
}

function timeLineCharts({ manifest, trials }: RunFiles): Html[] {
  const colours = manifest.arms.map(({ name }, index) => ({ name, colour: armColour(index) }));
  const key = html`<div class="key">${colours.map(({ name, colour }) => html`<span style="--colour: ${colour}">${name}</span>`)}</div>`;
  const charts = manifest.scenario.phases.map(({ name }) => {
    const series = trials
      .filter(({ valid }) => valid)
      .flatMap(({ arm, phases }) =>
        phases
          .filter((phase) => phase.name === name)
          .map(({ timeline }) => ({
            colour: colours.find((candidate) => candidate.name === arm)?.colour ?? 'var(--soft)',
            values: timeline.map(({ p50 }) => p50),
          })),
      );
    return timeLines(
      `Median response time of each second at ${name} load, ms; a line for each trial`,
      'ms',
      series,
    );
  });
  return [key, ...charts];
}

function method({ manifest, comparison }: RunFiles): Html {
  const { warmUp, scenario } = manifest;
  return html`<p>Every trial starts new processes on a fresh copy of the seeded data, warms up at ${warmUp.perSecond} requests a second for at least ${warmUp.minSeconds} s
and until three one-second medians agree, then runs ${scenario.phases.map(({ name, perSecond, seconds }) => `${seconds} s of ${name} load (${perSecond}/s)`).join(' and ')}.</p>
<p>Requests start on a fixed schedule whether or not earlier ones have been answered, and response time counts from the moment the schedule wanted the request to start, so a server
that stalls cannot hide its queue. The unit of the statistics is the trial: each round gives one ratio to ${comparison.baseline}, and the headline is the median of these ratios with an
interval made of order statistics, which assumes no distribution and exists from six rounds on. A verdict of <em>higher</em> or <em>lower</em> needs the whole interval beyond the
threshold that counts, <em>small</em> and <em>equivalent</em> need it within; anything else is <em>inconclusive</em>. CPU time and memory are those of every process of an arm, its broker included.</p>`;
}

function environment({ manifest }: RunFiles): Html {
  const { environment: machine, components, driver } = manifest;
  const entries: [string, string][] = [
    ['run', manifest.runId],
    ['again', manifest.command],
    ['commit', `${machine.commit ?? 'none'}${machine.dirty ? ' (with changes)' : ''}`],
    ['lockfile', machine.lockfile?.slice(0, 16) ?? 'none'],
    [
      'machine',
      `${machine.cpuModel}, ${machine.cpuCount} CPUs, ${(machine.memoryBytes / 1024 ** 3).toFixed(1)} GB, ${machine.os}`,
    ],
    [
      'limits',
      machine.cgroup
        ? `${machine.cgroup.cpus ?? 'all'} CPUs, ${machine.cgroup.memoryBytes ?? 'all'} bytes`
        : 'none known',
    ],
    ['governor', machine.governor ?? 'not told'],
    ['Node', machine.node],
    ['driver', driver.description],
    ...components.map(({ name, origin, version }): [string, string] => [name, `${version} (${origin})`]),
    ['order', manifest.order.join(', ')],
  ];
  return html`<dl>${entries.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}
