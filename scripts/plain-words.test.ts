import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** More words than this in a sentence, and a reader has forgotten how it began. */
const MOST_WORDS = 40;
/** Of CONTRIBUTING.md: what somebody reads who adds a thing. */
const MOST_LINES_OF_A_RECIPE = 10;
/** About a page. */
const MOST_WORDS_OF_A_DECISION = 600;

const DECISION_SECTIONS = ['Context', 'Decision', 'Rejected', 'Consequences'];

/** Turns that a non-native reader must read twice, and what to write instead. */
const ORNATE: readonly (readonly [turn: RegExp, instead: string])[] = [
  [/\b(is|are|was) nothing that\b/i, 'does not …'],
  [/\b(and|but|or) (of|in|to|for) an? \w+ no\b/i, 'subject first: a … has no …'],
  [/\bnothing is \w+ but\b/i, 'only … is …'],
  [/\bfor want of\b/i, 'because … is missing'],
  [/\bwho(so)?ever\b/i, 'if somebody …, or a reader who …'],
  [/\b(thereof|therein|whereof|whereby|wherein|lest|albeit|whilst)\b/i, 'a plain conjunction'],
  [/, save (in|for|that|when)\b/i, 'except …'],
  [/\bare told (by|from) their\b/i, 'are known by …'],
];

/** Written by `make answers`, from data. */
const MADE = /^results\/answers\./;

const isFile = (path: string): boolean => statSync(path).isFile();

const documents = [
  '.',
  'docs',
  'docs/adr',
  'docs/workshop/en',
  'results',
  'results/reference',
  'results/reference/checks',
  ...readdirSync('scenarios').map((name) => join('scenarios', name)),
]
  .filter((folder) => !isFile(folder))
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  .filter((path) => path.endsWith('.md') && isFile(path) && !MADE.test(path));

/** Sentences of a Markdown text: list items and table cells end one, code counts as a word. */
function sentencesOf(markdown: string): string[] {
  return markdown
    .replaceAll(/^ *```[\s\S]*?^ *```/gm, '')
    .replaceAll(/`[^`]*`/g, 'code')
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .split(/\n\s*\n|\n(?= *(?:[-*>#|]|\d+\.) ?)|\|/)
    .flatMap((block) => block.split(/(?<=[.!?:][*_)"”]*)\s+(?=["“*(_]*[\p{Lu}\d])/u))
    .map((sentence) => sentence.replaceAll(/\s+/g, ' ').trim());
}

const wordsIn = (text: string): number => text.split(' ').filter((word) => /[\p{L}\d]/u.test(word)).length;

const longIn = (markdown: string): string[] =>
  sentencesOf(markdown).filter((sentence) => wordsIn(sentence) > MOST_WORDS);

const ornateIn = (markdown: string): string[] =>
  sentencesOf(markdown).flatMap((sentence) =>
    ORNATE.filter(([turn]) => turn.test(sentence)).map(([, instead]) => `${sentence} → ${instead}`),
  );

describe('plain words', () => {
  it.each(documents)('%s has no long sentence and no ornate turn', (path) => {
    const text = readFileSync(path, 'utf8');
    expect(longIn(text)).toEqual([]);
    expect(ornateIn(text)).toEqual([]);
  });

  it('finds a long sentence, in a list too, and none where two short ones meet', () => {
    const half = `${'word '.repeat(MOST_WORDS - 1)}word`;
    expect(longIn(`- One ${half}.\n- Two.`)).toHaveLength(1);
    expect(longIn(`${half}. One more.\n\n| ${half} | ${half} |`)).toEqual([]);
  });

  it.each([
    'Waking up is nothing that an arm does.',
    'No process stays, and of a run no temporary file.',
    'It looks worse, for want of a flag.',
    'None is hit, save in the outermost rounds.',
  ])('finds the turn in "%s"', (sentence) => {
    expect(ornateIn(`Text before.\n\n${sentence}`)).toHaveLength(1);
  });
});

describe('recipes', () => {
  const recipes = readFileSync('CONTRIBUTING.md', 'utf8')
    .split(/\n{2,}/)
    .flatMap((block): [string, number][] => {
      const thing = /^A new \*\*(.+?)\*\*/.exec(block)?.[1];
      return thing === undefined ? [] : [[thing, block.trimEnd().split('\n').length]];
    });

  it.each(recipes)('a new %s takes at most ten lines', (_, lines) => {
    expect(lines).toBeLessThanOrEqual(MOST_LINES_OF_A_RECIPE);
  });
});

describe('decisions', () => {
  const folder = 'docs/adr';
  const pages = readdirSync(folder).filter((name) => /^\d{4}-/.test(name));

  it.each(pages)('%s has the shape of all of them, and fits on a page', (name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    expect(text).toMatch(new RegExp(`^# ${Number(name.slice(0, 4))}\\. \\S`));
    expect([...text.matchAll(/^## (.+)$/gm)].map(([, title]) => title)).toEqual(DECISION_SECTIONS);
    expect(wordsIn(text.replaceAll(/\s+/g, ' '))).toBeLessThanOrEqual(MOST_WORDS_OF_A_DECISION);
  });

  it('are all listed in their index', () => {
    const index = readFileSync(join(folder, 'README.md'), 'utf8');
    expect(pages.filter((name) => !index.includes(`(${name})`))).toEqual([]);
  });
});
