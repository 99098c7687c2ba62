import { describe, expect, it } from 'vitest';
import { scaledRun } from '../../../test/fixtures/scaled-run.ts';
import { renderPage } from '../../report/html/page.ts';
import { scaledLoads, scalingSteps } from './view.ts';

describe('the scaling of a run', () => {
  const [load] = scaledLoads(scaledRun());

  it('is told by load and side, arm by arm', () => {
    expect(load).toMatchObject({ id: 'hot', title: 'Hot' });
    expect(load?.sides.map(({ base, arms }) => [base, arms.map(({ rate }) => rate)])).toEqual([
      ['monolith', [30, 90]],
    ]);
    expect(load?.sides[0]?.arms[1]).toMatchObject({ replicas: 3, failed: 94, megabytes: 300, trials: 6 });
    expect(load?.sides[0]?.arms[1]?.limits).toEqual([['monolith', 6]]);
  });

  it('says what each step buys', () => {
    const [step] = load?.sides[0] ? scalingSteps(load.sides[0]) : [];
    expect(step).toMatchObject({ from: 1, to: 3, efficiency: 1 });
    expect(step?.perMegabyte).toBeCloseTo(0.3);
  });

  it('makes a chapter of the page', () => {
    const page = renderPage(scaledRun());
    expect(page).toContain('Hot: monolith goes from 30 to 90 requests a second with ×3');
    expect(page).toContain('<td>monolith 6</td>');
    expect(page).toContain('0.2 of a CPU');
  });
});
