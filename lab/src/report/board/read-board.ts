import { join, relative, sep } from 'node:path';
import { type ListedRun, listReferences, listRuns } from '../../results/find-run.ts';
import { readCompared } from '../../results/read-compared.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { type BoardRun, boardEntry } from './board.ts';
import type { Board } from './page.ts';

type Reading = { readonly run: BoardRun; readonly scenario: string } | { readonly failure: string };

/**
 * Everything that the board shows. A run that cannot be read is named on it and spoils nothing.
 *
 * @param scenarios all that there are
 */
export async function readBoard(root: string, scenarios: readonly Scenario[]): Promise<Board> {
  const [own, references] = await Promise.all([listRuns(root), listReferences(root)]);
  const [runs, committed] = await Promise.all([readAll(root, own), readAll(root, references)]);
  const of = (readings: readonly Reading[], scenario: string) =>
    readings.flatMap((each) => ('run' in each && each.scenario === scenario ? [each.run] : []));
  return {
    entries: scenarios.map((scenario) =>
      boardEntry(scenario, of(runs, scenario.id), of(committed, scenario.id)[0]),
    ),
    unreadable: [...runs, ...committed].flatMap((each) => ('failure' in each ? [each.failure] : [])),
    madeAt: new Date(),
  };
}

/** A run that has not come to its end is left out: `lab report` would compare it. */
async function readAll(root: string, runs: readonly ListedRun[]): Promise<Reading[]> {
  const results = join(root, 'results');
  const readings = await Promise.all(
    runs.map(async ({ path, scenario }): Promise<Reading[]> => {
      try {
        const run = await readCompared(root, path);
        if (!run) return [];
        const link = relative(results, join(path, 'report.html')).split(sep).join('/');
        return [{ scenario, run: { ...run, link } }];
      } catch (error) {
        return [{ failure: error instanceof Error ? error.message : String(error) }];
      }
    }),
  );
  return readings.flat();
}
