import { describe, expect, it } from 'vitest';
import { madeRun } from '../../../test/fixtures/made-run.ts';
import { compareRuns } from '../../compare/compare-runs.ts';
import { LANGUAGE_SWITCH } from '../html/language-switch.ts';
import { renderComparisonMarkdown } from './markdown.ts';
import { renderComparisonPage } from './page.ts';
import { renderComparisonTerminal } from './terminal.ts';

const { manifest } = madeRun({ rounds: 1 });
const environment = { ...manifest.environment, node: 'v22 <b>|</b>' };
const slow = madeRun({
  runId: 'slow',
  ms: { monolith: 10, microservices: 39 },
  manifest: { environment },
});
const comparison = compareRuns(madeRun(), slow);
const terminal = renderComparisonTerminal(comparison);
const markdown = renderComparisonMarkdown(comparison);
const whole = renderComparisonPage(comparison);
/** Without the one script that is its own. */
const page = whole.replace(LANGUAGE_SWITCH.text, '');

describe('the reports of two runs', () => {
  it('say what changed first, then what did not, then what cannot be told', () => {
    for (const text of [terminal, markdown, page]) {
      const order = ['Changed beyond', 'Did not change', 'Cannot be told'].map((title) =>
        text.indexOf(title),
      );
      expect(order.every((position) => position > 0)).toBe(true);
      expect(order).toEqual(order.toSorted((x, y) => x - y));
      expect(text).toContain('1.30× slower [1.');
      expect(text).toContain('a 1.30× greater ratio [1.');
      expect(text).toContain('Comparable with care');
    }
    for (const text of [markdown, page]) expect(text).toContain('made.claim');
  });

  it('name the claims whose verdict changed', () => {
    const better = madeRun({ runId: 'better', ms: { monolith: 10, microservices: 10 } });
    const other = compareRuns(madeRun(), better);
    expect(renderComparisonTerminal(other)).toMatch(/made\.claim.*supported → inconclusive/);
    expect(renderComparisonPage(other)).toContain('supported → inconclusive');
    expect(renderComparisonMarkdown(other)).toMatch(/made\.claim.*supported \| inconclusive \| changed/);
  });

  it('escape what comes from data, and need nothing from elsewhere', () => {
    expect(page).toContain('v22 &lt;b&gt;|&lt;/b&gt;');
    expect(markdown).toContain('v22 &lt;b>\\|&lt;/b>');
    expect(page).not.toMatch(/<script|src=|href=|url\(|@import|NaN|undefined/);
    expect(page.match(/<svg[^>]+aria-label="[^"]+"/g)).toHaveLength(page.match(/<svg/g)?.length ?? 0);
  });

  it('are in Korean where that is asked for, and the page has both languages', () => {
    const korean = [renderComparisonTerminal(comparison, 'ko'), renderComparisonMarkdown(comparison, 'ko')];
    for (const text of korean) {
      for (const word of ['잡음을 넘어 달라진 것', '1.30배 느림', '배율이 1.30배 커짐', '주의해서 비교한다'])
        expect(text).toContain(word);
      expect(text).not.toMatch(/\b(slower|ratio|verdict|rounds|Claims|Warnings|changed)\b/);
    }
    expect(renderComparisonPage(comparison, 'ko')).toContain('<html lang="ko">');
    const count = (language: string) =>
      page.match(new RegExp(`<(?:span|text|div)[^>]* ?lang="${language}"`, 'g'))?.length;
    expect(count('ko')).toBe(count('en'));
  });

  it('say why something cannot be told', () => {
    const few = compareRuns(madeRun({ rounds: 2 }), madeRun({ runId: 'b', rounds: 2 }));
    for (const text of [
      renderComparisonTerminal(few),
      renderComparisonPage(few),
      renderComparisonMarkdown(few),
    ])
      expect(text).toMatch(/too few rounds for an interval \(2 and 2\)/);
  });

  it('of other machines say that only ratios are compared', () => {
    const faster = { ...environment, cpuModel: 'Faster' };
    const other = compareRuns(madeRun(), madeRun({ runId: 'b', manifest: { environment: faster } }));
    for (const text of [
      renderComparisonTerminal(other),
      renderComparisonPage(other),
      renderComparisonMarkdown(other),
    ]) {
      expect(text).toContain('must not be compared: only the ratios');
      expect(text).toContain('Made CPU');
    }
  });
});
