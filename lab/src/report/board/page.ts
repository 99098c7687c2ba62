import { type Html, html, Html as Markup } from '../../charts/html.ts';
import { counted } from '../../terminal/counted.ts';
import { STYLE } from '../html/style.ts';
import type { BoardClaim, BoardEntry, BoardRun } from './board.ts';

const OWN_STYLE = new Markup(`<style>
.untested { --mark: var(--soft); } .stamp { margin: .8rem 0; }
.history { font-size: .9rem; padding-left: 1.1rem; } .history li { margin: .3rem 0; }
.tally { display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; margin: 1rem 0; }
</style>`);

/** Earlier runs that the board lists of each scenario. */
const MOST_HISTORY = 12;

export interface Board {
  readonly entries: readonly BoardEntry[];
  /** Runs that could not be read, and why. */
  readonly unreadable: readonly string[];
  readonly madeAt: Date;
}

/** `results/index.html`: every claim and its latest verdict, in one file that needs nothing else. */
export function renderBoard({ entries, unreadable, madeAt }: Board): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Claims and verdicts</title>${STYLE}${OWN_STYLE}</head><body><main>
<h1>Claims and verdicts <span lang="ko">주장과 판정</span></h1>
<p class="lead">What the textbooks say about monoliths and microservices, and what this lab has measured.<br>
<span class="soft" lang="ko">모놀리스와 마이크로서비스에 대한 교과서의 주장과 이 실험실의 측정 결과.</span></p>
${tally(entries)}
${entries.map(section)}
${unreadable.length > 0 ? html`<h2>Runs that could not be read</h2><ul class="warnings">${unreadable.map((each) => html`<li>${each}</li>`)}</ul>` : null}
<p class="soft">Made ${utc(madeAt.toISOString())} by <code>make board</code>. A verdict holds for one shop, on one machine, at one load: its report says which.</p>
</main></body></html>
`.text;
}

/** Verdicts in a reader's words. */
export const LABELS = {
  supported: { en: 'supported', ko: '지지됨' },
  refuted: { en: 'refuted', ko: '반박됨' },
  mixed: { en: 'mixed', ko: '엇갈림' },
  inconclusive: { en: 'inconclusive', ko: '결론 없음' },
  untested: { en: 'not yet tested on this machine', ko: '이 컴퓨터에서 아직 시험하지 않음' },
} as const;

/** What a claim counts as on this machine: a reference run is of another. */
const stateOf = (entry: BoardEntry, { ruling }: BoardClaim): keyof typeof LABELS =>
  entry.shown && ruling ? ruling.verdict : 'untested';

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
        html`<span class="${state}"><span class="verdict">${count} ${label.en}</span> <span class="soft" lang="ko">${label.ko}</span></span>`,
    )}</p>`;
}

function section(entry: BoardEntry): Html {
  const { scenario, shown, reference, claims, history } = entry;
  return html`<h2 id="${scenario.id}">${scenario.title.en} <span lang="ko">${scenario.title.ko}</span></h2>
<p>${scenario.question.en}<br><span class="soft" lang="ko">${scenario.question.ko}</span></p>
${shown ? stamp(shown, 'Latest run on this machine') : null}
${reference ? stamp(reference, 'Reference, on another machine') : null}
<ul class="claims">${claims.map((claim) => claimItem(entry, claim))}</ul>
${history.length > 0 ? html`<details><summary>Earlier runs: ${history.length}</summary><ul class="history">${history.slice(0, MOST_HISTORY).map(historyItem)}</ul></details>` : null}`;
}

function claimItem(entry: BoardEntry, claim: BoardClaim): Html {
  const { id, text, ruling } = claim;
  const state = stateOf(entry, claim);
  const label = LABELS[state];
  const beside = referenceVerdict(entry, claim);
  return html`<li class="${state}"><span class="verdict">${label.en}</span> <span class="soft" lang="ko">${label.ko}</span> <code>${id}</code>
<p><strong>${text.en}</strong><br><span class="soft" lang="ko">${text.ko}</span></p>
${state === 'untested' ? html`<p><code>make run-scenario SCENARIO=${entry.scenario.id}</code></p>` : html`<p>${ruling?.because}</p>`}
${beside}</li>`;
}

function referenceVerdict({ reference }: BoardEntry, { id }: BoardClaim): Html | null {
  const ruling = reference?.comparison.claims.find((each) => each.id === id);
  return ruling
    ? html`<p class="soft">Reference, on another machine: <strong>${ruling.verdict}</strong>. ${ruling.because}</p>`
    : null;
}

function stamp({ manifest, comparison, link }: BoardRun, what: string): Html {
  const { environment } = manifest;
  return html`<p class="stamp">${what}: <a href="${link}">report of ${utc(manifest.startedAt)}</a><br>
<span class="soft">${manifest.profile} profile, ${counted(comparison.rounds, 'round')}${manifest.profile === 'smoke' ? ', which cannot decide anything' : ''}
· ${comparison.arms.join(', ')} · ${environment.cpuModel}, ${environment.cpuCount} CPUs · ${environment.commit ? html`commit <code>${environment.commit.slice(0, 12)}</code>` : 'no commit'}${environment.dirty ? ' with changes' : ''}</span></p>`;
}

const historyItem = ({ manifest, comparison, link }: BoardRun): Html =>
  html`<li><a href="${link}">${utc(manifest.startedAt)}</a>, ${manifest.profile}, ${counted(comparison.rounds, 'round')}${manifest.environment.commit ? html`, <code>${manifest.environment.commit.slice(0, 7)}</code>` : null}: ${comparison.claims.map(
    ({ id, verdict }, index) =>
      html`${index > 0 ? ', ' : ''}<span class="${verdict}">${id} <span class="verdict">${verdict}</span></span>`,
  )}</li>`;

const utc = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`;
