import type { Text } from '../scenario/scenario.ts';

/** Words of a report: in each language, or the same in both, e.g. an arm's name. */
export type Said = Text | string;

export const textOf = (said: Said): Text => (typeof said === 'string' ? { en: said, ko: said } : said);

/** Template tag: literals are the same in both languages, e.g. the space between a name and a figure. */
export function alike(literals: TemplateStringsArray, ...parts: readonly (Said | number)[]): Text {
  const of = (language: keyof Text) =>
    literals.reduce((whole, literal, index) => {
      const part = parts[index - 1];
      return `${whole}${part === undefined ? '' : partOf(part, language)}${literal}`;
    });
  return { en: of('en'), ko: of('ko') };
}

const partOf = (part: Said | number, language: keyof Text): string =>
  typeof part === 'number' ? String(part) : textOf(part)[language];

export const joined = (parts: readonly Said[], by = ', '): Text => ({
  en: parts.map((part) => textOf(part).en).join(by),
  ko: parts.map((part) => textOf(part).ko).join(by),
});

/** e.g. `a, b and c`, and `a, b, c` in Korean. */
export function listed(parts: readonly Said[]): Text {
  const { en: last } = textOf(parts.at(-1) ?? '');
  const { en: first, ko: rest } = joined(parts.slice(0, -1));
  return { en: first === '' ? last : `${first} and ${last}`, ko: joined(parts).ko || rest };
}

/** Text for the space that a chart has for it. */
export const shortened = (text: string, characters: number): string =>
  text.length <= characters ? text : `${text.slice(0, characters - 1)}…`;

/** Stands between the two languages of a text within a drawing. No text has this character. */
const BETWEEN = '\uE000';

/** A text as a drawing takes it, where texts are strings; {@link inLanguages} parts it again. @param most characters */
export function drawn(said: Said, most = Number.POSITIVE_INFINITY): string {
  const { en, ko } = textOf(said);
  return en === ko ? shortened(en, most) : `${shortened(en, most)}${BETWEEN}${shortened(ko, most)}`;
}

/** Markup of a drawing with a text element for each language where it had one for both. */
export const inLanguages = (markup: string): string =>
  markup.replaceAll(
    new RegExp(`<text\\b([^>]*)>([^<${BETWEEN}]*)${BETWEEN}([^<]*)</text>`, 'g'),
    '<text lang="en"$1>$2</text><text lang="ko"$1>$3</text>',
  );
