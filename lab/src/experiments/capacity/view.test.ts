import { describe, expect, it } from 'vitest';
import { scaledRun } from '../../../test/fixtures/scaled-run.ts';
import { renderPage } from '../../report/html/page.ts';
import { familiesOf } from './view.ts';

describe('the capacities of a run', () => {
  const [family] = familiesOf(scaledRun());

  it('are told by family, arm by arm', () => {
    expect(family).toMatchObject({ name: 'monolith' });
    expect(family?.arms.map(({ capacity }) => capacity)).toEqual([30, 90]);
    expect(family?.arms[1]).toMatchObject({ replicas: 3, megabytes: 301, addedMegabytes: 200, trials: 6 });
    expect(family?.arms[1]?.limits).toEqual([['monolith', 6]]);
  });

  it('say what more instances buy', () => {
    expect(family?.arms[0]?.value('gain-per-100mb')).toBeUndefined();
    expect(family?.arms[1]?.value('gain-per-100mb')).toBeCloseTo(30);
    expect(family?.arms[1]?.value('efficiency')).toBeCloseTo(1);
  });

  it('make a chapter of the page', () => {
    const page = renderPage(scaledRun());
    expect(page).toContain('Hot: monolith goes from 30 to 90 a second with ×3');
    expect(page).toContain('Hot: monolith takes 101 MB for 30 answers a second and 301 MB for 90');
    expect(page).toContain('monolith: ×1 to ×3');
    expect(page).toContain('0.25 of a CPU');
    expect(page).toContain('12 requests are under way');
  });
});
