// @ts-check
import { styleText } from 'node:util';

/** @typedef {import('./finding.mjs').Finding} Finding */
/** @typedef {import('./scenarios.mjs').Possibility} Possibility */
/** @typedef {import('./shops.mjs').RunningShop} RunningShop */

const WIDTH = 110;
/** @type {Readonly<Record<Finding['state'], { readonly word: string, readonly colour: 'green' | 'yellow' | 'red' }>>} */
const STATES = {
  found: { word: 'yes', colour: 'green' },
  limited: { word: 'partly', colour: 'yellow' },
  missing: { word: 'no', colour: 'red' },
};

/**
 * For a terminal.
 *
 * @param {object} report
 * @param {boolean} report.possible
 * @param {readonly Finding[]} report.findings
 * @param {readonly Possibility[]} report.scenarios
 * @param {readonly RunningShop[]} [report.shops]
 */
export function render({ possible, findings, scenarios, shops = [] }) {
  const indent = Math.max(...findings.map(({ name }) => name.length)) + 10;
  const pieces = findings.flatMap(({ name, state, found, enables, remedy }) => {
    const { word, colour } = STATES[state];
    const texts = [
      ...wrap(found, indent),
      ...wrap(remedy ? `${enables} Remedy: ${remedy}.` : enables, indent).map(dim),
    ];
    const head = `${paint(colour, word.padEnd(8))}${name.padEnd(indent - 8)}`;
    return texts.map((text, line) => (line === 0 ? head : ' '.repeat(indent)) + text);
  });
  const widest = Math.max(0, ...scenarios.map(({ id }) => id.length)) + 2;
  const runs = scenarios.flatMap(({ id, missing, without }) => {
    const names = missing.map(
      ({ name, remedy }) => `no ${name}${remedy ? ` (make it possible: ${remedy})` : ''}`,
    );
    const fewer = without.length > 0 ? `, without the arms that need ${without.join(' or ')}` : '';
    const text = missing.length === 0 ? `can run here${fewer}` : `cannot run here: ${names.join('; ')}`;
    return wrap(text, widest).map((line, index) =>
      index === 0
        ? id.padEnd(widest) + paint(missing.length === 0 ? 'green' : 'red', line)
        : ' '.repeat(widest) + line,
    );
  });
  const [other] = scenarios.filter(({ missing }) => missing.length === 0);
  const end = possible
    ? paint('green', 'A run is possible: make run-scenario')
    : other
      ? paint('yellow', `A run is possible: make run-scenario SCENARIO=${other.id}`)
      : paint('red', 'No scenario can run here yet. The remedies are above.');
  const running = shops.length > 0 ? ['Running shops', ...shops.map(shopLine), ''] : [];
  return `${[...pieces, '', 'Scenarios', ...runs, '', ...running, end].join('\n')}\n`;
}

/** @param {RunningShop} shop */
function shopLine({ topology, url, outboxEvents, deadLetters, openSagas }) {
  const waiting = [
    `${outboxEvents ?? 'unknown'} events on their way`,
    ...(openSagas === null ? [] : [`${openSagas} open sagas`]),
    `${deadLetters ?? 'unknown'} dead letters`,
  ].join(', ');
  const text = `${topology} at ${url}: ${waiting}`;
  return deadLetters
    ? paint('yellow', `${text}. Remedy: mend what failed (see the logs), then make redrive.`)
    : text;
}

/** Lines of words that leave so many columns free. @param {string} text @param {number} indent @returns {string[]} */
function wrap(text, indent) {
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < WIDTH - indent)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

const coloured = process.stdout.isTTY && !process.env.NO_COLOR;

/** @param {Parameters<typeof styleText>[0]} format @param {string} text */
const paint = (format, text) => (coloured ? styleText(format, text) : text);

/** @param {string} text */
const dim = (text) => paint('dim', text);
