import { figure, fullWidth } from '../../charts/figure.ts';
import { type ForestRow, forestPlot } from '../../charts/forest.ts';
import { type Html, html } from '../../charts/html.ts';
import { withLooks } from '../../charts/looks.ts';
import { alike, joined } from '../../charts/said.ts';
import { toneOf } from '../../charts/tone.ts';
import { VERDICT_WORDS } from '../../charts/words.ts';
import type { ChangeRecord, RunComparison } from '../../compare/run-comparison.ts';
import type { Text } from '../../scenario/scenario.ts';
import { LANGUAGE_SWITCH } from '../html/language-switch.ts';
import { STYLE } from '../html/style.ts';
import type { Language } from '../language.ts';
import {
  amountOf,
  byOutcome,
  CHANGE_HEAD,
  CLAIMS,
  changeSaid,
  circumstanceSaid,
  DIFFERENCE_HEAD,
  labelOf,
  reachSaid,
  rulingSaid,
  runSaid,
  settingSaid,
  subjectOf,
  titleSaid,
  WARNINGS,
  warningsSaid,
  whyOpen,
} from './words.ts';

/** `compare.html`: one file that needs nothing else. @param language that it shows at first; it has both */
export function renderComparisonPage(comparison: RunComparison, language: Language = 'en'): string {
  const { claims } = comparison;
  const title = titleSaid(comparison);
  const warnings = warningsSaid(comparison);
  const [changed, ...others] = byOutcome(comparison);
  const page = html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title.en}</title>${STYLE}</head><body><main>${LANGUAGE_SWITCH}
<h1>${title}</h1>
<dl><dt>A</dt><dd><code>${comparison.a.runId}</code><br>${runSaid(comparison.a)}</dd>
<dt>B</dt><dd><code>${comparison.b.runId}</code><br>${runSaid(comparison.b)}</dd></dl>
${setting(comparison)}
<h2>${changed?.title}: ${changed?.changes.length}</h2>
${changed ? changedFigures(comparison, changed.changes) : null}
<h2>${CLAIMS}</h2><ul class="claims">${claims.map(
    ({ id, text, a, b, changed: differs }) =>
      html`<li class="${b ?? 'inconclusive'}"><span class="verdict">${differs ? alike`${rulingSaid(a)} → ${rulingSaid(b)}` : still(rulingSaid(b))}</span> <code>${id}</code>
<p><strong lang="en">${text.en}</strong> <q class="soft" lang="ko">${text.ko}</q></p></li>`,
  )}</ul>
${warnings.length > 0 ? html`<h2>${WARNINGS}</h2><ul class="warnings">${warnings.map((warning) => html`<li>${warning}</li>`)}</ul>` : null}
${others.map((outcome) => html`<h2>${outcome.title}: ${outcome.changes.length}</h2>${outcome.changes.length > 0 ? changeTable(outcome.changes) : null}`)}
<h2>${{ en: 'How this was compared', ko: '비교 방법' }}</h2>
<p>${howCompared(comparison)}</p>
</main></body></html>
`;
  return withLooks(page.text);
}

const still = ({ en, ko }: Text): Text => ({ en: `still ${en}`, ko: `그대로 ${ko}` });

const howCompared = (comparison: RunComparison): Text => ({
  en: `The two runs have no rounds in common, so they are independent samples of trials. Each line is the ratio B ÷ A of their geometric means, with Welch's t interval on logarithms (${confidenceOf(comparison)} %). A change counts when the whole interval lies beyond the metric's threshold, and beyond a noise floor that either run found. A line such as “microservices ÷ monolith” compares the ratios of the rounds: it is the one that survives a faster or slower machine.`,
  ko: `두 실행은 라운드를 공유하지 않으므로 서로 독립인 표본이다. 각 줄은 기하평균의 배율 B ÷ A와 로그에 대한 웰치 t 구간(${confidenceOf(comparison)} %)이다. 구간 전체가 지표의 기준과 두 실행의 잡음 수준을 모두 넘어야 변화로 본다. “microservices ÷ monolith” 같은 줄은 라운드별 배율을 비교한 것이며, 머신의 속도가 달라도 비교할 수 있다.`,
});

const confidenceOf = ({ confidence }: RunComparison): string =>
  (confidence * 100).toFixed(1).replace('.0', '');

/** @param numbers columns of figures, which stand at the right */
const headRow = (heads: readonly Text[], numbers: readonly number[] = []): Html =>
  html`<thead><tr>${heads.map((head, index) => html`<th scope="col" class="${index === 0 || numbers.includes(index) ? '' : 'left'}">${head}</th>`)}</tr></thead>`;

function setting(comparison: RunComparison): Html {
  const { differences } = comparison;
  const tone = comparison.setting === 'same' ? 'good' : 'open';
  return html`<p class="lead ${tone}"><span class="verdict" style="white-space: normal">${settingSaid(comparison)}</span></p>
${
  differences.length === 0
    ? null
    : html`<div class="scroll"><table>${headRow(DIFFERENCE_HEAD)}
<tbody>${differences.map((each) => html`<tr><td>${circumstanceSaid(each)}</td><td class="left">${each.a}</td><td class="left">${each.b}</td><td class="left">${reachSaid(each)}</td></tr>`)}</tbody></table></div>`
}`;
}

/** A figure for each arm, and for each ratio between arms. */
function changedFigures(comparison: RunComparison, changes: readonly ChangeRecord[]): Html[] {
  const percent = confidenceOf(comparison);
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
    const title: Text = { en: `${subject}: run B ÷ run A`, ko: `${subject}: 실행 B ÷ 실행 A` };
    const each = joined(
      own.map((change) => alike`${labelOf(change)}: ${changeSaid(change)}`),
      '; ',
    );
    return figure({
      title,
      reading: {
        en: `Dots are estimates, lines ${percent} % intervals, shaded bands the differences that do not count.`,
        ko: `점은 추정값, 선은 ${percent} % 구간, 음영은 의미를 두지 않는 차이다.`,
      },
      charts: fullWidth(alike`${title}. ${each}`, (width) => forestPlot(rows, width, 'B ÷ A')),
      data: changeTable(own),
    });
  });
}

const changeTable = (changes: readonly ChangeRecord[]): Html =>
  html`<div class="scroll"><table>${headRow(CHANGE_HEAD, [2, 3])}
<tbody>${changes.map(
    (change) =>
      html`<tr><td>${subjectOf(change)}</td><td class="left">${labelOf(change)}</td><td>${amountOf(change.a, change)}</td><td>${amountOf(change.b, change)}</td><td class="left">${changeSaid(change)}</td>
<td class="left"><span class="verdict ${toneOf(change.better, change.verdict)}">${VERDICT_WORDS[change.verdict]}</span>${change.verdict === 'inconclusive' ? html` <span class="soft">${whyOpen(change)}</span>` : null}</td></tr>`,
  )}</tbody></table></div>`;
