/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderReports } from '../src/report/render-reports.ts';
import { browserMissing, openBrowser } from './browser.ts';
import { builtRun } from './fixtures/built-run.ts';
import { lifelikeRun } from './fixtures/lifelike-run.ts';
import { probedRun } from './fixtures/probed-run.ts';
import { scaledRun } from './fixtures/scaled-run.ts';
import { struckRun } from './fixtures/struck-run.ts';
import {
  chartsWithoutWords,
  faintTexts,
  openPage,
  overflow,
  SCHEMES,
  type Scheme,
  textsOutside,
} from './page-looks.ts';
import { skipLoudly } from './skip-loudly.ts';

const WIDTHS = [360, 768, 1280];

const missing = browserMissing;

/** By name, a report with an arm that ran twice, an invalid trial, and texts that would like to be markup; and each experiment's. */
const PAGES = {
  load: lifelikeRun(),
  builds: builtRun(),
  faults: struckRun(),
  scaling: scaledRun(),
  probe: probedRun(),
};

describe('report.html in a browser', () => {
  let folder: string;
  let context: BrowserContext | undefined;
  const urlOf = (name: string) => pathToFileURL(join(folder, `${name}.html`)).href;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lab-report-'));
    for (const [name, files] of Object.entries(PAGES))
      await writeFile(join(folder, `${name}.html`), renderReports(files).html);
    context = await openBrowser(join(folder, 'profile'));
  });

  afterAll(async () => {
    await context?.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const opened = (width: number, scheme: Scheme, name: keyof typeof PAGES = 'load') =>
    openPage(context, urlOf(name), width, scheme);

  it.for(['builds', 'faults', 'scaling', 'probe'] as const)(
    'is whole with a chapter of %s, on a phone and on a desk',
    async (name, test) => {
      skipLoudly(test, missing);
      for (const width of [360, 1280]) {
        const { page, said, asked } = await opened(width, 'light', name);
        expect([said, asked]).toEqual([[], [urlOf(name)]]);
        expect(await overflow(page)).toEqual([]);
        expect(await textsOutside(page)).toEqual([]);
        expect(await chartsWithoutWords(page)).toBe(0);
        await page.getByRole('button', { name: '한국어' }).click();
        expect(await overflow(page)).toEqual([]);
        expect(await textsOutside(page)).toEqual([]);
        await page.getByRole('button', { name: 'English' }).click();
        await page.close();
      }
    },
  );

  for (const scheme of SCHEMES) {
    for (const width of WIDTHS) {
      it(`is whole, quiet and within its bounds at ${width} px, ${scheme}`, async (test) => {
        skipLoudly(test, missing);
        const { page, said, asked } = await opened(width, scheme);
        expect(said).toEqual([]);
        expect(asked).toEqual([urlOf('load')]);
        expect(await overflow(page)).toEqual([]);
        expect(await textsOutside(page)).toEqual([]);
        expect(await chartsWithoutWords(page)).toBe(0);
        expect(await faintTexts(page)).toEqual([]);
        await page.close();
      });
    }
  }

  it('overflows nowhere with every table open, and says so when it would', async (test) => {
    skipLoudly(test, missing);
    const { page } = await opened(360, 'light');
    await page.locator('details').evaluateAll((all) => {
      for (const details of all) details.setAttribute('open', '');
    });
    expect(await overflow(page)).toEqual([]);
    await page.locator('h1').evaluate((heading) => {
      heading.setAttribute('style', 'width: 500px');
    });
    expect(await overflow(page)).not.toEqual([]);
    await page.close();
  });

  it('shows one language at a time, by its switch, and keeps the choice', async (test) => {
    skipLoudly(test, missing);
    const { page, said } = await opened(1280, 'light');
    const shown = (language: string) =>
      page.evaluate(
        (lang) =>
          [...document.querySelectorAll(`main [lang=${lang}]:not(q, button)`)].filter((element) =>
            element.checkVisibility(),
          ).length,
        language,
      );
    const label = () => page.locator('svg[data-ko]').first().getAttribute('aria-label');
    const english = await label();
    expect([await shown('en'), await shown('ko')]).toEqual([expect.any(Number), 0]);
    expect(await shown('en')).toBeGreaterThan(100);
    await page.getByRole('button', { name: '한국어' }).click();
    expect(await shown('en')).toBe(0);
    expect(await shown('ko')).toBeGreaterThan(100);
    expect(await label()).not.toBe(english);
    expect(await page.locator('q[lang=ko]').first().isVisible()).toBe(true);
    expect(await overflow(page)).toEqual([]);
    expect(await textsOutside(page)).toEqual([]);
    await page.reload();
    expect(await page.locator('html').getAttribute('lang')).toBe('ko');
    await page.getByRole('button', { name: 'English' }).click();
    expect([await shown('ko'), await label()]).toEqual([0, english]);
    expect(said).toEqual([]);
    await page.close();
  });

  it('keeps the list of contents in sight on a desk', async (test) => {
    skipLoudly(test, missing);
    const { page } = await opened(1280, 'light');
    await page.locator('.contents a').last().click();
    const place = await page.locator('.contents').boundingBox();
    expect(place?.y).toBeGreaterThanOrEqual(0);
    expect(await page.locator('#method').isVisible()).toBe(true);
    await page.close();
  });

  it('has on paper what is open, and not the tables that are folded away', async (test) => {
    skipLoudly(test, missing);
    const { page } = await opened(1280, 'dark');
    const tables = page.locator('details.data');
    await tables.first().locator('summary').click();
    await page.emulateMedia({ media: 'print', colorScheme: 'light' });
    const visible = await tables.evaluateAll((all) => all.filter((table) => table.checkVisibility()).length);
    expect(visible).toBe(1);
    expect(await page.locator('#evidence summary').first().isVisible()).toBe(true);
    expect(await textsOutside(page)).toEqual([]);
    await page.close();
  });
});
