import { existsSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { QUESTIONS } from '../lab/src/answers/questions.ts';
import { sentencesOf } from '../lab/src/notes/note.ts';
import { NOTES } from '../lab/src/notes/notes.ts';
import type { Scenario } from '../lab/src/scenario/scenario.ts';

/** Claims of scenarios that the notes do not make. */
const NOT_IN_THE_NOTES: readonly string[] = [];

const ids = readdirSync('scenarios').filter((id) => existsSync(`scenarios/${id}/scenario.ts`));
const tested = await Promise.all(
  ids.map(async (id) => ((await import(`../scenarios/${id}/scenario.ts`)) as { default: Scenario }).default),
).then((scenarios) => scenarios.flatMap(({ claims }) => claims.map(({ id }) => id)));

const named = NOTES.flatMap(({ lines }) => lines.flatMap(sentencesOf)).flatMap(({ claims }) => claims);
const answered = QUESTIONS.flatMap(({ aspects }) => aspects).flatMap(({ statements }) =>
  statements.map(({ claim }) => claim),
);

/** Those of the first list that the second one does not have. */
const missing = (some: readonly string[], from: readonly string[]): string[] =>
  [...new Set(some)].filter((id) => !from.includes(id)).toSorted();

it('each claim of a scenario is a sentence of the notes', () => {
  expect(tested.length).toBeGreaterThan(15);
  expect(missing(tested, [...named, ...NOT_IN_THE_NOTES])).toEqual([]);
  expect(missing(NOT_IN_THE_NOTES, tested)).toEqual([]);
});

it('each claim that a sentence names is one of a scenario, or is to come', () => {
  expect(missing(named, tested)).toEqual([]);
});

it('the answers use every claim of the notes, and each one of a scenario', () => {
  expect(missing([...named, ...tested], answered)).toEqual([]);
  expect(missing(answered, named)).toEqual([]);
});

it('finds a claim that is missing, and one that nobody has', () => {
  expect(missing(['made.claim', ...tested], named)).toEqual(['made.claim']);
  expect(missing(['msa.slow-call', ...named], tested)).toEqual(['msa.slow-call']);
});
