import { describe, expect, it } from 'vitest';
import { HOSTILE, lifelikeRun } from '../../test/fixtures/lifelike-run.ts';
import { madePrediction } from '../../test/fixtures/made-prediction.ts';
import type { RunFiles } from '../records/run-files.ts';
import { LANGUAGE_SWITCH } from './html/language-switch.ts';
import { renderReports } from './render-reports.ts';
import { renderTerminal } from './terminal.ts';

const files = lifelikeRun();
const { html, markdown } = renderReports(files);
const korean = renderReports(files, 'ko').markdown;
/** The page without the one script that is its own. */
const withoutSwitch = html.replace(LANGUAGE_SWITCH.text, '');
const terminal = renderTerminal(files);

describe('the reports of a run', () => {
  it('say the headline in words, the claims in both languages, and how to repeat it', () => {
    for (const text of [html, markdown, terminal]) {
      expect(text).toMatch(/\d\.\d× slower \[\d/);
      expect(text).toMatch(/\d\.\d× more CPU \[\d/);
      // The difference in the metric's own unit.
      expect(text).toMatch(/\+\d+\.\d+ \[\d+\.\d+, \d+\.\d+\]/);
      expect(text).toContain('made.slow-calls');
      expect(text).toContain('supported');
      expect(text).toContain('serialization is about 12 %');
    }
    for (const text of [html, markdown]) {
      expect(text).toContain('서비스 사이의 호출은 느리다');
      expect(text).toContain('make run-scenario SCENARIO=made SEED=7');
      expect(text).toMatch(/compared with monolith, microservices is \d\.\d(–\d\.\d)?× slower/);
    }
    for (const text of [html, korean]) expect(text).toContain('격차의 약 12 %');
    const versions = /\n\n- RabbitMQ: 3\.12 \(Debian package\)\n\n(?:Again|다시 실행): /;
    for (const text of [markdown, korean]) expect(text).toMatch(versions);
  });

  it('say for each claim what would turn its verdict, and what was measured of that', () => {
    for (const text of [html, markdown]) {
      expect(text).toContain('makes the ratio smaller. Here from 3.1× to 1.3×.');
      expect(text).toContain('This run has not measured it.');
    }
    for (const text of [html, korean])
      expect(text).toContain('비율이 작아진다. 여기서는 3.1배에서 1.3배까지.');
  });

  it('mark what is mixed apart from what is open', () => {
    const [first, ...others] = files.comparison.claims;
    if (!first) throw new Error('no claim');
    const claims = [{ ...first, verdict: 'mixed' as const }, ...others];
    const mixed = { ...files, comparison: { ...files.comparison, claims } };
    const reports = renderReports(mixed);
    expect(reports.html).toContain('<li class="mixed"><span class="verdict">± <span lang="en">mixed');
    expect(reports.markdown).toContain('➗ mixed');
    expect(renderTerminal(mixed)).toContain('± mixed');
  });

  it('show what was predicted beside what was measured, and nothing of it where nobody predicted', () => {
    for (const text of [html, markdown, terminal]) expect(text).not.toMatch(/predict/i);
    const ratio = { topology: 'microservices', against: 'monolith', text: { en: HOSTILE, ko: '읽기 시간' } };
    const prediction = madePrediction({
      name: HOSTILE,
      claims: { 'made.slow-calls': 'refuted', 'made.hostile': 'supported', 'made.gone': 'mixed' },
      ratios: [
        { ...ratio, metric: 'browse.p50', expected: 26 },
        { ...ratio, metric: 'browse.p50', topology: 'monolith-serialized', expected: 2 },
      ],
    });
    const predicted = { ...files, prediction };
    const reports = renderReports(predicted);
    for (const text of [reports.html, reports.markdown, renderTerminal(predicted)]) {
      expect(text).toContain('Predicted and measured');
      expect(text).toMatch(/refuted[^\n]*\n?[^\n]*supported[^\n]*wrong/);
      expect(text).toContain('not settled');
      expect(text).toContain('not measured');
      expect(text.replaceAll(/\n */g, ' ')).toMatch(
        /26×.*2\.[5-7]× .?\[.*\].*off by (9\.\d|1[01])×, outside the interval/,
      );
      expect(text).toContain('Claims right: 0 of 1.');
      expect(text).not.toMatch(/NaN|undefined|Infinity/);
    }
    for (const text of [reports.html.replace(LANGUAGE_SWITCH.text, ''), reports.markdown])
      expect(text).not.toMatch(/<script|<img/);
    expect(reports.html).toContain('예측과 측정');
    expect(reports.html).toMatch(/(9\.\d|1[01])배 차이, 구간 밖/);
  });

  it('tell the noise floor where the baseline ran twice, and nothing of it where it did not', () => {
    const sentence =
      /Noise floor: compared with itself, monolith differs by up to [\d.]+ % in half of its metrics/;
    expect(terminal.replaceAll('\n', ' ')).toMatch(sentence);
    expect(markdown).toMatch(sentence);
    expect(renderTerminal(lifelikeRun('monolith,microservices', 6))).not.toContain('Noise floor');
  });

  it('escape what comes from data', () => {
    expect(withoutSwitch).not.toMatch(/<script|<img/);
    expect(html).toContain('&lt;script&gt;alert');
    expect(html.match(/<table/g)?.length).toBe(html.match(/<\/table>/g)?.length);
  });

  it('are valid Markdown whatever the texts say', () => {
    expect(markdown).not.toMatch(/<script|<img|[^\\]\[link/);
    const tables = markdown.split('\n\n').filter((block) => block.startsWith('|'));
    expect(tables.length).toBeGreaterThan(3);
    for (const table of tables) {
      const widths = table.split('\n').map((line) => line.split(/(?<!\\)\|/).length);
      expect(new Set(widths).size, table).toBe(1);
    }
  });

  it('need nothing from elsewhere, and no script but the switch of languages', () => {
    const tags = (withoutSwitch.match(/<[^>]*>/g) ?? []).join('\n');
    expect(tags).not.toMatch(/<script|<link|src=|href="[^#]|url\(|\son\w+=/);
    expect(LANGUAGE_SWITCH.text).not.toMatch(/src=|href=|url\(|fetch|import|XMLHttp/);
    expect(html).not.toMatch(/@import|url\(|http:/);
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
    expect(markdown).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('give every chart a text alternative and its numbers as a table', () => {
    const charts = html.match(/<svg/g)?.length ?? 0;
    expect(charts).toBeGreaterThan(15);
    expect(html.match(/<svg viewBox="[^"]+" role="img" aria-label="[^"]+"/g)).toHaveLength(charts);
    const figures = html.split('<figure>').filter((part) => part.includes('<svg'));
    for (const figure of figures) expect(figure).toContain('The numbers of this chart');
  });

  it('take their colours from the page, so that light and dark both fit', () => {
    const looks = html.match(/^\.s\w+\{.*\}$/gm) ?? [];
    expect(looks.length).toBeGreaterThan(10);
    const colours = looks.flatMap((look) =>
      [...look.matchAll(/[{;](?:fill|stroke):([^;}]+)/g)].map((match) => match[1]),
    );
    expect(colours.length).toBeGreaterThanOrEqual(looks.length);
    expect(colours.filter((colour) => colour !== 'none' && !colour?.startsWith('var(--'))).toEqual([]);
  });

  it('say how a mark looks once for all marks that look so', () => {
    const marks = html.match(/<(?:path|rect|circle|ellipse|text)\b[^>]*>/g) ?? [];
    expect(marks.length).toBeGreaterThan(300);
    expect(marks.filter((mark) => !/^<\w+ class="s\w+"/.test(mark))).toEqual([]);
    expect(marks.filter((mark) => / (?:fill|stroke|style)="/.test(mark))).toEqual([]);
    const used = new Set(marks.map((mark) => mark.match(/class="(\w+)"/)?.[1]));
    const ruled = [...html.matchAll(/^\.(s\w+)\{.*\}$/gm)].map((match) => match[1]);
    expect(ruled).toEqual([...used]);
  });

  it('are in the language that is asked for, where the Korean claim stays a quotation', () => {
    expect(html).toContain('<html lang="en">');
    expect(html).toContain('<q lang="ko">서비스 사이의 호출은 느리다</q>');
    expect(renderReports(files, 'ko').html).toContain('<html lang="ko">');
    expect(renderTerminal(files, 'ko')).toContain('서비스 사이의 호출은 느리다');
    // Whatever is there in one language is there in the other.
    const count = (language: string) =>
      html.match(new RegExp(`<(?:span|text|div)[^>]* ?lang="${language}"`, 'g'))?.length;
    expect(count('ko')).toBe(count('en'));
  });

  it('are in Korean where Korean is asked for: Markdown and terminal have no English sentence then', () => {
    const told = renderTerminal(files, 'ko');
    for (const text of [korean, told]) {
      for (const word of ['라운드 6번', '배 느림', '지지됨', '결론 없음']) expect(text).toContain(word);
      // What the made scenario has in English alone has none of these.
      expect(text).not.toMatch(/\b(slower|rounds|verdict|interval|inconclusive|Warnings|Claims|Medians)\b/);
    }
    expect(told).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('answer first, and prove last', () => {
    const order = ['answer', 'deployments', 'comparison', 'more', 'limits', 'numbers', 'evidence', 'method'];
    const places = order.map((id) => html.indexOf(`<section id="${id}">`));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    for (const id of order) expect(html).toContain(`<a href="#${id}">`);
  });

  it('are the same bytes each time', () => {
    expect(renderReports(files)).toEqual({ html, markdown });
  });

  it('link to what the driver left, inside the run only', () => {
    const [first, ...rest] = files.trials;
    if (!first) throw new Error('no trial');
    const artifacts = ['trials/001/light k6.html', 'javascript:alert(1)'];
    const page = renderReports({ ...files, trials: [{ ...first, artifacts }, ...rest] }).html;
    expect([...page.matchAll(/href="([^#"][^"]*)"/g)].map((match) => match[1])).toEqual([
      './trials/001/light%20k6.html',
      './javascript%3Aalert(1)',
    ]);
  });

  it('show a p99 of all rounds only where 10,000 requests are behind it', () => {
    const full = renderReports(lifelikeRun('monolith,microservices', 6, 'full')).html;
    const cells = (page: string) => page.split('Percentiles of all rounds together')[1] ?? '';
    const row =
      /<td><span lang="en">moderate<.*<td class="left"><span lang="en">all requests<.*\n((?:<td>[^<]*<\/td>)+)/;
    const p99 = (page: string) =>
      cells(page)
        .match(row)?.[1]
        ?.match(/<td>([^<]*)/g)?.[3];
    expect(p99(full)).toMatch(/\d/);
    expect(p99(html)).toBe('<td>–');
    expect(full).toContain('<td><span lang="en">all requests, p99</span>');
    expect(html).not.toContain('<td><span lang="en">all requests, p99</span>');
  });
});

describe('the terminal', () => {
  it('keeps to about 130 columns, a line for each metric of each arm', () => {
    const metricLines = terminal.split('\n').filter((line) => line.includes('→') && line.includes('['));
    expect(Math.max(...terminal.split('\n').map((line) => line.length))).toBeLessThanOrEqual(130);
    expect(metricLines.filter((line) => line.includes('place an order, p50'))).toHaveLength(4);
  });
});

describe('a run with little in it', () => {
  const shown = (some: RunFiles) => {
    const { html: page, markdown: text } = renderReports(some);
    const all = [page, text, renderTerminal(some)].join('\n');
    expect(all).not.toMatch(/NaN|undefined|Infinity/);
    return all;
  };

  it('of one arm', () => {
    expect(shown(lifelikeRun('monolith', 2))).toContain('No metric of two arms can be compared');
  });

  it('of too few rounds for an interval', () => {
    expect(shown(lifelikeRun('monolith,microservices', 1))).toContain('1 round: no interval');
  });

  it('of no valid trial', () => {
    const bare = { ...files.comparison, metrics: [], noiseFloor: {}, rounds: 0, valid: false };
    const trials = files.trials.map((trial) => ({ ...trial, valid: false, invalidBecause: [HOSTILE] }));
    expect(shown({ ...files, comparison: bare, trials })).toContain('invalid');
  });

  it('of no trial at all', () => {
    const bare = { ...files.comparison, metrics: [], noiseFloor: {}, rounds: 0, valid: false };
    shown({
      manifest: { ...files.manifest, status: 'failed', reason: HOSTILE },
      comparison: { ...bare, claims: [] },
      trials: [],
      prediction: null,
    });
  });
});
