/**
 * Code that a page quotes. Its file is named in the line before, and a line of its own says where something is left out:
 *
 *     <!-- from lab/src/cli.ts -->
 *     ```ts
 *     outliveReaders();
 *     // …
 *     endIfHungUp();
 *     ```
 */
interface Excerpt {
  /** From the project's folder; undefined where the page does not say. */
  readonly file: string | undefined;
  readonly code: string;
}

export const excerptsIn = (markdown: string): Excerpt[] =>
  [...markdown.matchAll(/(?:^<!-- from (\S+) -->\n)?^```ts\n([\s\S]*?)^```/gm)].map(
    ([, file, code = '']) => ({ file, code }),
  );

const LEFT_OUT = /^ *\/\/ …$/m;

/** What of an excerpt does not stand in the source, whitespace aside and in its order; undefined when all of it does. */
export function notIn(source: string, code: string): string | undefined {
  const whole = plain(source);
  let from = 0;
  return code.split(LEFT_OUT).find((piece) => {
    const at = whole.indexOf(plain(piece), from);
    from = at + plain(piece).length;
    return at < 0;
  });
}

const plain = (code: string): string => code.replaceAll(/\s+/g, '');
