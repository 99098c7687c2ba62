import { describe, expect, it } from 'vitest';
import { QUESTIONS } from './questions.ts';

describe('the questions', () => {
  const statements = QUESTIONS.flatMap(({ aspects }) => aspects.flatMap((aspect) => aspect.statements));
  const hangul = /\p{Script=Hangul}/u;

  it('name each claim once, in both languages, as a clause', () => {
    expect(QUESTIONS).toHaveLength(2);
    const claims = statements.map(({ claim }) => claim);
    expect([...new Set(claims)]).toEqual(claims);
    for (const { says } of statements) {
      expect(says.ko).toMatch(hangul);
      expect(says.en).not.toMatch(hangul);
      for (const text of [says.en, says.ko]) expect(text).not.toMatch(/\.$/);
    }
  });
});
