/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderReports } from '../src/report/render-reports.ts';
import { browserMissing, openBrowser, overflow } from './browser.ts';
import { builtRun } from './fixtures/built-run.ts';
import { lifelikeRun } from './fixtures/lifelike-run.ts';
import { scaledRun } from './fixtures/scaled-run.ts';
import { struckRun } from './fixtures/struck-run.ts';
import { skipLoudly } from './skip-loudly.ts';

const WIDTHS = [360, 768, 1280];
const SCHEMES = ['light', 'dark'] as const;

const missing = browserMissing;

/** By name, a report with an arm that ran twice, an invalid trial, and texts that would like to be markup; and each experiment's. */
const PAGES = { load: lifelikeRun(), builds: builtRun(), faults: struckRun(), scaling: scaledRun() };

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

  async function opened(width: number, scheme: (typeof SCHEMES)[number], name: keyof typeof PAGES = 'load') {
    if (!context) throw new Error('no browser');
    const page = await context.newPage();
    const said: string[] = [];
    const asked: string[] = [];
    page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => said.push(String(error)));
    page.on('request', (request) => asked.push(request.url()));
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto(urlOf(name));
    return { page, said, asked };
  }

  it.for(['builds', 'faults', 'scaling'] as const)(
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

/** Texts of charts that are cut off by their picture's edge. */
const textsOutside = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('svg')]
      .filter((svg) => svg.checkVisibility())
      .flatMap((svg) => {
        const frame = svg.getBoundingClientRect();
        return [...svg.querySelectorAll('text')]
          .filter((text) => text.checkVisibility())
          .filter((text) => {
            const box = text.getBoundingClientRect();
            return (
              box.left < frame.left - 1 ||
              box.right > frame.right + 1 ||
              box.top < frame.top - 1 ||
              box.bottom > frame.bottom + 1
            );
          })
          .map((text) => `${text.textContent} in ${svg.getAttribute('aria-label')?.slice(0, 60)}`);
      }),
  );

const chartsWithoutWords = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      [...document.querySelectorAll('svg')].filter(
        (svg) => svg.getAttribute('role') !== 'img' || !svg.getAttribute('aria-label')?.trim(),
      ).length,
  );

/** Colours of texts whose contrast with the page's ground and panels is below 4.5 (WCAG 2.2, 1.4.3). */
const faintTexts = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const luminance = (colour: string) => {
      const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
        const share = Number(part) / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const panel = document.querySelector('.claims li');
    const grounds = [document.body, ...(panel ? [panel] : [])].map(
      (element) => getComputedStyle(element).backgroundColor,
    );
    const texts = [
      ...[...document.querySelectorAll('p, td, th, dt, dd, .verdict, .soft, summary')].map(
        (element) => getComputedStyle(element).color,
      ),
      ...[...document.querySelectorAll('svg text')].map((element) => getComputedStyle(element).fill),
    ];
    return [...new Set(texts)].filter((text) =>
      grounds.some((ground) => {
        const [dark = 0, bright = 0] = [luminance(text), luminance(ground)].toSorted((a, b) => a - b);
        return (bright + 0.05) / (dark + 0.05) < 4.5;
      }),
    );
  });
