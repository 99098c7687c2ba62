import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sentencesOf } from './note.ts';
import { NOTES } from './notes.ts';

const texts = NOTES.flatMap(({ title, lines }) => [
  title,
  ...lines.flatMap(sentencesOf).map(({ says }) => says),
]);
const hangul = /\p{Script=Hangul}/u;
/** Texts between marks: an odd number where each mark that opens is closed. */
const parts = (text: string): number => text.split(/\*\*|``/).length;

describe('the notes', () => {
  it('are in Korean to the letter, apart from spaces', () => {
    const letters = texts.map(({ ko }) => ko.replaceAll(/\s/g, '')).join('');
    expect(letters).toHaveLength(2836);
    expect(createHash('sha256').update(letters).digest('hex')).toBe(
      '594c65f77f27e94d36d131efcd0d2ee373e71ed3e938a9b3e0d13d83ab9b9077',
    );
  });

  it('are translated sentence by sentence, with the same words set bold', () => {
    for (const { en, ko } of texts) {
      expect(en).not.toMatch(hangul);
      expect(en.trim()).toBe(en);
      expect([en, parts(en)]).toEqual([en, parts(ko)]);
      expect(parts(en) % 2).toBe(1);
    }
  });

  it('have a claim at each disadvantage of microservices that they number', () => {
    const numbered = NOTES.flatMap(({ lines }) => lines.flatMap(sentencesOf)).filter(({ says }) =>
      /^\d\. /.test(says.en),
    );
    expect(numbered.map(({ claims }) => claims)).toEqual([['msa.slow-calls'], ['data.saga']]);
  });

  it('name each claim once in a sentence', () => {
    const claimed = NOTES.flatMap(({ lines }) => lines.flatMap(sentencesOf)).map(({ claims }) => claims);
    for (const claims of claimed) expect([...new Set(claims)]).toEqual(claims);
    expect(claimed.filter(({ length }) => length > 0).length).toBeGreaterThan(30);
  });
});
