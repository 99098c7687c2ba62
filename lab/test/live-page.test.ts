/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { planOf } from '../src/commands/run-flags.ts';
import type { LiveEvent } from '../src/live/events.ts';
import { Feed } from '../src/live/feed.ts';
import { type LiveServer, serveLive } from '../src/live/server.ts';
import { runToBegin } from '../src/report/live-progress.ts';
import { browserMissing, openBrowser } from './browser.ts';
import { madeScenario } from './fixtures/made-trials.ts';
import { openPage, overflow, SCHEMES, type Scheme } from './page-looks.ts';
import { skipLoudly } from './skip-loudly.ts';

const GRACE_MS = 30_000;
const plan = planOf(madeScenario, { profile: 'quick', seed: '7' });
const crash = {
  type: 'fault',
  arm: 'monolith',
  title: { en: 'A <crash>', ko: '크래시' },
  where: 'monolith',
} as const;
const secondOf = (arm: string, p50: number, failed = 0): LiveEvent[] => [
  { type: 'second', arm, seconds: 1, ended: 20, failed, p50, p95: 2 * p50 },
];
/** A run that has come to its first look, with a fault that strikes now. */
const EVENTS: readonly LiveEvent[] = [
  runToBegin(plan, { id: 'embedded', tellsSeconds: true }),
  { type: 'note', line: { en: 'Seeding <the shop>', ko: '<쇼핑몰> 데이터 생성' } },
  { type: 'round', round: 2, of: 6, attempt: 1, secondsLeft: 600 },
  { type: 'step', what: { en: 'light load on monolith', ko: 'monolith에 light 부하' } },
  { type: 'system', arm: 'monolith', state: 'is-up' },
  { type: 'system', arm: 'microservices', state: 'is-up' },
  { type: 'load', arm: 'monolith', name: 'light', perSecond: 20, seconds: 10 },
  ...secondOf('monolith', 4),
  ...secondOf('microservices', 12),
  { type: 'work', arm: 'monolith', cell: 'clean@x1', step: 'compile', ms: 912 },
  {
    type: 'trials',
    round: 1,
    trials: [
      { arm: 'monolith', valid: true, words: { en: 'p50 4.0 ms', ko: 'p50 4.0 ms' } },
      { arm: 'microservices', valid: false, words: { en: 'too <busy>', ko: '너무 <바쁨>' } },
    ],
  },
  {
    type: 'estimates',
    rounds: 3,
    look: 3,
    estimates: [
      {
        arm: 'microservices',
        metric: 'read.p50',
        ratio: 2.9,
        ci95: [2.6, 3.2],
        verdict: 'higher',
        tone: 'bad',
      },
      {
        arm: 'microservices',
        metric: 'throughput',
        ratio: 1,
        ci95: null,
        verdict: 'inconclusive',
        tone: 'open',
      },
    ],
    claims: [{ id: 'made.claim', verdict: 'supported', open: false }],
  },
  { ...crash, state: 'strikes' },
  { type: 'down', arm: 'monolith', processes: ['monolith'] },
  ...secondOf('monolith', 90, 5),
];

describe('the page of a run in a browser', () => {
  let folder: string;
  let context: BrowserContext | undefined;
  let feed: Feed;
  let server: LiveServer;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lab-live-page-'));
    await writeFile(
      join(folder, 'report.html'),
      "<!doctype html><style>h1 { color: rgb(1, 2, 3) }</style><h1></h1><script>document.querySelector('h1').textContent = 'The whole report'</script>",
    );
    context = await openBrowser(join(folder, 'profile'));
  });

  afterAll(async () => {
    await context?.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  beforeEach(async () => {
    feed = new Feed();
    server = await serveLive({ feed, port: 0, report: () => join(folder, 'report.html') });
  });

  afterEach(() => server.end(0));

  const opened = (width = 1280, colorScheme: Scheme = 'light') =>
    openPage(context, server.url, width, colorScheme);

  const tell = (events: readonly LiveEvent[] = EVENTS) => events.forEach((event) => void feed.tell(event));

  it('is there before there is anything to show, and shows what comes', async (test) => {
    skipLoudly(test, browserMissing);
    const { page, said } = await opened();
    tell();
    await page.getByText('Round 2 of 6').waitFor();
    expect(await page.locator('h1').textContent()).toBe('Made <up>');
    expect(await page.locator('.arm h2').allTextContents()).toEqual(['monolith', 'microservices']);
    expect(await page.locator('.arm').last().locator('svg text').allTextContents()).toEqual(
      expect.arrayContaining(['gateway', 'rabbitmq', 'orders', 'recommendations']),
    );
    expect(await page.locator('.arm').first().locator('.state').textContent()).toBe(
      'A <crash> · monolith: down',
    );
    expect(await page.locator('.arm .hit.down text').allTextContents()).toEqual(['monolith']);
    expect(await page.locator('.arm').first().locator('.figures').textContent()).toBe(
      '20/s, 5 failed · p50 90 ms · p95 180 ms',
    );
    expect(await page.locator('#claims li').textContent()).toBe('“it is <slower>”supported');
    expect(await page.locator('#estimates').textContent()).toMatch(
      /2\.9× \[2\.6, 3\.2\]higher.*1\.00× no interval yet/,
    );
    expect(await page.locator('#rounds-table').textContent()).toContain('does not count: too <busy>');
    expect(await page.locator('#work-table').textContent()).toContain('0.9 s');
    expect(await page.locator('#lines li').allTextContents()).toEqual(['Seeding <the shop>']);
    expect(said).toEqual([]);
    await page.close();
  });

  it('draws curves in the colours of their arms, and requests that move', async (test) => {
    skipLoudly(test, browserMissing);
    const { page } = await opened();
    tell();
    await page.locator('#latency canvas').waitFor();
    for (const colour of ['--arm0', '--arm1', '--fault'])
      expect([colour, await hasPixels(page, '#latency canvas', colour)]).toEqual([colour, true]);
    await page.waitForFunction(hasDots);
    await page.close();
  });

  it('moves nothing for those who do not want that', async (test) => {
    skipLoudly(test, browserMissing);
    const { page } = await opened();
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.reload();
    tell();
    // A whole second more is told, and shown: by then there would be dots.
    await page.getByText('20/s, 5 failed').waitFor();
    tell(secondOf('monolith', 80, 0));
    await page.getByText('p50 80 ms').waitFor();
    expect(await page.evaluate(hasDots)).toBe(false);
    await page.close();
  });

  it('speaks Korean when asked to, and still does so when it is opened again', async (test) => {
    skipLoudly(test, browserMissing);
    const { page } = await opened();
    tell();
    await page.getByRole('button', { name: '한국어' }).click();
    expect(await page.locator('h1').textContent()).toBe('가상');
    expect(await page.locator('html').getAttribute('lang')).toBe('ko');
    await page.reload();
    await page.getByText('라운드 2/6').waitFor();
    expect(await page.locator('#claims li').textContent()).toBe('“느리다”지지됨');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText('Round 2 of 6').waitFor();
    await page.close();
  });

  for (const colorScheme of SCHEMES)
    for (const width of [360, 1280])
      it(`is quiet and within its bounds at ${width} px, ${colorScheme}`, async (test) => {
        skipLoudly(test, browserMissing);
        const { page, said } = await opened(width, colorScheme);
        tell();
        await page.locator('#latency canvas').waitFor();
        expect(await overflow(page)).toEqual([]);
        expect(said).toEqual([]);
        await page.close();
      });

  it('keeps all that it shows when the run is over, with the report, and the server can end', async (test) => {
    skipLoudly(test, browserMissing);
    const { page, said } = await opened();
    tell();
    await page.getByText('Round 2 of 6').waitFor();
    tell([{ type: 'over', outcome: 'finished', report: 'results/made/report.html' }]);
    // It hangs up by itself.
    await server.end(GRACE_MS);
    await expect(fetch(server.url)).rejects.toThrow();
    await page.getByText('The run is over').waitFor();
    const heading = page.frameLocator('iframe').locator('h1');
    expect(await heading.textContent()).toBe('The whole report');
    expect(await heading.evaluate((element) => getComputedStyle(element).color)).toBe('rgb(1, 2, 3)');
    await page.getByRole('button', { name: '한국어' }).click();
    await page.getByText('실행이 끝났습니다').waitFor();
    expect(await page.locator('#report-place').textContent()).toBe('results/made/report.html');
    expect(said).toEqual([]);
    await page.close();
  });

  it('says when the lab is gone, and goes on with the run that it finds at the same place', async (test) => {
    skipLoudly(test, browserMissing);
    const { page } = await opened();
    tell();
    await page.getByText('Round 2 of 6').waitFor();
    await server.end(0);
    await page.getByText('The lab does not answer').waitFor();
    await expect.poll(() => page.evaluate(hasDots), { timeout: 5_000 }).toBe(false);
    feed = new Feed();
    server = await serveLive({ feed, port: Number(new URL(server.url).port), report: () => undefined });
    tell(EVENTS.slice(0, 2));
    await page.getByText('Preparing').waitFor();
    expect(await page.locator('#curves').isVisible()).toBe(false);
    await page.close();
  });
});

/** Whether a canvas shows a colour of the style somewhere, laid over the page's ground. */
const hasPixels = (page: Page, canvas: string, colour: string): Promise<boolean> =>
  page.locator(canvas).evaluate((element, name) => {
    const [probe, own] = [document.createElement('canvas'), element as HTMLCanvasElement];
    const context = probe.getContext('2d');
    if (!context) return false;
    context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    context.fillRect(0, 0, 1, 1);
    const wanted = [...context.getImageData(0, 0, 1, 1).data];
    const { data } = own.getContext('2d')?.getImageData(0, 0, own.width, own.height) ?? { data: [] };
    for (let at = 0; at < data.length; at += 4)
      // A faint colour is stored roughly.
      if (wanted.every((value, nth) => Math.abs(value - (data[at + nth] ?? 0)) <= 8)) return true;
    return false;
  }, colour);

/** Whether a request moves in a drawing; runs in the page. */
const hasDots = (): boolean =>
  [...document.querySelectorAll('.drawing canvas')].some((element) => {
    const canvas = element as HTMLCanvasElement;
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    return pixels.some((value: number) => value !== 0);
  });
