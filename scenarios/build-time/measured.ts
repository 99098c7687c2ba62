import { type Cell, type Change, cellId } from '@lab/lab/experiments/steps/settings';
import type { Evidence } from '@lab/lab/scenario/scenario';
import { CELLS } from './cells.ts';

const running = (cell: Cell): string => `${cellId(cell)}.running`;

/** Ids of the times from the edit until it runs, of these changes on all CPUs in code bases of every size, as far as the run has them. */
export function runningOf({ metrics }: Evidence, changes: readonly Change[]): string[] {
  const ids = Object.values(CELLS)
    .flat()
    .filter(({ change, cpus }) => changes.includes(change) && cpus === 'all')
    .map(running);
  return [...new Set(ids)].filter((id) => metrics.some((metric) => metric.id === id));
}

/** The arm whose monolith has a package for each context. */
export const packagesIn = ({ arms }: Evidence): string | undefined =>
  arms.find(({ topology }) => topology === 'monolith-packages')?.name;
