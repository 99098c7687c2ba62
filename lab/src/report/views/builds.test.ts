import { describe, expect, it } from 'vitest';
import { lifelikeRun } from '../../../test/fixtures/lifelike-run.ts';
import { type Cell, cells } from '../../build-experiment/experiment.ts';
import type { BuildRecord } from '../../build-experiment/record.ts';
import { renderPage } from '../html/page.ts';
import type { RunFiles } from '../view.ts';
import { cellViews, codeBaseSizes, grownChanges } from './builds.ts';

const CELLS = cells(['no-op', 'service-body'], [1, 4]);

/** A monolith whose tests take a second more for each time that its code has grown, and services that do not care. */
function record(arm: string, round: number): BuildRecord {
  const side = arm === 'monolith' ? 'monolith' : 'services';
  const seconds = ({ change, growth }: Cell) => (change === 'no-op' ? 0.5 : side === 'monolith' ? growth : 1);
  return {
    side,
    codeBases: [1, 4].map((growth) => ({
      ...{ growth, packages: 2, contexts: 6 * growth, files: 60 * growth, lines: 4_000 * growth },
    })),
    cells: CELLS.map((cell) => ({
      ...cell,
      steps: [
        { step: 'compile', wallMs: 500, cpuSeconds: 0.6, packagesRebuilt: 1, filesEmitted: 3 },
        { step: 'test', wallMs: 1000 * seconds(cell) + round, cpuSeconds: seconds(cell), testsRun: 9 },
        { step: 'restart', wallMs: 1_500, cpuSeconds: 1, processesRestarted: 1 },
      ],
    })),
  };
}

function builtRun(): RunFiles {
  const files = lifelikeRun('monolith,microservices', 6);
  const { scenario } = files.manifest;
  return {
    ...files,
    manifest: { ...files.manifest, scenario: { ...scenario, phases: [], endpoints: [] } },
    trials: files.trials.map((trial) => ({
      ...trial,
      phases: [],
      builds: record(trial.arm, trial.round),
    })),
  };
}

describe('the builds of a run', () => {
  const views = cellViews(builtRun());

  it('are told by arm and change, as medians of the valid trials', () => {
    expect(views).toHaveLength(2 * CELLS.length);
    const one = views.find(
      (view) => view.arm === 'monolith' && view.change === 'service-body' && view.growth === 4,
    );
    // Rounds 1 to 6 add their number in milliseconds.
    expect(one?.seconds).toBeCloseTo(0.5 + 4 + 0.0035 + 1.5, 6);
    expect(one?.cpuSeconds).toBeCloseTo(5.6);
    expect(one?.steps.map(({ step }) => step)).toEqual(['compile', 'test', 'restart']);
    expect(one?.steps[1]).toMatchObject({ testsRun: 9, packagesRebuilt: undefined });
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
    expect(page).toContain('monolith: with ×4 the contexts a change in one takes');
    expect(page).not.toContain('Load is open');
    expect(renderPage(lifelikeRun('monolith,microservices', 6))).not.toContain('From the edit');
  });
});
