import { type Html, html } from '../../charts/html.ts';
import { inBoth } from '../../charts/in-both.ts';
import { withLooks } from '../../charts/looks.ts';
import type { RunFiles } from '../../records/run-files.ts';
import type { Language } from '../language.ts';
import { drivesLoad, metricGroups, roundsSaid } from '../view.ts';
import { answer } from './answer.ts';
import { passedChecks } from './checks.ts';
import { behindTheComparison, insights, mainComparison, otherFigures } from './comparison.ts';
import { deployments } from './drawing/deployments.ts';
import { environment } from './environment.ts';
import { curveFigure } from './figures/percentiles.ts';
import { trialFigures } from './figures/trials.ts';
import { wayFigures } from './figures/ways.ts';
import { LANGUAGE_SWITCH } from './language-switch.ts';
import { limits } from './limits.ts';
import { artifacts, glossary, method, repeating } from './method.ts';
import { PREDICTIONS, predictions } from './predictions.ts';
import { inSections } from './sections.ts';
import { STYLE } from './style.ts';
import { howToRead, metricTable, percentileTable, trialTable } from './tables.ts';

/** `report.html`: one file that needs nothing else, readable on a phone, in the dark and on paper. */
export function renderPage(files: RunFiles, language: Language = 'en'): string {
  const { manifest, comparison } = files;
  const { scenario } = manifest;
  const facts = [
    { en: `${comparison.profile} profile`, ko: `프로파일 ${comparison.profile}` },
    roundsSaid(comparison.rounds),
    { en: `baseline ${comparison.baseline}`, ko: `기준 ${comparison.baseline}` },
    { en: `seed ${manifest.seed}`, ko: `시드 ${manifest.seed}` },
    ...(drivesLoad(files) ? [manifest.driver.description] : []),
    `${manifest.startedAt.slice(0, 16).replace('T', ' ')} UTC`,
  ];
  const { contents, body } = inSections([
    { id: 'answer', title: { en: 'The answer', ko: '답' }, content: answer(files) },
    { id: 'predictions', title: PREDICTIONS, content: predictions(files) },
    { id: 'deployments', title: { en: 'What was compared', ko: '비교한 배포' }, content: deployments(files) },
    {
      id: 'ways',
      title: { en: 'One request’s way', ko: '요청 하나가 지나는 길' },
      content: wayFigures(files),
    },
    {
      id: 'comparison',
      title: { en: 'The comparison', ko: '비교' },
      content: html`${mainComparison(files)}${insights(files)}${behindTheComparison(files)}`,
    },
    {
      id: 'more',
      title: { en: 'Where it comes from', ko: '차이의 출처' },
      content: html`${otherFigures(files)}`,
    },
    {
      id: 'limits',
      title: { en: 'Before you believe it', ko: '믿기 전에' },
      content: limits(files),
    },
    {
      id: 'numbers',
      title: { en: 'The numbers', ko: '수치' },
      content: numbers(files),
    },
    { id: 'evidence', title: { en: 'The evidence', ko: '근거' }, content: evidence(files) },
    {
      id: 'method',
      title: { en: 'How this was measured', ko: '측정 방법' },
      content: html`${method(files)}<h3>${{ en: 'The five verdicts', ko: '다섯 가지 판정' }}</h3>${glossary(files)}`,
    },
  ]);
  const page = html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${scenario.title.en} · ${scenario.title.ko}: ${comparison.arms.join(', ')}</title>${STYLE}</head><body>
${contents}<main>${LANGUAGE_SWITCH}
<h1>${inBoth(scenario.title)}</h1>
<p class="lead">${inBoth(scenario.question)}</p>
<p class="soft facts">${facts.map((fact) => html`<span>${fact}</span>`)}</p>
${body}</main></body></html>
`;
  return withLooks(page.text);
}

/** With more groups than this each table has a fold of its own. */
const MOST_TABLES = 6;

function numbers(files: RunFiles): Html | null {
  const groups = metricGroups(files);
  if (groups.length === 0) return null;
  const folded = groups.length > MOST_TABLES;
  return html`<p class="soft">${howToRead(files)}</p>${groups.map((group) =>
    folded
      ? html`<details><summary>${group.title}</summary>${metricTable(files, group)}</details>\n`
      : metricTable(files, group),
  )}`;
}

/** What a reader looks at who doubts: folded, as it is long. */
function evidence(files: RunFiles): Html {
  const fold = (title: { readonly en: string; readonly ko: string }, content: Html | null) =>
    content === null || content.text.trim() === ''
      ? null
      : html`<details><summary>${title}</summary>${content}</details>\n`;
  const loaded = files.manifest.scenario.phases.length > 0;
  return html`${passedChecks(files)}
${fold({ en: 'The whole distribution of response times', ko: '응답 시간의 전체 분포' }, curveFigure(files))}
${loaded ? fold({ en: 'Percentiles of all rounds together', ko: '모든 라운드를 합친 백분위' }, percentileTable(files)) : null}
${fold({ en: 'Trial by trial', ko: '시행별로 보기' }, trialFigures(files))}
${fold({ en: 'Every trial', ko: '모든 시행' }, trialTable(files))}
${fold({ en: 'Environment', ko: '환경' }, environment(files))}
${fold({ en: 'How to repeat this very run', ko: '이 실행을 그대로 반복하기' }, repeating(files))}
${artifacts(files)}`;
}
