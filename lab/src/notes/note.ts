import type { Text } from '../scenario/scenario.ts';

/**
 * A sentence of the notes. What the notes set in bold or as code stands between `**` or double backticks, in both languages.
 * Korean is as it was written; English is a translation.
 */
export interface Sentence {
  readonly says: Text;
  /** Ids of the claims that test it. A sentence without one asserts nothing that a scenario measures. */
  readonly claims: readonly string[];
}

/** A paragraph of the notes, or an item of a list. */
export interface Line {
  readonly sentences: readonly Sentence[];
  /** Items of the list that follows it. */
  readonly below: readonly Line[];
}

export interface Section {
  readonly title: Text;
  /** Sections of depth 2 are parts of the one of depth 1 before them. */
  readonly depth: 1 | 2;
  readonly lines: readonly Line[];
}

export const said = (ko: string, en: string, ...claims: readonly string[]): Sentence => ({
  says: { en, ko },
  claims,
});

export const line = (...sentences: readonly Sentence[]): Line => ({ sentences, below: [] });

/** A sentence, or several, with a list below. */
export const list = (head: Sentence | readonly Sentence[], ...below: readonly Line[]): Line => ({
  sentences: [head].flat(),
  below,
});

export const section = (depth: 1 | 2, ko: string, en: string, ...lines: readonly Line[]): Section => ({
  title: { en, ko },
  depth,
  lines,
});

/** All sentences below a line and in it, in the order of the text. */
export const sentencesOf = ({ sentences, below }: Line): readonly Sentence[] => [
  ...sentences,
  ...below.flatMap(sentencesOf),
];
