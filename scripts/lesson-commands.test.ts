import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { targets } from '../lab/test/readme-table.ts';
import { commandsInBlocks, commandsInSentences, commandsNamed } from './page-commands.mjs';

/** The runner of lessons types what stands in blocks, predictions, and runs with other arms. This is about what else stands in sentences. */
const [ENGLISH, KOREAN] = ['docs/workshop/en', 'docs/workshop/ko'];
const pages = readdirSync(ENGLISH);
const read = (folder: string, page: string): string => readFileSync(join(folder, page), 'utf8');

/** Commands that nothing types as they stand: what tries the same instead, or why nothing can. */
const OTHERWISE: Readonly<Record<string, string>> = {
  'AMQP_URL=amqp://user:password@host:5672 make run-scenario':
    'needs a broker of the reader: lab/test/left-as-found.test.ts has one',
  'make run-scenario SCENARIO=latency RESUME=latest':
    'needs a run that was interrupted: lab/src/run/resume.test.ts finds the latest, lab/test/resume.test.ts goes on with one',
  'node benchmarks/dist/connections.js':
    'takes half a minute of CPU time: benchmarks/test/single-programs.test.ts runs it briefly',
  'git log --stat': "is about the reader's own project",
};

/** The runner sets the profile, so the same command in another one is the same. */
const inAnyProfile = (command: string): string => command.replace(/ PROFILE=\w+/, '');
const typed = new Set(
  pages.flatMap((page) => {
    const markdown = read(ENGLISH, page);
    const commands = [...commandsInBlocks(markdown), ...commandsInSentences(basename(page, '.md'), markdown)];
    return commands.map(inAnyProfile);
  }),
);

/** A target without what readers choose, or with `…` in its place. README's table has it, and a test tries each of that table. */
const targetAlone = (command: string): string | undefined =>
  /^make ([\w-]+)(?: (?:[A-Z]+=)?…)?$/.exec(inAnyProfile(command))?.[1];

function isTried(command: string): boolean {
  const target = targetAlone(command);
  return target === undefined ? typed.has(inAnyProfile(command)) : targets.includes(target);
}

const untriedIn = (markdown: string): string[] =>
  commandsNamed(markdown).filter((command) => !isTried(command) && OTHERWISE[command] === undefined);
const namesOf = (folder: string, page: string) => [...new Set(commandsNamed(read(folder, page)))].toSorted();

describe.each(pages)('%s', (page) => {
  it.each([ENGLISH, KOREAN])('in %s names no command that nothing tries', (folder) => {
    expect(untriedIn(read(folder, page))).toEqual([]);
  });

  it('names the same commands in both languages', () => {
    expect(namesOf(KOREAN, page)).toEqual(namesOf(ENGLISH, page));
  });
});

it('finds what nothing tries, over the end of a line too; blocks and names of programs are not meant', () => {
  const fine = 'Type `make list`, and `make run-scenario SCENARIO=… PROFILE=full`. It takes `git`.';
  const wrong =
    'Type `make lists`, `A=1 make list`,\n`npx lab\nlist` or `make run-scenario SCENARIO=latency SEED=7`.';
  expect(untriedIn(`${fine}\n\n\`\`\`sh\nmake nothing\n\`\`\`\n\n${wrong}\n`)).toEqual([
    'make lists',
    'A=1 make list',
    'npx lab list',
    'make run-scenario SCENARIO=latency SEED=7',
  ]);
});

it.each(Object.entries(OTHERWISE))('%s stands in a lesson, and its tests exist', (command, instead) => {
  expect(pages.flatMap((page) => namesOf(ENGLISH, page))).toContain(command);
  expect(isTried(command)).toBe(false);
  for (const [path] of instead.matchAll(/[\w/-]+\.test\.ts/g)) expect(existsSync(path), path).toBe(true);
});
