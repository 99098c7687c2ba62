import { beforeAll, expect, test } from 'vitest';
import { figureIn } from '../src/answers/figure.ts';
import type { Cited } from '../src/answers/question.ts';
import { QUESTIONS } from '../src/answers/questions.ts';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import type { Board } from '../src/report/board/page.ts';
import { readBoard } from '../src/report/board/read-board.ts';
import { allScenarios } from '../src/scenario/find-scenarios.ts';

/** What published runs do not have. By scenario, each with its metrics. A scenario without a published run is not asked. */
const MISSING: Readonly<Record<string, readonly string[]>> = {
  // Four rounds are too few for a p99.
  latency: ['all.p99@moderate'],
};

let board: Board;
beforeAll(async () => {
  board = await readBoard(PROJECT_ROOT, await allScenarios(PROJECT_ROOT));
});

const entryOf = (scenario: string | undefined, claim?: string) =>
  board.entries.find(
    (entry) => entry.scenario.id === scenario || entry.claims.some(({ id }) => id === claim),
  );

test('every figure that an answer cites is compared in the published run of its scenario', () => {
  const aspects = QUESTIONS.flatMap((question) => question.aspects);
  const cited = aspects.flatMap(({ statements, beside = [] }) => [
    ...statements.map(({ claim, figures }) => ({ entry: entryOf(undefined, claim), figures })),
    ...beside.map(({ scenario, figures }) => ({ entry: entryOf(scenario), figures })),
  ]);
  expect(cited.flatMap(({ figures }) => figures).length).toBeGreaterThan(40);
  const missing: Record<string, string[]> = {};
  for (const { entry, figures } of cited) {
    const run = entry?.reference;
    const isMissing = (figure: Cited) => run !== undefined && figureIn(run, figure) === undefined;
    for (const { metric } of figures.filter(isMissing)) {
      const id = entry?.scenario.id ?? 'no scenario';
      const known = missing[id] ?? [];
      missing[id] = [...new Set([...known, metric])];
    }
  }
  expect(missing).toEqual(MISSING);
});
