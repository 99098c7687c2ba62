/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { BrowserContext, Page } from 'playwright-core';

export const SCHEMES = ['light', 'dark'] as const;
export type Scheme = (typeof SCHEMES)[number];

/**
 * Opens a page of ours as a reader would.
 *
 * @returns what it said on its console, and which addresses it asked for, too
 */
export async function openPage(
  context: BrowserContext | undefined,
  url: string,
  width: number,
  colorScheme: Scheme,
): Promise<{ readonly page: Page; readonly said: readonly string[]; readonly asked: readonly string[] }> {
  if (!context) throw new Error('no browser');
  const page = await context.newPage();
  const said: string[] = [];
  const asked: string[] = [];
  page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => said.push(String(error)));
  page.on('request', (request) => asked.push(request.url()));
  await page.setViewportSize({ width, height: 800 });
  await page.emulateMedia({ colorScheme });
  await page.goto(url);
  return { page, said, asked };
}

/** Elements that are wider than the page, unless something around them scrolls. */
export const overflow = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const scroller = document.scrollingElement;
    if (!scroller || scroller.scrollWidth <= window.innerWidth) return [];
    return [...document.querySelectorAll('main *')]
      .filter(
        (element) =>
          element.getBoundingClientRect().right > window.innerWidth + 0.5 && !element.closest('.scroll'),
      )
      .map((element) => element.outerHTML.slice(0, 120));
  });

/** Texts of charts that are cut off by their picture's edge. */
export const textsOutside = (page: Page): Promise<string[]> =>
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

/** Pictures that say nothing to who cannot see them. */
export const chartsWithoutWords = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      [...document.querySelectorAll('svg')].filter(
        (svg) => svg.getAttribute('role') !== 'img' || !svg.getAttribute('aria-label')?.trim(),
      ).length,
  );

/** Colours of texts whose contrast with the page's ground and panels is below 4.5 (WCAG 2.2, 1.4.3). */
export const faintTexts = (page: Page): Promise<string[]> =>
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
