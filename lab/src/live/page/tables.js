// @ts-check
/// <reference lib="dom" />
import { element, shape, styled } from './dom.js';
import { SAID, TEXTS } from './texts.js';

/** @typedef {import('./state.js').State} State */
/** @typedef {import('./texts.js').Language} Language */
/** @typedef {NonNullable<State['estimates']>['estimates'][number]} Estimate */

/** Ratios beyond these are drawn at the edge. */
const GREATEST = 16;

/** A word of the page for what the lab calls so; its own word where the page has none. @param {string} word @param {Language} language */
const worded = (word, language) =>
  word in TEXTS ? TEXTS[/** @type {keyof typeof TEXTS} */ (word)][language] : word;

/** On how many rounds the findings rest. @param {State} state @param {Language} language */
export const judgedBy = ({ estimates }, language) =>
  (estimates?.look == null ? TEXTS.noLook : SAID.judged(estimates.look))[language];

/** Every claim, with what it has come to so far. @param {State} state @param {Language} language */
export function claimItems(state, language) {
  return (state.run?.claims ?? []).map(({ id, text }) => {
    const verdict = state.verdictOf(id);
    return element('li', { class: verdict }, [
      element('p', {}, [`“${text[language]}”`]),
      element('p', { class: 'verdict' }, [worded(verdict, language)]),
    ]);
  });
}

/** The estimates with their intervals, in numbers and as a forest around 1. @param {State} state @param {Language} language */
export function estimateTable({ run, estimates, arms }, language) {
  const all = estimates?.estimates ?? [];
  const several = (run?.arms.length ?? 0) > 2;
  const rows = all.map((estimate) => {
    const { arm, metric, ratio, ci95, verdict, tone } = estimate;
    const interval = ci95 ? `[${ci95.map(times).join(', ')}]` : TEXTS.noInterval[language];
    const settled =
      estimates?.look == null
        ? []
        : [element('span', { class: `verdict ${tone}` }, [worded(verdict, language)])];
    const colour = arms.get(arm)?.colour ?? 'var(--soft)';
    return element('tr', {}, [
      element('td', {}, [element('code', {}, [metric]), ...(several ? [` ${arm}`] : [])]),
      element('td', { class: 'number' }, [`${times(ratio)}× ${interval}`]),
      element('td', { class: 'forest' }, [styled(forest(estimate), { '--colour': colour })]),
      element('td', {}, settled),
    ]);
  });
  const head = [TEXTS.metric[language], TEXTS.estimate[language], '', ''];
  return all.length === 0 ? [] : [table(head, rows)];
}

/** A ratio with its interval, on a scale of doublings around 1. @param {Estimate} estimate */
function forest({ metric, ratio, ci95 }) {
  const x = (/** @type {number} */ value) =>
    100 + 95 * Math.max(-1, Math.min(1, Math.log(value) / Math.log(GREATEST)));
  const line = (
    /** @type {number} */ from,
    /** @type {number} */ to,
    /** @type {string} */ stroke,
    width = 1,
  ) => styled(shape('path', { d: `M${from} 12H${to}`, 'stroke-width': width }), { stroke });
  const one = styled(shape('path', { d: 'M100 2V22' }), { stroke: 'var(--soft)' });
  const [low, high] = ci95 ?? [ratio, ratio];
  const dot = styled(shape('circle', { cx: x(ratio), cy: 12, r: 4 }), { fill: 'var(--colour)' });
  const label = `${metric}: ${times(ratio)}`;
  return shape('svg', { viewBox: '0 0 200 24', role: 'img', 'aria-label': label }, [
    line(5, 195, 'var(--line)'),
    one,
    line(x(low), x(high), 'var(--colour)', 3),
    dot,
  ]);
}

/** What each round came to, the newest first. @param {State} state @param {Language} language */
export function roundTable({ trials }, language) {
  const rows = trials
    .toReversed()
    .flatMap(({ round, trials: own }) =>
      own.map(({ arm, valid, words }, nth) =>
        element('tr', {}, [
          element('td', {}, nth === 0 ? [String(round)] : []),
          element('td', {}, [arm]),
          element('td', valid ? {} : { class: 'invalid' }, [
            valid ? words[language] : `${TEXTS.invalid[language]}: ${words[language]}`,
          ]),
        ]),
      ),
    );
  return table([TEXTS.round[language], '', ''], rows);
}

/** How long each step of work took in each arm, the newest time of each. @param {State} state @param {Language} language */
export function workTable({ work, arms }, language) {
  const names = [...arms.keys()];
  const rows = [...work].map(([what, took]) =>
    element('tr', {}, [
      element('td', {}, [element('code', {}, [what])]),
      ...names.map((name) => element('td', { class: 'number' }, [inSeconds(took.get(name))])),
    ]),
  );
  return table([TEXTS.cell[language], ...names], rows);
}

/** @param {readonly string[]} head @param {readonly HTMLElement[]} rows */
const table = (head, rows) =>
  element('table', {}, [
    element('thead', {}, [
      element(
        'tr',
        {},
        head.map((name) => element('th', { scope: 'col' }, [name])),
      ),
    ]),
    element('tbody', {}, rows),
  ]);

/** Two or three significant digits. @param {number} ratio */
const times = (ratio) => ratio.toFixed(ratio < 2 ? 2 : ratio < 10 ? 1 : 0);

/** @param {number | undefined} ms */
const inSeconds = (ms) => (ms === undefined ? '' : `${(ms / 1000).toFixed(1)} s`);
