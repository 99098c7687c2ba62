import { type Html, html } from '../../charts/html.ts';
import { toneOf } from '../../charts/tone.ts';
import { differenceInWords, inWords, quantity, times } from '../../charts/words.ts';
import type { Comparison } from '../../records/comparison.ts';
import type { RunFiles } from '../../records/run-files.ts';
import { WHY_DASHES } from '../../stats/latency.ts';
import { inPercent, intervalOf, type MetricGroup } from '../view.ts';
import { mergedLatencies } from '../views/latencies.ts';

/** The metrics of a group: medians of the arms, and a line for each arm that is compared. */
export function metricTable(files: RunFiles, { title, rows }: MetricGroup): Html {
  const { comparison } = files;
  const naming = comparison.arms.length > 2;
  const lines = (
    row: MetricGroup['rows'][number],
    show: (found: (typeof row.record.comparisons)[number]) => Html,
  ) => html`<td class="left">${row.record.comparisons.map(show)}</td>`;
  const nameOf = ({ arm, against }: { readonly arm: string; readonly against?: string | undefined }) => {
    if (against !== undefined) return `${arm} ÷ ${against}: `;
    return naming ? `${arm}: ` : '';
  };
  return table(
    title,
    `Median of the trials of each arm; geometric mean of the rounds' ratios to ${comparison.baseline} and mean of their differences, each with its ${intervalOf(files)} (Student's t). Ratio and difference are formed within each round, so they need not be those of the two medians. From six rounds on the median ratio with its order-statistic interval is the cross-check. A p99 is that of all rounds together, with the interval of the jackknife over rounds.`,
    html`<thead><tr><th scope="col">metric</th>${comparison.arms.map((arm) => html`<th scope="col">${arm}</th>`)}<th class="left" scope="col">compared [${intervalOf(files)}]</th><th class="left" scope="col">difference [the same]</th><th class="left" scope="col">cross-check</th><th class="left" scope="col">verdict</th><th class="left" scope="col">rounds that would settle it</th></tr></thead>
<tbody>${rows.map(
      (row) => html`<tr><td>${row.metric.label}</td>${comparison.arms.map((arm) => {
        const figures = row.record.arms[arm];
        return html`<td>${figures ? quantity(figures.median, row.record.unit) : '–'}</td>`;
      })}
${lines(row, (found) => html`<div>${nameOf(found)}${inWords(row.metric.kind, found)}</div>`)}
${lines(row, ({ difference }) => html`<div>${differenceInWords(difference, row.record.unit)}</div>`)}
${lines(row, ({ crossCheck }) => html`<div>${crossCheck ? checked(crossCheck) : '–'}</div>`)}
${lines(row, ({ verdict }) => html`<div class="verdict ${toneOf(row.record.better, verdict)}">${verdict}</div>`)}
${lines(row, ({ roundsToSettle }) => html`<div>${roundsToSettle === null ? '–' : `about ${roundsToSettle}`}</div>`)}</tr>`,
    )}</tbody>`,
  );
}

/** Names its coverage, as a few rounds have few to choose from. */
const checked = ({ ratio, interval, coverage }: NonNullable<Comparison['crossCheck']>): string =>
  `${times(ratio)} [${interval.map(times).join(', ')}] (${inPercent(coverage)})`;

export function percentileTable(files: RunFiles): Html {
  const ms = (value: number | null | undefined) =>
    html`<td>${value === null || value === undefined ? '–' : value.toFixed(2)}</td>`;
  return table(
    'What requests took',
    `Response times of all valid trials merged, in milliseconds from the intended start; without intervals, as requests of one trial are not independent. ${WHY_DASHES} Service time counts from the moment a request was on its connection: the difference is time spent waiting to be sent.`,
    html`<thead><tr><th scope="col">load</th><th class="left" scope="col">endpoint</th><th class="left" scope="col">arm</th><th scope="col">requests</th>
${['p50', 'p90', 'p95', 'p99 (all rounds together)', 'max', 'service p50'].map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${mergedLatencies(files).flatMap(({ phase, endpoint, arms }) =>
      arms.map(
        ({
          arm,
          response,
          service,
        }) => html`<tr><td>${phase}</td><td class="left">${endpoint}</td><td class="left">${arm}</td><td>${response?.count ?? 0}</td>
${ms(response?.p50)}${ms(response?.p90)}${ms(response?.p95)}${ms(response?.p99)}${ms(response?.max)}${ms(service?.p50)}</tr>`,
      ),
    )}</tbody>`,
  );
}

export function trialTable({ trials }: RunFiles): Html {
  return table(
    'The trials, round by round',
    'Requests and errors are those of the measured phases, of loads without faults. Late: by how much the driver missed the schedule, the worst phase of each.',
    html`<thead><tr><th scope="col">no.</th><th scope="col">round</th><th class="left" scope="col">arm</th><th scope="col">start-up</th><th scope="col">warm-up</th><th scope="col">requests</th><th scope="col">errors</th><th scope="col">late, p99</th><th class="left" scope="col">valid</th></tr></thead>
<tbody>${trials.map((trial) => {
      const loaded = trial.phases.length > 0;
      const sum = (field: 'started' | 'errors') =>
        loaded ? String(trial.phases.reduce((total, phase) => total + phase[field], 0)) : '–';
      const late = Math.max(0, ...trial.phases.map(({ lateness }) => lateness.p99));
      return html`<tr><td>${trial.number}</td><td>${trial.round}</td><td class="left">${trial.arm}${trial.attempt > 1 ? ` (attempt ${trial.attempt})` : null}</td>
<td>${trial.startupMs === null ? '–' : `${(trial.startupMs / 1000).toFixed(2)} s`}</td><td>${trial.warmUp ? `${trial.warmUp.seconds} s` : '–'}</td><td>${sum('started')}</td><td>${sum('errors')}</td><td>${loaded ? `${late.toFixed(2)} ms` : '–'}</td>
<td class="prose">${trial.valid ? 'yes' : `no: ${trial.invalidBecause.map((reason) => reason.split('\n')[0]).join('; ')}`}</td></tr>`;
    })}</tbody>`,
  );
}

const table = (title: string, reading: string, content: Html): Html =>
  html`<figure><figcaption><strong>${title}</strong><span class="soft">${reading}</span></figcaption><div class="scroll"><table>${content}</table></div></figure>`;
