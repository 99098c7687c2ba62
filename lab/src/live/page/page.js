// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { ArmView } from './arm-view.js';
import { Curves, keyOf } from './curves.js';
import { byId, element } from './dom.js';
import { State } from './state.js';
import { claimItems, estimateTable, judgedBy, roundTable, workTable } from './tables.js';
import { SAID, TEXTS } from './texts.js';

/** @typedef {import('./state.js').Told} Told */
/** @typedef {import('./texts.js').Language} Language */

/** Events that come together, as all do at first, are shown together, ms. */
const TOGETHER_MS = 50;
/** The report has the same name for it. */
const CHOSEN = 'lab-language';

const state = new State();
/** @type {Language} */
let language = languageAtFirst();
/** @type {Map<string, ArmView>} */
let arms = new Map();
/** @type {Curves | undefined} */
let curves;
let connected = false;
/** By section, what it was filled with. @type {Map<string, readonly unknown[]>} */
const filled = new Map();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let showing;

const source = new EventSource('/events');
source.addEventListener('open', () => {
  connected = true;
  showSoon();
});
source.addEventListener('error', () => {
  connected = false;
  showSoon();
});
source.addEventListener('message', ({ data }) => {
  const event = /** @type {Told} */ (JSON.parse(data));
  state.take(event);
  if (event.type === 'run') begin();
  if (event.type === 'over') finish();
  showSoon();
});
// Time passes where nothing happens, too.
setInterval(showTime, 1000);
for (const button of document.querySelectorAll('[data-language]'))
  button.addEventListener('click', () => choose(button.getAttribute('data-language') === 'ko' ? 'ko' : 'en'));
showSoon();

/** A run is known: its arms can be drawn. */
function begin() {
  for (const id of ['latency', 'failures']) byId(id).replaceChildren();
  filled.clear();
  arms = new Map([...state.arms].map(([name, arm]) => [name, new ArmView(arm)]));
  byId('arms').replaceChildren(...[...arms.values()].map(({ root }) => root));
  curves = undefined;
}

/** All has been told. The page stays as it is when it has the report, too; then it hangs up, and the server can end. */
function finish() {
  const place = state.over?.report;
  if (place == null) return source.close();
  const frame = element('iframe', { src: '/report.html', title: TEXTS.report[language] });
  frame.addEventListener('load', () => source.close());
  byId('report').append(frame);
  byId('report-place').textContent = place;
  byId('report').hidden = false;
}

function showSoon() {
  if (showing !== undefined) return;
  showing = setTimeout(() => {
    showing = undefined;
    show();
  }, TOGETHER_MS);
}

/** Shows what is known. */
function show() {
  const { run, points, bands, work, trials, estimates } = state;
  document.documentElement.lang = language;
  for (const each of document.querySelectorAll('[data-text]')) {
    const key = /** @type {keyof typeof TEXTS} */ (each.getAttribute('data-text'));
    each.textContent = TEXTS[key][language];
  }
  for (const button of document.querySelectorAll('[data-language]'))
    button.setAttribute('aria-pressed', String(button.getAttribute('data-language') === language));
  byId('title').textContent = run ? run.scenario.title[language] : TEXTS.waiting[language];
  document.title = run ? `${TEXTS.live[language]}: ${run.scenario.title[language]}` : TEXTS.live[language];
  byId('question').textContent = run?.scenario.question[language] ?? '';
  const facts = run ? SAID.facts(run.profile, run.seed, run.baseline, run.driver.id) : [];
  byId('facts').replaceChildren(...facts.map((fact) => element('span', {}, [fact[language]])));
  showTime();
  byId('step').textContent = state.step?.[language] ?? '';
  for (const [name, view] of arms) {
    const arm = state.arms.get(name);
    if (arm) view.show(arm, language, connected);
  }
  const dots = byId('dots');
  dots.hidden = !run;
  dots.textContent = TEXTS[run?.driver.tellsSeconds === false ? 'noSeconds' : 'dots'][language];
  section('curves', points.length > 0, [points.at(-1), bands.length], showCurves);
  section('work', work.size > 0, [work], () =>
    byId('work-table').replaceChildren(workTable(state, language)),
  );
  section('findings', estimates !== undefined, [estimates, state.over], () => {
    byId('judged').textContent = judgedBy(state, language);
    byId('claims').replaceChildren(...claimItems(state, language));
    byId('estimates').replaceChildren(...estimateTable(state, language));
  });
  section('rounds', trials.length > 0, [trials], () =>
    byId('rounds-table').replaceChildren(roundTable(state, language)),
  );
  const lines = byId('lines');
  if (
    lines.childElementCount !== state.lines.length ||
    lines.lastChild?.textContent !== state.lines.at(-1)?.[language]
  )
    lines.replaceChildren(...state.lines.map((line) => element('li', {}, [line[language]])));
}

function showCurves() {
  curves ??= new Curves(state);
  curves.show(language);
  byId('latency-key').replaceChildren(keyOf(state, language, true));
  byId('failures-key').replaceChildren(keyOf(state, language, false));
}

/**
 * Shows a part of the page, and fills it where anything of what it is made of is new.
 * @param {string} id @param {boolean} isThere @param {readonly unknown[]} madeOf @param {() => void} fill
 */
function section(id, isThere, madeOf, fill) {
  const now = [language, ...madeOf];
  const before = filled.get(id);
  byId(id).hidden = !isThere;
  if (!isThere || now.every((part, nth) => part === before?.[nth])) return;
  filled.set(id, now);
  fill();
}

function showTime() {
  const { round, over, run } = state;
  const status = byId('status');
  const words = statusNow();
  // Said aloud whenever it is set.
  if (status.textContent !== words) status.textContent = words;
  const left = round && run && !over && connected ? round.secondsLeft - (Date.now() - round.at) / 1000 : 0;
  byId('left').textContent = left > 0 ? SAID.left(left)[language] : '';
}

function statusNow() {
  const { round, over, run } = state;
  if (over) return TEXTS[over.outcome][language];
  if (!connected) return TEXTS[run ? 'lost' : 'waiting'][language];
  return round ? SAID.round(round.round, round.of, round.attempt)[language] : TEXTS.preparing[language];
}

/** @returns {Language} */
function languageAtFirst() {
  const chosen = remembered() ?? navigator.language;
  return chosen.startsWith('ko') ? 'ko' : 'en';
}

function remembered() {
  try {
    return localStorage.getItem(CHOSEN) ?? undefined;
  } catch {
    // Some browsers keep nothing for anybody.
    return undefined;
  }
}

/** @param {Language} chosen */
function choose(chosen) {
  language = chosen;
  try {
    localStorage.setItem(CHOSEN, chosen);
  } catch {
    // It is the language until the page is left.
  }
  show();
}
