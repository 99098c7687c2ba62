import { type Html, html } from '../../charts/html.ts';
import { alike, joined, type Said } from '../../charts/said.ts';
import { comparisonSaid, differenceSaid, RULING_SIGNS, RULING_WORDS } from '../../charts/words.ts';
import type { RunFiles } from '../../records/run-files.ts';
import type { Text } from '../../scenario/scenario.ts';
import { claimRows, decidedAgainSaid, othersOf } from '../view.ts';
import { headlines } from '../views/headline.ts';
import { type KeyFinding, keyFinding } from '../views/key-finding.ts';
import { hasRatio, medianSaid } from '../views/least.ts';
import { rolesOf } from '../views/roles.ts';
import { metricLabels } from './metric-labels.ts';

/** What a reader came for, on one screen: each claim in three lines, and the findings in plain words. */
export const answer = (files: RunFiles): Html => html`${status(files)}${claims(files)}${shortly(files)}`;

function status({ manifest: { status: ended, reason } }: RunFiles): Html | null {
  if (ended === 'finished') return null;
  // Only of a failure the reason says more than the state does. It may be a sentence of its own.
  const why = ended === 'failed' && reason ? `: ${reason.replace(/\.$/, '')}` : '';
  const { en, ko } = ENDED[ended];
  return html`<ul class="warnings"><li>${{
    en: `This run ${en}${why}. The report shows the trials that ended.`,
    ko: `이 실행은 ${ko}${why}. 끝난 시행만 보여 준다.`,
  }}</li></ul>`;
}

const ENDED = {
  running: { en: 'is still going on, or was killed', ko: '아직 진행 중이거나 강제 종료되었다' },
  interrupted: { en: 'was interrupted', ko: '중단되었다' },
  failed: { en: 'failed', ko: '실패했다' },
} as const;

/** Characters of a reason that would fill the first screen: it stands behind the fold, with its rule. */
const LONG = 260;

type Row = ReturnType<typeof claimRows>[number];

function claims(files: RunFiles): Html | null {
  const rows = claimRows(files);
  return rows.length === 0 ? null : html`<ul class="claims">${rows.map((row) => claim(files, row))}</ul>`;
}

/** The textbook is Korean: its sentence stands in both languages as a quotation. */
function claim(files: RunFiles, row: Row): Html {
  const { id, verdict, reason, text, rule, turn } = row;
  const key = keyFinding(files, row);
  const again = decidedAgainSaid(files);
  return html`<li class="${verdict}"><span class="verdict">${RULING_SIGNS[verdict]} ${RULING_WORDS[verdict]}</span>
<dl><dt>${{ en: 'the textbook says', ko: '교재의 주장' }}</dt><dd><strong lang="en">${text.en}</strong> <q lang="ko">${text.ko}</q></dd>
<dt>${{ en: 'what was tested', ko: '검증한 것' }}</dt><dd>${tested(files, row, key)}</dd>
<dt>${{ en: 'result', ko: '결과' }}</dt><dd>${key ? figures(files, key) : null}${key && reason.en.length > LONG ? null : html`<p>${reason}</p>`}</dd></dl>
<details><summary>${{ en: 'The rule, and what would turn the verdict', ko: '판정 규칙과 판정을 바꾸는 조건' }}</summary>${key && reason.en.length > LONG ? html`<p>${reason}</p>` : null}<p class="soft">${{ en: 'Rule', ko: '규칙' }}: ${rule} <code>${id}</code></p>${again ? html`<p class="soft">${again}</p>` : null}${turn ? html`<p class="soft">${{ en: 'What would turn it', ko: '판정을 바꾸는 조건' }}: ${turn}</p>` : null}</details></li>`;
}

function tested(files: RunFiles, { metrics }: Row, key: KeyFinding | undefined): Said {
  const { baseline, rounds } = files.comparison;
  const times = { en: `${rounds} ${rounds === 1 ? 'round' : 'rounds'}`, ko: `라운드 ${rounds}번` };
  if (metrics.length === 0) return alike`${joined([baseline, ...othersOf(files)])}; ${times}`;
  const arms = key ? `${key.from.arm} → ${key.to.arm}` : joined([baseline, ...othersOf(files)]);
  return alike`${arms}: ${metricLabels(files, metrics)}; ${times}`;
}

/** Two large absolute numbers, and under them how they compare. A share of next to nothing has no ratio worth telling. */
function figures(files: RunFiles, { metric, label, record, found, from, to, of, middle }: KeyFinding): Html {
  const big = ({ arm, median }: KeyFinding['from']) =>
    html`<span class="big"><b>${medianSaid(files, metric, median)}</b><span class="soft">${arm}</span></span>`;
  const difference = differenceSaid(found.difference, record.unit);
  const compared =
    record.unit === '%' || !hasRatio(files, metric, found)
      ? difference
      : alike`${comparisonSaid(metric.kind, found)}; ${difference}`;
  return html`<p class="figures">${big(from)}<span class="arrow">→</span>${big(to)}</p>
<p class="soft">${label}${of === 1 ? null : placeOf(of, middle)}: ${compared}</p>`;
}

const placeOf = (of: number, middle: boolean): Text =>
  middle
    ? { en: ` (the middle one of ${of})`, ko: `(${of}개 중 가운데)` }
    : { en: ` (the first of ${of})`, ko: `(${of}개 중 첫째)` };

/** The arm that the scenario is about stands open, the others behind it. */
function shortly(files: RunFiles): Html | null {
  const { main } = rolesOf(files);
  const others = othersOf(files).filter((arm) => arm !== main);
  const [own, rest] = [headlines(files, main === undefined ? [] : [main]), headlines(files, others)];
  if (own.length + rest.length === 0) return null;
  const list = (sentences: typeof own) =>
    sentences.length === 0
      ? null
      : html`<ul class="headline">${sentences.map((each) => html`<li>${each}</li>`)}</ul>`;
  return html`<h3>${{ en: 'In short', ko: '요약' }}</h3>${list(own)}${
    rest.length === 0
      ? null
      : html`<details><summary>${{ en: 'The other arms', ko: '나머지 대상' }}</summary>${list(rest)}</details>`
  }`;
}
