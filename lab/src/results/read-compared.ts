import type { RunFiles } from '../records/run-files.ts';
import { compareAgain } from './compare-again.ts';
import { readComparison, readRun } from './read-run.ts';

/** A run as overviews of many show it: without its trials, which are most of its bytes. */
export type ComparedRun = Omit<RunFiles, 'trials'>;

/**
 * Reads a run for an overview. Its trials are read only where its comparison has to be made again, because an earlier version made it.
 *
 * @returns undefined when it has no comparison and has not come to its end: `lab report` would compare it
 * @throws as `readComparison` does
 */
export async function readCompared(root: string, path: string): Promise<ComparedRun | undefined> {
  const { manifest, comparison, prediction } = await readComparison(path);
  if (comparison) return { manifest, comparison, prediction };
  if (manifest.status !== 'finished') return undefined;
  const again = await compareAgain(root, await readRun(path));
  return { manifest, comparison: again.comparison, prediction };
}
