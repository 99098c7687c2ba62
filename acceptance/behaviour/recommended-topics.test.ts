import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { RECOMMENDED_TOPICS } from '../recommended-topics.ts';

const TOPIC = /^export function (\w+)\(shop: \(\) => Shop\): void \{$/gm;
/** Pages of which recommendations answer a part, and how the suite's client asks for them. */
const ASKED = /\/recommendations\b|\/me\/(?:overview|data|recommendations)\b|\.(?:overview|keptData)\(\)/;
/** Why a topic that names such a page does not ask recommendations for anything. */
const NOT_ASKED: Readonly<Record<string, string>> = {
  documentation: 'it looks at what the document says of the pages',
  hostilePaths: 'the edge refuses the method',
};

/** The topics of a file of the suite, each with its own text; the first one with all that stands before. */
function topicsIn(file: string): { readonly name: string; readonly text: string }[] {
  const whole = readFileSync(join(import.meta.dirname, file), 'utf8');
  const found = [...whole.matchAll(TOPIC)];
  return found.map(({ 1: name = '', index }, at) => {
    const text = whole.slice(at === 0 ? 0 : index, found[at + 1]?.index);
    return { name, text };
  });
}

const topics = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .flatMap(topicsIn);
const asking = topics.filter(({ text }) => ASKED.test(text)).map(({ name }) => name);

it('are all that ask for a page of which recommendations answer a part', () => {
  const run = RECOMMENDED_TOPICS.map(({ name }) => name).filter((name) => name !== 'observedStatuses');
  expect(asking.toSorted()).toEqual([...run, ...Object.keys(NOT_ASKED)].toSorted());
});

it('are some of the topics of the suite, and each of these is found', () => {
  const suite = readFileSync(join(import.meta.dirname, 'suite.ts'), 'utf8');
  const [, list = ''] = /for \(const topic of \[([^\]]+)\]\)/.exec(suite) ?? [];
  const named = list
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  expect(topics.map(({ name }) => name).toSorted()).toEqual(named.toSorted());
  expect(RECOMMENDED_TOPICS.at(-1)?.name).toBe('observedStatuses');
});
