import { expect, it } from 'vitest';
import { lifelikeRun } from '../../../test/fixtures/lifelike-run.ts';
import { renderPage } from './page.ts';

it('checks are folded when all of them passed, and stand open when one did not', () => {
  const files = lifelikeRun();
  const having = (...results: ('pass' | 'fail')[]) => {
    const checks = results.map((result, index) => ({ id: 'money', arm: `arm-${index}`, result, detail: '' }));
    return renderPage({ ...files, comparison: { ...files.comparison, checks } });
  };
  const [passed, failed] = [having('pass', 'pass'), having('pass', 'fail')];
  expect(passed).toMatch(/<details><summary>[^\n]*All 2 passed: money of all 2 arms/);
  const limits = failed.slice(failed.indexOf('id="limits"'), failed.indexOf('id="numbers"'));
  expect(limits).toMatch(/<h3>.*Consistency checks.*<\/h3>\n<div class="scroll">/);
  expect(limits).not.toContain('<details>');
  expect(failed).not.toContain('passed: money');
});
