import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ComparisonFile, comparisonFileSchema } from '../records/comparison.ts';
import type { Manifest } from '../records/manifest.ts';
import type { PhaseRecord, TrialRecord } from '../records/trial.ts';

/** What a recheck reads of a trial; files of schema 1 and 2 have it alike. */
export type Trial = Pick<
  TrialRecord,
  'number' | 'attempt' | 'round' | 'arm' | 'valid' | 'values' | 'startupMs' | 'resources'
> & {
  /** Older files do not say how requests were spaced, and nothing here depends on it. */
  readonly phases: readonly Omit<PhaseRecord, 'arrivals'>[];
  /** What its kind of experiment tells, in a shape that only the kind knows. */
  readonly details?: unknown;
};

/** The same of a manifest. */
export type Plan = Pick<Manifest, 'runId' | 'baseline' | 'arms' | 'looks'> & {
  readonly status?: Manifest['status'];
  readonly scenario: Pick<Manifest['scenario'], 'endpoints' | 'measures'> & {
    readonly phases: readonly Omit<Manifest['scenario']['phases'][number], 'arrivals'>[];
    readonly experiment?: { readonly settings?: unknown };
  };
};

export interface RunOnDisk {
  readonly manifest: Plan & Pick<Manifest, 'status'>;
  readonly comparison: ComparisonFile;
  /** In the order in which they ran. */
  readonly trials: readonly Trial[];
  /** Files of trials that are not JSON, and why. */
  readonly unreadable: readonly string[];
}

/**
 * Reads a run's files as plain JSON. Of the comparison the shape is checked; what a trial does not have counts as missing.
 *
 * @throws an error that says what is wrong, where there is no manifest or no comparison of today's schema
 */
export async function readFiles(path: string): Promise<RunOnDisk> {
  const manifest = await json(join(path, 'manifest.json'));
  const again = `Make it again: make report RUN=${path}.`;
  const found = comparisonFileSchema.safeParse(await json(join(path, 'comparison.json'), again));
  if (!found.success)
    throw new Error(`${join(path, 'comparison.json')} is no comparison of this version of the lab. ${again}`);
  const names = await readdir(join(path, 'trials')).catch(() => []);
  const trials: Trial[] = [];
  const unreadable: string[] = [];
  for (const name of names.filter((each) => each.endsWith('.json')))
    await json(join(path, 'trials', name)).then(
      (trial) => trials.push(trial),
      (error: Error) => unreadable.push(error.message),
    );
  trials.sort((a, b) => a.number - b.number || a.attempt - b.attempt);
  return { manifest, comparison: found.data, trials, unreadable };
}

async function json(path: string, otherwise = '') {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(error.code === 'ENOENT' ? `There is no ${path}. ${otherwise}`.trim() : error.message);
  });
  try {
    const value = JSON.parse(text);
    if (typeof value !== 'object' || value === null) throw new Error('it holds no object.');
    return value;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${path} is damaged: ${why} ${otherwise}`.trim());
  }
}
