/// <reference lib="dom" />
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import { questionsOf } from '../src/predictions/questions.ts';
import { renderBoard } from '../src/report/board/page.ts';
import { readBoard } from '../src/report/board/read-board.ts';
import { renderRoom } from '../src/report/room/page.ts';
import { readRoom } from '../src/report/room/read-room.ts';
import { roomOf } from '../src/report/room/room.ts';
import { readComparison } from '../src/results/read-run.ts';
import { allScenarios } from '../src/scenario/find-scenarios.ts';
import { browserMissing, openBrowser } from './browser.ts';
import { madePrediction, predictedRead } from './fixtures/made-prediction.ts';
import { writeRun } from './fixtures/made-run.ts';
import { chartsWithoutWords, faintTexts, openPage, overflow, SCHEMES, textsOutside } from './page-looks.ts';
import { skipLoudly } from './skip-loudly.ts';

const REFERENCE = join(PROJECT_ROOT, 'results', 'reference');
const PAGES = ['board', 'room'] as const;

/** Of the run of latency. */
const PREDICTED = madePrediction({
  scenario: 'latency',
  name: 'Ann',
  claims: { 'msa.slow-calls': 'supported' },
  ratios: [{ ...predictedRead(2), metric: 'place-order.p50' }],
});

/** What the committed runs come to, and one of them once more, as if it were of this machine and somebody had predicted it. */
describe.each(PAGES)('the %s in a browser', (name) => {
  let folder: string;
  let url: string;
  let context: BrowserContext | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lab-overview-'));
    const results = join(folder, 'results');
    // Their trials are needed only where an earlier version has compared them.
    const withoutTrials = (path: string) => !path.endsWith(`${sep}trials`) && !path.endsWith(`${sep}checks`);
    await cp(REFERENCE, join(results, 'reference'), { recursive: true, filter: withoutTrials });
    const { manifest, comparison } = await readComparison(join(results, 'reference', 'latency'));
    if (!comparison) throw new Error('the committed run of latency has no comparison');
    const runId = '20260701-own';
    await writeRun(join(results, 'latency', runId), {
      ...{ manifest: { ...manifest, runId }, comparison: { ...comparison, runId }, trials: [] },
      prediction: PREDICTED,
    });
    const scenarios = await allScenarios(PROJECT_ROOT);
    const path = join(folder, `${name}.html`);
    if (name === 'board') {
      const board = await readBoard(folder, scenarios);
      expect(board.unreadable).toEqual([]);
      await writeFile(path, renderBoard(board));
    } else {
      const { runs, skipped } = await readRoom(folder, results);
      const asked = new Map(scenarios.map((scenario) => [scenario.id, questionsOf(scenario).ratios]));
      await writeFile(path, renderRoom(roomOf(runs, asked), skipped));
    }
    url = pathToFileURL(path).href;
    context = await openBrowser(join(folder, 'profile'));
  });

  afterAll(async () => {
    await context?.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it.for(SCHEMES)(
    'is whole, quiet and legible in both languages, on a phone and on a desk: %s',
    async (scheme, test) => {
      skipLoudly(test, browserMissing);
      for (const width of [360, 1280]) {
        const { page, said, asked } = await openPage(context, url, width, scheme);
        for (const language of ['English', '한국어']) {
          await page.getByRole('button', { name: language }).click();
          expect(await overflow(page), `${width} px, ${language}`).toEqual([]);
          expect(await textsOutside(page), `${width} px, ${language}`).toEqual([]);
          expect(await faintTexts(page)).toEqual([]);
        }
        expect(await chartsWithoutWords(page)).toBe(0);
        expect([said, asked]).toEqual([[], [url]]);
        await page.getByRole('button', { name: 'English' }).click();
        await page.close();
      }
    },
  );

  it('has on paper what is open', async (test) => {
    skipLoudly(test, browserMissing);
    const { page } = await openPage(context, url, 1280, 'light');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.claims li').first().isVisible()).toBe(true);
    expect(await textsOutside(page)).toEqual([]);
    await page.close();
  });
});
