import { describe, expect, it } from 'vitest';
import { BUILT_CELLS, builtRun } from '../../../test/fixtures/built-run.ts';
import { lifelikeRun } from '../../../test/fixtures/lifelike-run.ts';
import { renderPage } from '../../report/html/page.ts';
import { cellViews, codeBaseSizes, grownChanges } from './view.ts';

describe('the builds of a run', () => {
  const views = cellViews(builtRun());

  it('are told by arm and change, as medians of the valid trials', () => {
    expect(views).toHaveLength(2 * BUILT_CELLS.length);
    const one = views.find(
      (view) => view.arm === 'monolith' && view.change === 'service-body' && view.growth === 4,
    );
    // Rounds 1 to 6 add their number in milliseconds.
    expect(one?.seconds).toBeCloseTo(0.5 + 4 + 0.0035 + 1.5, 6);
    expect(one?.cpuSeconds).toBeCloseTo(5.6);
    expect(one?.steps.map(({ step }) => step)).toEqual(['compile', 'test', 'restart']);
    expect(one?.looking).toBeCloseTo((0.05 + 0.4) / (0.5 + 4 + 0.0035 + 1.5), 6);
  });

  it('grow where there are several sizes', () => {
    expect(grownChanges(views)).toEqual(['no-op', 'service-body']);
    expect(grownChanges(views.filter(({ growth }) => growth === 1))).toEqual([]);
    expect(codeBaseSizes(builtRun()).map(({ arm, lines }) => [arm, lines])).toEqual([
      ...[4_000, 16_000].map((lines) => ['monolith', lines]),
      ...[4_000, 16_000].map((lines) => ['microservices', lines]),
    ]);
  });

  it('make a chapter of the page, and none where there are none', () => {
    const page = renderPage(builtRun());
    expect(page).toContain('From the edit to the running change');
    expect(page).toContain(
      'With 4 times the contexts a change in one takes 2.00× as long in monolith, 1.00× in microservices',
    );
    expect(page).not.toContain('Load is open');
    expect(renderPage(lifelikeRun('monolith,microservices', 6))).not.toContain('From the edit');
  });
});
