import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { excerptsIn, notIn } from './excerpts.ts';
import { commandsInBlocks, commandsInSentences } from './page-commands.mjs';
import { readSequenceDiagram } from './sequence-diagram.ts';

/** The workshop's pages: in both languages, with the same commands, and true of the project. */
const WORKSHOP = 'docs/workshop';
const [ENGLISH, KOREAN] = [join(WORKSHOP, 'en'), join(WORKSHOP, 'ko')];
const CHANGES = join(WORKSHOP, 'changes');

const pages = readdirSync(ENGLISH);
const scenarios = readdirSync('scenarios').filter((name) =>
  existsSync(join('scenarios', name, 'scenario.ts')),
);

const read = (path: string): string => readFileSync(path, 'utf8');
const diagramsIn = (markdown: string) =>
  [...markdown.matchAll(/^```mermaid\n([\s\S]*?)^```/gm)].map(([, text = '']) => readSequenceDiagram(text));
/** What a reader reads: without code, and without where links lead. */
const proseOf = (markdown: string): string =>
  markdown.replaceAll(/^```[\s\S]*?^```|^<!--.*-->$|(?<=\])\([^)]*\)/gm, '');
const headingsIn = (markdown: string): number => (markdown.match(/^#+ /gm) ?? []).length;
/** The textbook's sentences, a paragraph each. */
const quotedIn = (markdown: string): string[] =>
  [...markdown.matchAll(/(?:^>.*\n)+/gm)]
    .flatMap(([block]) => block.replaceAll(/^> ?/gm, '').split(/\n{2,}/))
    .map((paragraph) => paragraph.replaceAll('**', '').replaceAll(/\s+/g, ' ').trim());
/** Sentences that do not speak to a Korean reader politely. Tables, quotations and what a sentence should read are in the plain style. */
const impoliteIn = (markdown: string): string[] =>
  [
    ...proseOf(markdown)
      .replaceAll(/^[|>#].*$/gm, '')
      .replaceAll(/`[^`]*`|“[^”]*”|"[^"]*"/g, 'x')
      .replaceAll('**', ' ')
      .replaceAll(/\*[^*]+\*/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .matchAll(/[^.?!]*[.?!]/g),
  ]
    .map(([sentence]) => sentence.trim())
    .filter((sentence) => /(?<!니)다\.$|(?<![요까])\?$/.test(sentence));
const withoutStop = (sentence: string | undefined) => sentence?.replace(/\.$/, '');

it('every scenario has a lesson', () => {
  expect(pages).toEqual(expect.arrayContaining(scenarios.map((name) => `${name}.md`)));
});

it.each(scenarios)('the lesson on %s has its predictions kept, in both languages', (name) => {
  for (const folder of [ENGLISH, KOREAN])
    expect(read(join(folder, `${name}.md`))).toContain(`\`make predict SCENARIO=${name}\``);
});

it.each(scenarios)('the lesson on %s has the Korean original beside each sentence, to the letter', (name) => {
  const [english = [], korean = []] = [ENGLISH, KOREAN].map((folder) =>
    quotedIn(read(join(folder, `${name}.md`))),
  );
  expect(korean.length).toBeGreaterThan(0);
  const originals = english.map((sentence) => /\. \((.*)\)$/.exec(sentence)?.[1]);
  expect(originals.map(withoutStop)).toEqual(korean.map(withoutStop));
});

it.each(scenarios)('the lesson on %s changes the code, measures again, and takes the change back', (name) => {
  const commands = commandsInBlocks(read(join(ENGLISH, `${name}.md`)));
  const applied = commands.findLast((command) => command.startsWith(`git apply ${CHANGES}/`)) ?? '';
  const after = commands.slice(commands.indexOf(applied) + 1);
  const undone = after.indexOf(applied.replace('git apply', 'git apply -R'));
  expect(after.slice(0, Math.max(0, undone)).join('\n')).toContain(`make run-scenario SCENARIO=${name}`);
});

/** Lessons, and what their arms need that a machine need not have. */
const wishes = scenarios.flatMap((name): [string, string[]][] => {
  const { optional = [] } = JSON.parse(read(join('scenarios', name, 'needs.json'))) as {
    optional?: string[];
  };
  return optional.length === 0 ? [] : [[name, optional]];
});

/** What people call a component, or what builds a program on another stack. */
function nameOfNeed(id: string): string {
  const stack = `lab/src/topologies/stacks/${id}.json`;
  return existsSync(stack)
    ? JSON.parse(read(stack)).tool
    : JSON.parse(read(`lab/src/components/${id}/component.json`)).name;
}

it.each(wishes)('the preparations say what to install for the lesson on %s', (name, components) => {
  for (const folder of [ENGLISH, KOREAN]) {
    const lines = read(join(folder, 'before-a-workshop.md')).split('\n');
    const row = lines.find((line) => line.includes(`](${name}.md)`)) ?? '';
    for (const id of components) expect(row).toContain(nameOfNeed(id));
  }
});

it('every page exists in both languages', () => {
  expect(readdirSync(KOREAN).toSorted()).toEqual(pages.toSorted());
});

describe.each(pages)('%s', (page) => {
  const [english, korean] = [ENGLISH, KOREAN].map((folder) => {
    const path = join(folder, page);
    return existsSync(path) ? read(path) : '';
  }) as [string, string];

  it('has the same parts and the same commands in both languages', () => {
    expect(headingsIn(korean)).toBe(headingsIn(english));
    expect(commandsInBlocks(korean)).toEqual(commandsInBlocks(english));
    const typed = [english, korean].map((text) => commandsInSentences(basename(page, '.md'), text));
    expect(typed[1]).toEqual(typed[0]);
  });

  it('is written in its language', () => {
    const hangul = (text: string) => (text.match(/\p{Script=Hangul}/gu) ?? []).length;
    expect(hangul(proseOf(korean))).toBeGreaterThan(proseOf(korean).length / 5);
    expect(hangul(english)).toBeLessThan(english.length / 20);
  });

  it('speaks to its Korean readers politely', () => {
    expect(impoliteIn(korean)).toEqual([]);
  });

  it('quotes code that stands in the file that it names, in both languages the same', () => {
    for (const { file, code } of excerptsIn(english)) {
      expect(file, code).toBeDefined();
      expect(notIn(read(file ?? ''), code), file).toBeUndefined();
    }
    expect(excerptsIn(korean)).toEqual(excerptsIn(english));
  });

  it('draws diagrams without mistakes, in both languages the same', () => {
    const [drawn, alsoDrawn] = [diagramsIn(english), diagramsIn(korean)];
    for (const { mistakes } of [...drawn, ...alsoDrawn]) expect(mistakes).toEqual([]);
    expect(alsoDrawn.map(({ steps }) => steps)).toEqual(drawn.map(({ steps }) => steps));
  });

  it('applies changes that fit the sources of today', () => {
    const applied = [...english.matchAll(/^git apply (\S+)$/gm)].map(([, path = '']) => path);
    for (const path of applied) execFileSync('git', ['apply', '--check', path]);
    expect(commandsInBlocks(english).join('\n')).toMatch(
      applied.length > 0 ? new RegExp(`git apply -R ${applied[0]}`) : /make/,
    );
  });
});

it('finds a sentence that is not polite, and none where one is quoted', () => {
  const said = '측정한다. 볼까요? 무엇인가? 봅니다. *그렇다.* “그렇다.”라고 했습니다.';
  expect(impoliteIn(`${said}\n\n> 그렇다.\n\n| 몇 배인가? |\n`)).toEqual(['측정한다.', '무엇인가?']);
});

it('no lesson counts what a change touches without the files that are new, as git diff does', () => {
  const counting = pages.flatMap((page) =>
    commandsInBlocks(read(join(ENGLISH, page))).filter((command) => /^git diff .*--stat/.test(command)),
  );
  expect(counting).toEqual([]);
});

it('the walk has a diagram of each deployment, and enough of the code', () => {
  const walk = read(join(ENGLISH, 'code-walk.md'));
  expect(diagramsIn(walk)).toHaveLength(2);
  expect(excerptsIn(walk).length).toBeGreaterThan(10);
});

it('every change belongs to a lesson', () => {
  const all = pages.map((page) => read(join(ENGLISH, page))).join('');
  for (const change of readdirSync(CHANGES)) expect(all).toContain(`git apply ${CHANGES}/${change}\n`);
});
