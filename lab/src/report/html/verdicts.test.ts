import { expect, it } from 'vitest';
import { lifelikeRun } from '../../../test/fixtures/lifelike-run.ts';
import { renderPage } from './page.ts';

it('checks are folded when all of them passed, and stand open when one did not', () => {
  const files = lifelikeRun();
  const having = (...results: ('pass' | 'fail')[]) => {
    const checks = results.map((result, index) => ({ id: 'money', arm: `arm-${index}`, result, detail: '' }));
    return renderPage({ ...files, comparison: { ...files.comparison, checks } });
  };
  expect(having('pass', 'pass')).toContain('<summary>All 2 passed: money of all 2 arms</summary>');
  expect(having('pass', 'fail')).toContain('<h2>Consistency checks</h2><div class="scroll">');
});
