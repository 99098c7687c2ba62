import { figure, fullWidth } from '../../charts/figure.ts';
import { type ForestRow, forestPlot } from '../../charts/forest.ts';
import { type Html, html } from '../../charts/html.ts';
import { toneOf } from '../../charts/tone.ts';
import type { ChangeRecord, RunComparison } from '../../compare/run-comparison.ts';
import { STYLE } from '../html/style.ts';
import {
  amountOf,
  byOutcome,
  changeInWords,
  labelOf,
  reachInWords,
  runInWords,
  settingInWords,
  subjectOf,
  whyOpen,
} from './words.ts';

/** `compare.html`: one file that needs nothing else. */
export function renderComparisonPage(comparison: RunComparison): string {
  const { scenario, claims, warnings } = comparison;
  const [changed, ...others] = byOutcome(comparison);
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${scenario.title.en}: two runs compared</title>${STYLE}</head><body><main>
<h1>${scenario.title.en}: run B compared with run A</h1>
<dl><dt>A</dt><dd><code>${comparison.a.runId}</code><br>${runInWords(comparison.a)}</dd>
<dt>B</dt><dd><code>${comparison.b.runId}</code><br>${runInWords(comparison.b)}</dd></dl>
${setting(comparison)}
<h2>${changed?.title}: ${changed?.changes.length}</h2>
${changed ? changedFigures(comparison, changed.changes) : null}
<h2>Claims</h2><ul class="claims">${claims.map(
    ({ id, text, a, b, changed: differs }) =>
      html`<li class="${b ?? 'inconclusive'}"><span class="verdict">${differs ? `${a ?? 'not decided'} → ${b ?? 'not decided'}` : `still ${b ?? 'not decided'}`}</span> <code>${id}</code>
<p><strong>${text.en}</strong><br><q class="soft" lang="ko">${text.ko}</q></p></li>`,
  )}</ul>
${warnings.length > 0 ? html`<h2>Warnings</h2><ul class="warnings">${warnings.map((warning) => html`<li>${warning}</li>`)}</ul>` : null}
${others.map(({ title, changes }) => html`<h2>${title}: ${changes.length}</h2>${changes.length > 0 ? changeTable(changes) : null}`)}
<h2>How this was compared</h2>
<p>The two runs have no rounds in common, so they are independent samples of trials. Each line is the ratio B ÷ A of their geometric means, with
Welch's t interval on logarithms (${confidenceOf(comparison)} %). A change counts when the whole
interval lies beyond the metric's threshold, and beyond a noise floor that either run found. A line such as
<em>microservices ÷ monolith</em> compares the ratios of the rounds: it is the one that survives a faster or slower machine.</p>
</main></body></html>
`.text;
}

const confidenceOf = ({ confidence }: RunComparison): string =>
  (confidence * 100).toFixed(1).replace('.0', '');

function setting(comparison: RunComparison): Html {
  const { differences } = comparison;
  const tone = comparison.setting === 'same' ? 'good' : 'open';
  return html`<p class="lead ${tone}"><span class="verdict" style="white-space: normal">${settingInWords(comparison)}</span></p>
${
  differences.length === 0
    ? null
    : html`<div class="scroll"><table><thead><tr><th scope="col">differs</th><th class="left" scope="col">A</th><th class="left" scope="col">B</th><th class="left" scope="col">asks for</th></tr></thead>
<tbody>${differences.map((each) => html`<tr><td>${each.what}</td><td class="left">${each.a}</td><td class="left">${each.b}</td><td class="left">${reachInWords(each)}</td></tr>`)}</tbody></table></div>`
}`;
}

/** A figure for each arm, and for each ratio between arms. */
function changedFigures(comparison: RunComparison, changes: readonly ChangeRecord[]): Html[] {
  return [...new Set(changes.map(subjectOf))].map((subject) => {
    const own = changes.filter((change) => subjectOf(change) === subject);
    const rows = own.map(
      (change): ForestRow => ({
        label: labelOf(change),
        ratio: change.ratio,
        interval: change.ci95,
        delta: change.delta,
        floor: undefined,
        verdict: change.verdict,
        tone: toneOf(change.better, change.verdict),
      }),
    );
    const alternative = own.map((change) => `${labelOf(change)}: ${changeInWords(change)}`).join('; ');
    return figure({
      title: `${subject}: run B ÷ run A`,
      reading: `Dots are estimates, lines ${confidenceOf(comparison)} % intervals, shaded bands the differences that do not count.`,
      charts: fullWidth(`${subject}, run B ÷ run A. ${alternative}`, (width) =>
        forestPlot(rows, width, 'B ÷ A'),
      ),
      data: changeTable(own),
    });
  });
}

const changeTable = (changes: readonly ChangeRecord[]): Html =>
  html`<div class="scroll"><table><thead><tr><th scope="col">of</th><th class="left" scope="col">metric</th><th scope="col">A</th><th scope="col">B</th><th class="left" scope="col">B compared with A</th><th class="left" scope="col">verdict</th></tr></thead>
<tbody>${changes.map(
    (change) =>
      html`<tr><td>${subjectOf(change)}</td><td class="left">${labelOf(change)}</td><td>${amountOf(change.a, change)}</td><td>${amountOf(change.b, change)}</td><td class="left">${changeInWords(change)}</td>
<td class="left"><span class="verdict ${toneOf(change.better, change.verdict)}">${change.verdict}</span>${change.verdict === 'inconclusive' ? html` <span class="soft">${whyOpen(change)}</span>` : null}</td></tr>`,
  )}</tbody></table></div>`;
