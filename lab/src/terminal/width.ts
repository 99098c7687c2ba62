/** Characters that take two columns of a terminal: Hangul, Chinese characters, and the full-width forms beside them. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/g;

/** How many columns a text takes, which has no colours. */
export const widthOf = (text: string): number => text.length + (text.match(WIDE)?.length ?? 0);

/** The text with spaces after it, so that it takes so many columns. */
export const filled = (text: string, columns: number): string =>
  `${text}${' '.repeat(Math.max(0, columns - widthOf(text)))}`;

/** Breaks a text between words. @param indent of all lines but the first, in columns */
export function wrapped(text: string, indent: number, columns: number): string {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1);
    if (line !== undefined && indent + widthOf(line) + 1 + widthOf(word) <= columns)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join(`\n${' '.repeat(indent)}`);
}

/** As much of a text as so many columns have room for. */
export function cut(text: string, columns: number): string {
  let end = 0;
  let taken = 0;
  for (const character of text) {
    taken += widthOf(character);
    if (taken > columns) break;
    end += character.length;
  }
  return text.slice(0, end);
}
