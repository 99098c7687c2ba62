import { type Html, html, Html as Markup } from '../../charts/html.ts';
import { RULING_WORDS } from '../../charts/words.ts';
import { NOTES } from '../../notes/notes.ts';
import type { Text } from '../../scenario/scenario.ts';
import { counted } from '../../terminal/counted.ts';
import { LANGUAGE_SWITCH } from '../html/language-switch.ts';
import { STYLE } from '../html/style.ts';
import type { Language } from '../language.ts';
import type { BoardClaim, BoardEntry, BoardRun } from './board.ts';
import { markedNotes, NOTES_STYLE } from './marked-notes.ts';
import { predictionScores } from './prediction-scores.ts';
import { LABELS, REFERENCE, stateOf } from './state.ts';
import { whenItPays } from './when-it-pays.ts';

const OWN_STYLE = new Markup(`<style>
.untested { --mark: var(--soft); } .stamp { margin: .8rem 0; }
.history { font-size: .9rem; padding-left: 1.1rem; } .history li { margin: .3rem 0; }
main { max-width: 66rem; } .tally { display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; margin: 1rem 0; }${NOTES_STYLE}</style>`);

/** Earlier runs that the board lists of each scenario. */
const MOST_HISTORY = 12;

export interface Board {
  readonly entries: readonly BoardEntry[];
  /** Runs that could not be read, and why. */
  readonly unreadable: readonly string[];
  readonly madeAt: Date;
}

/** `results/index.html`: every claim and its latest verdict, in one file that needs nothing else. */
export function renderBoard({ entries, unreadable, madeAt }: Board, language: Language = 'en'): string {
  return html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Claims and verdicts · 주장과 판정</title>${STYLE}${OWN_STYLE}</head><body><main>${LANGUAGE_SWITCH}
<h1>${{ en: 'Claims and verdicts', ko: '주장과 판정' }}</h1>
<p class="lead">${{
    en: 'What the textbooks say about monoliths and microservices, and what this lab has measured.',
    ko: '모놀리스와 마이크로서비스에 대한 교재의 주장과 이 랩의 측정 결과.',
  }}</p>
${tally(entries)}
<p><a href="#notes">${{ en: 'The notes, sentence by sentence', ko: '노트 전문, 문장별 판정' }}</a></p>
${whenItPays(entries)}
${entries.map(section)}
${markedNotes(entries, NOTES)}
${predictionScores(entries)}
${unreadable.length > 0 ? html`<h2>${{ en: 'Runs that could not be read', ko: '읽지 못한 실행' }}</h2><ul class="warnings">${unreadable.map((each) => html`<li>${each}</li>`)}</ul>` : null}
<p class="soft">${{ en: 'Made', ko: '만든 때' }} ${utc(madeAt.toISOString())}, <code>make board</code>. ${{
    en: 'A verdict holds for one shop, on one machine, at one load: its report says which.',
    ko: '판정은 상점 하나, 머신 한 대, 한 가지 부하에 대한 것이며, 조건은 각 보고서에 있다.',
  }}</p>
</main></body></html>
`.text;
}

function tally(entries: readonly BoardEntry[]): Html {
  const states = entries.flatMap((entry) => entry.claims.map((claim) => stateOf(entry, claim)));
  const shown = Object.entries(LABELS).map(([state, label]) => ({
    state,
    label,
    count: states.filter((each) => each === state).length,
  }));
  return html`<p class="tally">${shown
    .filter(({ count }) => count > 0)
    .map(
      ({ state, label, count }) =>
        html`<span class="${state}"><span class="verdict">${{ en: `${count} ${label.en}`, ko: `${label.ko} ${count}` }}</span></span>`,
    )}</p>`;
}

function section(entry: BoardEntry): Html {
  const { scenario, shown, reference, claims, history } = entry;
  return html`<h2 id="${scenario.id}">${scenario.title}</h2>
<p>${scenario.question}</p>
${shown ? stamp(shown, { en: 'Latest run on this machine', ko: '이 머신의 최근 실행' }) : null}
${reference ? stamp(reference, REFERENCE) : null}
<ul class="claims">${claims.map((claim) => claimItem(entry, claim))}</ul>
${history.length > 0 ? html`<details><summary>${{ en: 'Earlier runs', ko: '이전 실행' }}: ${history.length}</summary><ul class="history">${history.slice(0, MOST_HISTORY).map(historyItem)}</ul></details>` : null}`;
}

function claimItem(entry: BoardEntry, claim: BoardClaim): Html {
  const { id, text, ruling } = claim;
  const state = stateOf(entry, claim);
  const label = LABELS[state];
  const beside = referenceVerdict(entry, claim);
  return html`<li id="${id}" class="${state}"><span class="verdict">${label}</span> <code>${id}</code>
<p><strong lang="en">${text.en}</strong> <q lang="ko">${text.ko}</q></p>
${state === 'untested' ? html`<p><code>make run-scenario SCENARIO=${entry.scenario.id}</code></p>` : html`<p>${ruling ? reasonOf(ruling) : null}</p>`}
${beside}</li>`;
}

function referenceVerdict({ reference }: BoardEntry, { id }: BoardClaim): Html | null {
  const ruling = reference?.comparison.claims.find((each) => each.id === id);
  return ruling
    ? html`<p class="soft">${REFERENCE}: <strong>${RULING_WORDS[ruling.verdict]}</strong>. ${reasonOf(ruling)}</p>`
    : null;
}

const COMMIT = { en: 'commit', ko: '커밋' };

type Claim = BoardRun['comparison']['claims'][number];

/** Older runs have it in English alone. */
const reasonOf = ({ because, becauseInKorean }: Claim): Text => ({
  en: because,
  ko: becauseInKorean ?? because,
});

function stamp({ manifest, comparison, link }: BoardRun, what: Text): Html {
  const { environment } = manifest;
  return html`<p class="stamp">${what}: <a href="${link}">${{ en: 'report of', ko: '보고서' }} ${utc(manifest.startedAt)}</a><br>
<span class="soft">${{
    en: `${manifest.profile} profile, ${counted(comparison.rounds, 'round')}${manifest.profile === 'smoke' ? ', which cannot decide anything' : ''}`,
    ko: `프로파일 ${manifest.profile}, 라운드 ${comparison.rounds}번${manifest.profile === 'smoke' ? ', 아무것도 확정할 수 없음' : ''}`,
  }}
· ${comparison.arms.join(', ')} · ${environment.cpuModel}, ${environment.cpuCount} CPUs · ${environment.commit ? html`${COMMIT} <code>${environment.commit.slice(0, 12)}</code>` : { en: 'no commit', ko: '커밋 없음' }}${environment.dirty ? { en: ' with changes', ko: ' (변경 있음)' } : null}</span></p>`;
}

const historyItem = ({ manifest, comparison, link }: BoardRun): Html =>
  html`<li><a href="${link}">${utc(manifest.startedAt)}</a>, ${manifest.profile}, ${{ en: counted(comparison.rounds, 'round'), ko: `라운드 ${comparison.rounds}번` }}${manifest.environment.commit ? html`, <code>${manifest.environment.commit.slice(0, 7)}</code>` : null}: ${comparison.claims.map(
    ({ id, verdict }, index) =>
      html`${index > 0 ? ', ' : ''}<span class="${verdict}">${id} <span class="verdict">${RULING_WORDS[verdict]}</span></span>`,
  )}</li>`;

const utc = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`;
