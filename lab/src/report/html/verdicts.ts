import { type Html, html } from '../../charts/html.ts';
import type { RunFiles } from '../../records/run-files.ts';
import type { Text } from '../../scenario/scenario.ts';
import { claimRows } from '../view.ts';
import { headlines } from '../views/headline.ts';

/** What a reader came for: the claims, the headline, what else the numbers say, and what to know before believing it. */
export const verdicts = (files: RunFiles): Html =>
  html`${status(files)}${claims(files)}${headline(files)}${insights(files)}${warnings(files)}${checks(files)}`;

function status({ manifest: { status: ended, reason } }: RunFiles): Html | null {
  if (ended === 'finished') return null;
  return html`<ul class="warnings"><li>This run is ${ended}${reason ? `: ${reason}` : ''}. The report shows the trials that ended.</li></ul>`;
}

const MARKS = { supported: '✓', refuted: '✗', mixed: '±', inconclusive: '?' } as const;

function claims(files: RunFiles): Html | null {
  const rows = claimRows(files);
  if (rows.length === 0) return null;
  return html`<ul class="claims">${rows.map(
    ({
      id,
      verdict,
      because,
      text,
      decidedBy,
      turn,
    }) => html`<li class="${verdict}"><span class="verdict">${MARKS[verdict]} ${verdict}</span>
<p><strong>${text.en}</strong><br><span lang="ko">${text.ko}</span></p><p>${because}</p><p class="soft">Rule: ${decidedBy} <code>${id}</code></p>${turn ? turnOf(turn) : null}</li>`,
  )}</ul>`;
}

const turnOf = ({ en, ko }: Text): Html =>
  html`<p class="soft">What would turn it: ${en}<br><span lang="ko">판정을 바꾸는 조건: ${ko}</span></p>`;

function headline(files: RunFiles): Html | null {
  const sentences = headlines(files);
  if (sentences.length === 0) return null;
  return html`<h2>In short</h2><ul class="headline">${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>`;
}

function insights({ comparison }: RunFiles): Html | null {
  if (comparison.insights.length === 0) return null;
  return html`<h2>What else the numbers say</h2><ul class="insights">${comparison.insights.map(
    ({ text, metrics }) => html`<li><p>${text.en}</p><p lang="ko">${text.ko}</p>
<p class="soft">${metrics.length > 0 ? `From ${metrics.join(', ')}.` : ''}</p></li>`,
  )}</ul>`;
}

function warnings({ comparison }: RunFiles): Html | null {
  if (comparison.warnings.length === 0) return null;
  return html`<h2>Before you believe it</h2><ul class="warnings">${comparison.warnings.map((warning) => html`<li>${warning}</li>`)}</ul>`;
}

function checks({ comparison }: RunFiles): Html | null {
  if (comparison.checks.length === 0) return null;
  const table = html`<div class="scroll"><table><thead><tr><th scope="col">check</th><th class="left" scope="col">arm</th><th class="left" scope="col">result</th><th class="left" scope="col">detail</th></tr></thead>
<tbody>${comparison.checks.map(
    ({ id, arm, result, detail }) =>
      html`<tr><td class="prose">${id}</td><td class="left">${arm}</td><td class="left verdict ${result}">${result}</td><td class="prose">${detail}</td></tr>`,
  )}</tbody></table></div>`;
  const passed = comparison.checks.every(({ result }) => result === 'pass');
  // What is as it should be must not stand in the way to the figures.
  const shown = passed ? html`<details><summary>${allPassed(comparison)}</summary>${table}</details>` : table;
  return html`<h2>Consistency checks</h2>${shown}`;
}

function allPassed({ checks }: RunFiles['comparison']): string {
  const kinds = [...new Set(checks.map(({ id }) => id))];
  const arms = new Set(checks.map(({ arm }) => arm)).size;
  return `All ${checks.length} passed: ${kinds.join(', ')} of ${arms === 1 ? 'the arm' : `all ${arms} arms`}`;
}
