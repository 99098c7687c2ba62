import { describe, expect, it } from 'vitest';
import { madeRun } from '../../../test/fixtures/made-run.ts';
import { madeScenario } from '../../../test/fixtures/made-trials.ts';
import { line, list, type Section, said, section } from '../../notes/note.ts';
import { NOTES } from '../../notes/notes.ts';
import type { RulingVerdict } from '../../records/verdict.ts';
import { type BoardRun, boardEntry } from './board.ts';
import { markedNotes } from './marked-notes.ts';

const [made] = madeScenario.claims;
if (!made) throw new Error('the made scenario has no claim');

/** A scenario of two claims. */
const scenario = {
  ...madeScenario,
  claims: ['first', 'second'].map((name) => ({ ...made, id: `made.${name}` })),
};

/** A run of it that has these verdicts; a claim without one is none of the run's. */
function run(runId: string, verdicts: Readonly<Record<string, RulingVerdict>>): BoardRun {
  const { manifest, comparison } = madeRun({ runId });
  const claims = Object.entries(verdicts).flatMap(([name, verdict]) =>
    comparison.claims.map((claim) => ({ ...claim, id: `made.${name}`, verdict })),
  );
  return {
    manifest,
    comparison: { ...comparison, claims },
    prediction: null,
    link: `made/${runId}/report.html`,
  };
}

const notes: readonly Section[] = [
  section(
    1,
    '제목',
    'Title',
    list(
      said('그냥 <문장>', 'A <plain> sentence'),
      line(said('**강조**: 하나', '**Bold**: one', 'made.first')),
      line(said('둘 다', 'Both', 'made.first', 'made.second')),
    ),
    line(said('아무도', 'Nobody', 'nobody.tests-it')),
  ),
];

const marked = (own: BoardRun | undefined, reference?: BoardRun) =>
  markedNotes([boardEntry(scenario, own ? [own] : [], reference)], notes).text;

/** What stands behind the words of a sentence. */
const behind = (page: string, words: string) =>
  page.split(`${words}</span><span lang="ko">`)[1]?.split(/<\/li>|<\/p>/)[0] ?? '';

describe('the notes on the board', () => {
  it.each([
    ['supported', '✓', '지지됨'],
    ['refuted', '✗', '반박됨'],
    ['mixed', '±', '엇갈림'],
    ['inconclusive', '?', '결론 없음'],
  ] as const)(
    'mark a sentence that is %s by a sign and a word, and lead to its claim and report',
    (verdict, sign, korean) => {
      const page = marked(run('20260701-own', { first: verdict, second: 'mixed' }));
      expect(page).toContain(`<span class="words ${verdict}"><span lang="en"><strong>Bold</strong>: one`);
      expect(behind(page, '<strong>Bold</strong>: one')).toContain(
        `<span class="mark ${verdict}"><a class="verdict" href="#made.first"><span aria-hidden="true">${sign}</span> <span lang="en">${verdict}</span><span lang="ko">${korean}</span></a> <a href="made/20260701-own/report.html">`,
      );
    },
  );

  it('name the claim in each mark of a sentence that has several, and underline it only where they agree', () => {
    const page = marked(run('20260701-own', { first: 'supported', second: 'refuted' }));
    const both = behind(page, 'Both');
    expect(both.match(/class="mark \w+"/g)).toEqual(['class="mark supported"', 'class="mark refuted"']);
    expect(both.match(/<code>[^<]*<\/code>/g)).toEqual([
      '<code>made.first</code>',
      '<code>made.second</code>',
    ]);
    expect(page).toContain('<span><span lang="en">Both');
    const agreed = marked(run('20260701-own', { first: 'refuted', second: 'refuted' }));
    expect(agreed).toContain('<span class="words refuted"><span lang="en">Both');
  });

  it('say that nobody has measured a claim, or that its verdict is of the committed run', () => {
    const without = behind(marked(undefined), ': one');
    expect(without).toContain(
      '<span class="mark untested"><a class="verdict" href="#made.first"><span aria-hidden="true">○</span> <span lang="en">not measured yet',
    );
    expect(without).not.toMatch(/report|reference/);
    const published = run('20260601-published', { first: 'refuted' });
    for (const own of [undefined, run('20260701-own', { second: 'supported' })])
      expect(behind(marked(own, published), ': one')).toMatch(
        /class="mark refuted">.*✗.*\(.*reference.*\) <a href="made\/20260601-published\/report\.html">/,
      );
    const decided = behind(marked(run('20260701-own', { first: 'mixed' }), published), ': one');
    expect(decided).toMatch(/class="mark mixed">.*href="made\/20260701-own\/report\.html">/);
    expect(decided).not.toMatch(/reference|published/);
  });

  it('have a sentence without a claim as it is, and one whose claim no scenario has without a link', () => {
    const page = marked(run('20260701-own', { first: 'supported' }));
    expect(page).toContain(
      '<p><span><span lang="en">A &lt;plain&gt; sentence</span><span lang="ko">그냥 &lt;문장&gt;</span></span> </p>',
    );
    expect(behind(page, 'Nobody')).toContain('<span class="verdict"><span aria-hidden="true">○</span>');
    expect(behind(page, 'Nobody')).not.toContain('href');
  });

  it('are whole, whatever has been measured', () => {
    const page = markedNotes([], NOTES).text;
    expect(page).not.toMatch(/undefined|NaN|\*\*|``|<span lang="(en|ko)"><\/span>/);
    expect(page.match(/<h[34]>/g)).toHaveLength(NOTES.length);
    expect(page).toContain('Redis, Zookeeper, Consul 등을 활용해 데이터 일관성을 보장합니다.');
  });
});
