/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sentencesOf } from '../src/notes/note.ts';
import { NOTES } from '../src/notes/notes.ts';
import { type BoardRun, boardEntry } from '../src/report/board/board.ts';
import { renderBoard } from '../src/report/board/page.ts';
import { browserMissing, openBrowser } from './browser.ts';
import { madeRun } from './fixtures/made-run.ts';
import { madeScenario } from './fixtures/made-trials.ts';
import { openPage } from './page-looks.ts';
import { skipLoudly } from './skip-loudly.ts';

const VERDICTS = ['supported', 'refuted', 'mixed', 'inconclusive'] as const;

/** By the button of the language, in the order of the signs. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  English: [...VERDICTS, 'not measured yet'],
  한국어: ['지지됨', '반박됨', '엇갈림', '결론 없음', '아직 측정하지 않음'],
};
const SIGNS = ['✓', '✗', '±', '?', '○'];

const sentences = NOTES.flatMap(({ lines }) => lines.flatMap(sentencesOf));
const claims = [...new Set(sentences.flatMap((sentence) => sentence.claims))];
/** The first claim is of no scenario, and the second one is not decided by the run. */
const [undecided, decided] = [claims.slice(1, 2), claims.slice(2)];

/** A board on which the claims of the notes have each of the verdicts, and some have none. */
function board() {
  const { manifest, comparison } = madeRun();
  const rulings = decided.flatMap((id, index) =>
    comparison.claims.map((claim) => ({
      ...claim,
      id,
      verdict: VERDICTS[index % VERDICTS.length] ?? 'mixed',
    })),
  );
  const run: BoardRun = {
    ...{ manifest, comparison: { ...comparison, claims: rulings }, prediction: null },
    link: 'made/made-run/report.html',
  };
  const scenario = {
    ...madeScenario,
    claims: [...undecided, ...decided].flatMap((id) =>
      madeScenario.claims.map((claim) => ({ ...claim, id })),
    ),
  };
  return { entries: [boardEntry(scenario, [run], undefined)], unreadable: [], madeAt: new Date(0) };
}

describe('the notes of the board in a browser', () => {
  let folder: string;
  let url: string;
  let context: BrowserContext | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lab-notes-'));
    const path = join(folder, 'index.html');
    await writeFile(path, renderBoard(board()));
    url = pathToFileURL(path).href;
    context = await openBrowser(join(folder, 'profile'));
  });

  afterAll(async () => {
    await context?.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('leads from the top to the notes, and from a mark to the row of its claim', async (test) => {
    skipLoudly(test, browserMissing);
    const { page } = await openPage(context, url, 1280, 'light');
    await page.getByRole('link', { name: 'sentence by sentence' }).click();
    expect(await inView(page, '#notes h2')).toBe(true);
    const [id = ''] = decided;
    await page.locator(`#notes a[href="#${id}"]`).first().click();
    expect(await inView(page, `[id="${id}"]`)).toBe(true);
    expect(await page.locator('li:target code').first().textContent()).toBe(id);
    await page.close();
  });

  it('marks each sentence by a sign, a word and a line, in either language', async (test) => {
    skipLoudly(test, browserMissing);
    const { page } = await openPage(context, url, 360, 'dark');
    const marks = sentences.reduce((sum, sentence) => sum + sentence.claims.length, 0);
    for (const [language, words] of Object.entries(WORDS)) {
      await page.getByRole('button', { name: language }).click();
      const shown = await visibleMarks(page);
      expect(shown).toHaveLength(marks);
      expect(new Set(shown)).toEqual(new Set(words.map((word, index) => `${SIGNS[index]} ${word}`)));
      // Who hears the page hears the word, and not the name of a sign.
      const heard = page.locator('#notes').getByRole('link', { name: words[0] ?? '', exact: true });
      expect(await heard.count()).toBeGreaterThan(0);
    }
    const lines = await page.evaluate(() =>
      ['supported', 'refuted', 'mixed', 'inconclusive'].map((verdict) => {
        const words = document.querySelector(`#notes .words.${verdict}`);
        return words ? getComputedStyle(words).textDecorationStyle : verdict;
      }),
    );
    expect(lines).toEqual(['solid', 'wavy', 'dashed', 'dotted']);
    await page.getByRole('button', { name: 'English' }).click();
    await page.close();
  });

  it('has all of the text on paper', async (test) => {
    skipLoudly(test, browserMissing);
    const { page } = await openPage(context, url, 1280, 'light');
    await page.emulateMedia({ media: 'print' });
    const text = await page.locator('#notes').innerText();
    const told = sentences.map(({ says }) => says.en.replaceAll(/\*\*|``/g, ''));
    expect(told.filter((sentence) => !text.includes(sentence))).toEqual([]);
    expect(await visibleMarks(page)).not.toEqual([]);
    await page.close();
  });
});

const inView = (page: Page, selector: string): Promise<boolean> =>
  page.locator(selector).evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return top >= -1 && bottom > 0 && top < window.innerHeight;
  });

/** The verdicts of all marks behind sentences, as one sees them. */
const visibleMarks = (page: Page): Promise<string[]> =>
  page
    .locator('#notes > p:not(.tally) .verdict, #notes ul .verdict')
    .evaluateAll((all) =>
      all.map((mark) => (mark instanceof HTMLElement ? mark.innerText.replaceAll(/\s+/g, ' ').trim() : '')),
    );
