import { type Html, html } from '../../charts/html.ts';
import { RULING_SIGNS, RULING_WORDS } from '../../charts/words.ts';
import type { Line, Section, Sentence } from '../../notes/note.ts';
import type { Text } from '../../scenario/scenario.ts';
import type { BoardEntry, BoardRun } from './board.ts';
import { LABELS, stateOf } from './state.ts';

type State = keyof typeof LABELS;

/** Marks stand within the text: short words, and a sign for those who do not see colours. */
const SIGNS: Readonly<Record<State, string>> = { ...RULING_SIGNS, untested: '○' };
const WORDS: Readonly<Record<State, Text>> = {
  ...RULING_WORDS,
  untested: { en: 'not measured yet', ko: '아직 측정하지 않음' },
};

/** Underlines differ in shape, too. Where the claims of a sentence differ in their verdicts, there is none. */
export const NOTES_STYLE = `
.notes { max-width: 46rem; } .notes h4 { font-size: 1rem; margin: 1.6rem 0 .4rem; } .notes ul { padding-left: 1.2rem; margin: .3rem 0 .8rem; } .notes li { margin: .4rem 0; }
.words { text-decoration: underline var(--mark) .09em; text-underline-offset: .25em; } .words.refuted { text-decoration-style: wavy; } .words.mixed { text-decoration-style: dashed; } .words.inconclusive, .words.untested { text-decoration-style: dotted; }
.mark { font-size: .8rem; color: var(--soft); } .claims li:target { outline: .15rem solid var(--link); }
`;

/**
 * The text of the notes, all of it. Each claim that tests a sentence has a mark behind it, which says what the claim has come to on this machine
 * and leads to its row on the board and to the report. Where this machine has no run of it, the committed one counts, and the mark says so.
 *
 * @param entries of all scenarios; a claim that none of them has is not measured yet
 */
export function markedNotes(entries: readonly BoardEntry[], notes: readonly Section[]): Html {
  return html`<section class="notes" id="notes"><h2>${{ en: 'The notes, sentence by sentence', ko: '노트 전문, 문장별 판정' }}</h2>
<p>${{
    en: 'All of the study notes that the claims are from. They are in Korean, and this is a translation. A mark behind a sentence says what was measured of it: it leads to the claim, and beside it to the report. “Reference” is a verdict of another machine. Of a sentence that names several things, a mark is of what the claim names. A sentence without a mark asserts nothing that this lab measures.',
    ko: '주장의 출처인 학습 노트 전문이다. 문장 뒤의 표시는 그 문장을 측정한 결과이며, 누르면 해당 주장으로 간다. 옆에는 보고서 링크가 있다. “참조 실행”은 다른 머신의 판정이다. 한 문장이 여러 가지를 말하면 표시는 주장에 적힌 것만 가리킨다. 표시가 없는 문장에는 이 랩이 측정하는 주장이 없다.',
  }}</p>
<p class="tally">${STATES.map((state) => html`<span class="mark ${state}"><span class="verdict">${signed(state)}</span></span>`)}</p>
${notes.map((section) => chapter(section, entries))}</section>
`;
}

const STATES = Object.keys(LABELS) as State[];

const signed = (state: State): Html => html`<span aria-hidden="true">${SIGNS[state]}</span> ${WORDS[state]}`;

function chapter({ title, depth, lines }: Section, entries: readonly BoardEntry[]): Html {
  const heading = depth === 1 ? html`<h3>${title}</h3>` : html`<h4>${title}</h4>`;
  return html`${heading}
${lines.map((line) => html`<p>${sentences(line, entries)}</p>${items(line, entries)}\n`)}`;
}

const items = ({ below }: Line, entries: readonly BoardEntry[]): Html | null =>
  below.length === 0
    ? null
    : html`<ul>${below.map((line) => html`<li>${sentences(line, entries)}${items(line, entries)}</li>`)}</ul>`;

const sentences = (line: Line, entries: readonly BoardEntry[]): Html =>
  html`${line.sentences.map((each) => html`${sentence(each, entries)} `)}`;

function sentence({ says, claims }: Sentence, entries: readonly BoardEntry[]): Html {
  const found = claims.map((id) => foundOf(id, entries));
  const states = new Set(found.map(({ state }) => state));
  const kind = states.size === 1 ? html` class="words ${[...states]}"` : null;
  const marks = found.map((each) => html` ${mark(each, claims.length > 1)}`);
  return html`<span${kind}><span lang="en">${emphasized(says.en)}</span><span lang="ko">${emphasized(says.ko)}</span></span>${marks}`;
}

/** What stands between two `**` or two double backticks is set bold. */
const emphasized = (text: string): Html =>
  html`${text.split(/\*\*|``/).map((part, index) => (index % 2 === 1 ? html`<strong>${part}</strong>` : part))}`;

interface Found {
  readonly id: string;
  readonly state: State;
  /** Whether the claim has a row on the board, which is where a scenario tests it. */
  readonly listed: boolean;
  /** Whose verdict it is; undefined where nobody has measured it. */
  readonly run?: BoardRun | undefined;
  /** Whether that was on another machine. */
  readonly elsewhere?: boolean;
}

function foundOf(id: string, entries: readonly BoardEntry[]): Found {
  for (const entry of entries) {
    const claim = entry.claims.find((each) => each.id === id);
    if (!claim) continue;
    const { shown, reference } = entry;
    const state = stateOf(entry, claim);
    if (state !== 'untested') return { id, state, listed: true, run: shown };
    const verdict = reference?.comparison.claims.find((each) => each.id === id)?.verdict;
    return verdict
      ? { id, state: verdict, listed: true, run: reference, elsewhere: true }
      : { id, state, listed: true };
  }
  return { id, state: 'untested', listed: false };
}

/** @param named where a sentence has several claims, each mark says which one it is of */
function mark({ id, state, listed, run, elsewhere }: Found, named: boolean): Html {
  const verdict = listed
    ? html`<a class="verdict" href="#${id}">${signed(state)}</a>`
    : html`<span class="verdict">${signed(state)}</span>`;
  const whose = elsewhere ? html` (${{ en: 'reference', ko: '참조 실행' }})` : null;
  const report = run ? html` <a href="${run.link}">${{ en: 'report', ko: '보고서' }}</a>` : null;
  return html`<span class="mark ${state}">${verdict}${whose}${named ? html` <code>${id}</code>` : null}${report}</span>`;
}
