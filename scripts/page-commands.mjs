// @ts-check

const FENCE = /^```[\s\S]*?^```/gm;
/** What is typed in a terminal, with settings before it; a program's name alone is none. */
const COMMAND = /^(?:[A-Z_]+=\S+ )*(?:make|node|npx|git|curl) /;

/**
 * What a page says before its first change of the sources, and from there on. What stands in its sentences needs no change.
 *
 * @param {string} page its name, without extension
 * @param {string} markdown
 */
export function commandsOf(page, markdown) {
  const all = commandsInBlocks(markdown);
  const changes = all.findIndex((command) => command.startsWith('git apply '));
  const inSentences = commandsInSentences(page, markdown);
  return changes < 0
    ? { before: [...all, ...inSentences], changed: [] }
    : { before: [...all.slice(0, changes), ...inSentences], changed: all.slice(changes) };
}

/**
 * Every line of a page's shell blocks.
 *
 * @param {string} markdown
 */
export function commandsInBlocks(markdown) {
  const blocks = [...markdown.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block = '']) => block);
  return blocks.flatMap((block) => block.split('\n').filter((line) => line.trim() !== ''));
}

/**
 * What a page has its readers type in the middle of a sentence: predictions, and runs with other arms. Arms alone are those of the
 * scenario that the page is about.
 *
 * @param {string} page its name, without extension
 * @param {string} markdown
 */
export function commandsInSentences(page, markdown) {
  const typed = markdown
    .replaceAll(FENCE, '')
    .matchAll(/`(make predict SCENARIO=[\w-]+|(?:make run-scenario [^`]*)?\bARMS=[^`…]*)`/g);
  return [...typed].map(([, command = '']) =>
    command.startsWith('ARMS=') ? `make run-scenario SCENARIO=${page} ${command}` : command,
  );
}

/**
 * Every command that stands in a page's sentences and tables, whether the runner of lessons types it or not.
 *
 * @param {string} markdown
 */
export function commandsNamed(markdown) {
  const code = markdown.replaceAll(FENCE, '').matchAll(/`([^`]+)`/g);
  const said = [...code].map(([, text = '']) => text.replaceAll(/\s+/g, ' '));
  return said.filter((text) => COMMAND.test(text));
}
