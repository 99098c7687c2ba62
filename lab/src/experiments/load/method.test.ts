import { expect, it } from 'vitest';
import { type MadeRun, madeRun, spacedRun } from '../../../test/fixtures/made-run.ts';
import { renderReports } from '../../report/render-reports.ts';

const tell = (run: MadeRun) => renderReports(run);
const AT_RANDOM = 'At moderate load requests start at random';

it('says which requests start at random, and which are evenly spaced', () => {
  const { html, markdown } = tell(spacedRun(madeRun(), 'poisson', 'poisson'));
  expect(html).toContain(AT_RANDOM);
  expect(html).toContain('At light load requests are evenly spaced');
  expect(html).toContain('At moderate load (100 requests a second, at random)');
  expect(markdown).toContain('At light load (50 requests a second)');
});

it('says nothing of it where all were evenly spaced, whatever was planned', () => {
  const { html } = tell(spacedRun(madeRun(), 'poisson', 'even'));
  expect(html).not.toContain('at random');
  expect(html).toBe(tell(spacedRun(madeRun(), 'even', 'even')).html);
});
