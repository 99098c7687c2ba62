import { type MetricGroup, mergedLatencies, type RunFiles } from '../view.ts';
import { inWords, quantity } from '../words.ts';
import { type Html, html } from './html.ts';

/** Whether a difference is good or bad for the arm, as a CSS class; `inconclusive` and none for the rest. */
export function toneOf(better: 'lower' | 'higher', verdict: string): string {
  if (verdict === 'inconclusive') return 'inconclusive';
  if (verdict !== 'higher' && verdict !== 'lower') return '';
  return verdict === better ? 'good' : 'bad';
}

export function metricTable({ comparison }: RunFiles, { rows }: MetricGroup): Html {
  return table(
    `Median of the trials, and the median ratio to ${comparison.baseline} with its 95 % interval`,
    html`<thead><tr><th scope="col">metric</th>${comparison.arms.map((arm) => html`<th scope="col">${arm}</th>`)}<th class="left" scope="col">compared</th><th class="left" scope="col">verdict</th></tr></thead>
<tbody>${rows.map(
      ({ metric, record }) => html`<tr><td>${metric.label}</td>${comparison.arms.map((arm) => {
        const figures = record.arms[arm];
        return html`<td>${figures ? quantity(figures.median, record.unit) : '–'}</td>`;
      })}
<td class="left">${record.comparisons.map((found) => html`<div>${inWords(metric.kind, found)}</div>`)}</td>
<td class="left">${record.comparisons.map((found) => html`<div class="verdict ${toneOf(record.better, found.verdict)}">${found.verdict}</div>`)}</td></tr>`,
    )}</tbody>`,
  );
}

export function percentileTable(files: RunFiles): Html {
  const ms = (value: number | null | undefined) =>
    html`<td>${value === null || value === undefined ? '–' : value.toFixed(2)}</td>`;
  return table(
    'Response times of all valid trials together, in milliseconds from the intended start. The last column counts from the moment a request was on its connection: the difference is time spent waiting to be sent. Percentiles with too few requests beyond them are left out.',
    html`<thead><tr><th scope="col">load</th><th class="left" scope="col">endpoint</th><th class="left" scope="col">arm</th><th scope="col">requests</th>
${['p50', 'p90', 'p95', 'p99', 'max', 'service p50'].map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
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
    'Trials in the order in which they ran. Every round holds each arm once, in an order drawn from the seed.',
    html`<thead><tr><th scope="col">no.</th><th scope="col">round</th><th class="left" scope="col">arm</th><th scope="col">start-up</th><th scope="col">warm-up</th><th scope="col">requests</th><th scope="col">errors</th><th scope="col">late, p99</th><th class="left" scope="col">valid</th></tr></thead>
<tbody>${trials.map((trial) => {
      const sum = (field: 'started' | 'errors') =>
        trial.phases.reduce((total, phase) => total + phase[field], 0);
      const late = Math.max(0, ...trial.phases.map(({ lateness }) => lateness.p99));
      return html`<tr><td>${trial.number}</td><td>${trial.round}</td><td class="left">${trial.arm}${trial.attempt > 1 ? ` (attempt ${trial.attempt})` : null}</td>
<td>${trial.startupMs === null ? '–' : `${(trial.startupMs / 1000).toFixed(2)} s`}</td><td>${trial.warmUp ? `${trial.warmUp.seconds} s` : '–'}</td><td>${sum('started')}</td><td>${sum('errors')}</td><td>${late.toFixed(2)} ms</td>
<td class="left">${trial.valid ? 'yes' : trial.invalidBecause.map((reason) => reason.split('\n')[0]).join('; ')}</td></tr>`;
    })}</tbody>`,
  );
}

const table = (caption: string, content: Html): Html =>
  html`<figure><figcaption>${caption}</figcaption><div class="scroll"><table>${content}</table></div></figure>`;
