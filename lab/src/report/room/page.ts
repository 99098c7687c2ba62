import { dataTable, figure, fullWidth } from '../../charts/figure.ts';
import { type ForestRow, forestPlot, TONE_COLOURS } from '../../charts/forest.ts';
import { type Html, html } from '../../charts/html.ts';
import { inBoth } from '../../charts/in-both.ts';
import { alike, joined, type Said } from '../../charts/said.ts';
import { toneOf } from '../../charts/tone.ts';
import { RULING_WORDS, times, VERDICT_WORDS } from '../../charts/words.ts';
import type { RulingVerdict } from '../../records/verdict.ts';
import { counted } from '../../terminal/counted.ts';
import { LANGUAGE_SWITCH } from '../html/language-switch.ts';
import { STYLE } from '../html/style.ts';
import type { Language } from '../language.ts';
import { ofWhat, ratioMeasured, SCORING, tallyInWords } from '../prediction-words.ts';
import { type RoomClaim, type RoomRatio, type RoomScenario, verdictIn } from './room.ts';
import {
  agreementInWords,
  labelOf,
  lengthOf,
  machineInWords,
  ratioRange,
  SEVERAL_RULES,
  whoOf,
} from './words.ts';

/** `room.html`: the runs of many machines side by side, in one file that needs nothing else. */
export function renderRoom(
  scenarios: readonly RoomScenario[],
  skipped: readonly string[],
  language: Language = 'en',
): string {
  const runs = scenarios.reduce((sum, scenario) => sum + scenario.runs.length, 0);
  const predicted = scenarios.some((scenario) => scenario.runs.some(({ score }) => score));
  return html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>The room side by side · 모두의 결과</title>${STYLE}</head><body><main>${LANGUAGE_SWITCH}
<h1>${inBoth({ en: 'The room side by side', ko: '모두의 결과 나란히 보기' })}</h1>
<p class="lead">${inBoth({
    en: `${counted(runs, 'run')} of ${counted(scenarios.length, 'scenario')}. Milliseconds depend on the machine; ratios and verdicts are what can be compared.`,
    ko: `시나리오 ${scenarios.length}개, 실행 ${runs}개. 밀리초 값은 머신에 따라 다르므로 배율과 판정을 비교한다.`,
  })}</p>
${skipped.length > 0 ? html`<h2>${inBoth({ en: 'Left out', ko: '제외한 것' })}</h2><ul class="warnings">${skipped.map((each) => html`<li>${each}</li>`)}</ul>` : null}
${scenarios.map(section)}
${predicted ? html`<p class="soft">${inBoth(SCORING)}</p>` : null}
</main></body></html>
`.text;
}

const section = (scenario: RoomScenario): Html =>
  html`<h2 id="${scenario.id}">${inBoth(scenario.title)}</h2>
<ul class="claims">${scenario.claims.map(claimItem)}</ul>
<h3>${inBoth({ en: 'The runs', ko: '실행' })}</h3>
${runTable(scenario)}
${predictions(scenario)}
${scenario.ratios.map(ratioFigure)}`;

/** The colour of what most readers will want to find: where the runs disagree. */
const markOf = ({ agreement, counts }: RoomClaim): string => {
  if (agreement === 'differ') return 'bad';
  if (agreement === 'none') return 'inconclusive';
  return (
    (['supported', 'refuted', 'mixed'] as const).find((verdict) => counts[verdict] > 0) ?? 'inconclusive'
  );
};

const claimItem = (claim: RoomClaim): Html =>
  html`<li class="${markOf(claim)}"><span class="verdict" style="white-space: normal">${inBoth(agreementInWords(claim))}</span> <code>${claim.id}</code>
<p><strong>${inBoth(claim.text)}</strong></p>${claim.oneRule ? null : html`<p class="soft">${inBoth(SEVERAL_RULES)}</p>`}</li>`;

const verdictWords = (verdict: RulingVerdict | undefined): Said => (verdict ? RULING_WORDS[verdict] : '–');

function runTable({ runs, claims }: RoomScenario): Html {
  return html`<div class="scroll"><table><thead><tr><th scope="col">${{ en: 'no.', ko: '번호' }}</th><th class="left" scope="col">${inBoth({ en: 'predicted by', ko: '예측한 사람' })}</th><th class="left" scope="col">${inBoth({ en: 'machine', ko: '머신' })}</th><th class="left" scope="col">${inBoth({ en: 'length', ko: '길이' })}</th>${claims.map(({ id }) => html`<th class="left" scope="col">${id}</th>`)}</tr></thead>
<tbody>${runs.map(
    (run) =>
      html`<tr><td>${run.number}</td><td class="left">${whoOf(run)}</td><td class="prose">${machineInWords(run)}</td><td class="left">${lengthOf(run)}</td>${claims.map(
        ({ id }) =>
          html`<td class="left ${verdictIn(run, id)}"><span class="verdict">${verdictWords(verdictIn(run, id))}</span></td>`,
      )}</tr>`,
  )}</tbody></table></div>`;
}

/** What each prediction came to; null where nobody predicted anything. */
function predictions({ runs }: RoomScenario): Html | null {
  const scored = runs.flatMap((run) => (run.score ? [{ run, score: run.score }] : []));
  if (scored.length === 0) return null;
  return html`<h3>${inBoth({ en: 'Predictions against measurements', ko: '예측과 측정' })}</h3>
<ul>${scored.map(({ run, score }) => html`<li>${run.number} ${whoOf(run)}: ${inBoth(tallyInWords([score]))}</li>`)}</ul>`;
}

function ratioFigure(ratio: RoomRatio): Html {
  const { asked, found } = ratio;
  const rows = found.map(
    ({ run, comparison, better }): ForestRow => ({
      label: labelOf(run),
      ratio: comparison.ratio,
      interval: comparison.ci95,
      delta: comparison.delta,
      floor: run.comparison.noiseFloor[asked.metric],
      verdict: VERDICT_WORDS[comparison.verdict],
      tone: toneOf(better, comparison.verdict),
    }),
  );
  const title = ratioRange(ratio);
  return figure({
    title,
    reading: {
      en: `Each dot is one run's ratio, ${ofWhat(asked)}, each bar its interval, as sure as that run's report says. The shaded band is too small to count.`,
      ko: `점은 실행 하나의 배율(${ofWhat(asked)}), 막대는 그 구간이다. 구간의 신뢰 수준은 각 보고서에 있다. 음영 안의 차이는 의미가 없을 만큼 작다.`,
    },
    key: [
      { name: { en: 'worse', ko: '더 나쁨' }, colour: TONE_COLOURS.bad },
      { name: { en: 'better', ko: '더 좋음' }, colour: TONE_COLOURS.good },
      { name: { en: 'no difference that counts', ko: '의미 있는 차이 없음' }, colour: TONE_COLOURS.same },
      { name: { en: 'not settled', ko: '결론 없음' }, colour: TONE_COLOURS.open, mark: 'hollow' },
    ],
    charts: fullWidth(
      alike`${title}. ${joined(
        rows.map((row) => alike`${row.label}: ${times(row.ratio)}×, ${row.verdict}`),
        '; ',
      )}.`,
      // What is divided by what stands above: its names may be longer than an axis.
      (width) => forestPlot(rows, width, { en: 'ratio', ko: '배율' }),
    ),
    data: dataTable(
      [
        { en: 'run', ko: '실행' },
        { en: 'predicted', ko: '예측' },
        { en: 'measured', ko: '측정' },
        { en: 'verdict', ko: '판정' },
      ],
      found.map(({ run, comparison }) => {
        const predicted = run.score?.ratios.find(({ metric }) => metric === asked.metric);
        return [
          labelOf(run),
          predicted ? `${predicted.expected}×` : '–',
          ratioMeasured(comparison) ?? '–',
          VERDICT_WORDS[comparison.verdict],
        ];
      }),
    ),
  });
}
