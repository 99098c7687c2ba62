import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ComparisonFile, comparisonFileSchema } from '../records/comparison.ts';
import { type Manifest, manifestSchema } from '../records/manifest.ts';
import { type TrialRecord, trialSchema } from '../records/trial.ts';
import { readJson } from './read-json.ts';

/** A run's files as they lie on the disk. */
export interface StoredRun {
  readonly path: string;
  readonly manifest: Manifest;
  /** Missing when the run was killed before its end. */
  readonly comparison: ComparisonFile | undefined;
  /** In the order in which they ran. */
  readonly trials: readonly TrialRecord[];
}

/**
 * Reads a run's folder. A trial's file is complete or missing: the file that a killed run was writing ends in `.part` and is
 * ignored.
 *
 * @throws an error that names the file, when one is damaged, of an unknown schema, or when the manifest is missing
 */
export async function readRun(path: string): Promise<StoredRun> {
  const [found, trials] = await Promise.all([readComparison(path), readTrials(path)]);
  return { path, ...found, trials };
}

/** A run without its trials, which are most of its bytes. Throws as {@link readRun} does. */
export async function readComparison(path: string): Promise<Pick<StoredRun, 'manifest' | 'comparison'>> {
  const [manifest, comparison] = await Promise.all([
    readManifest(path),
    readJson(join(path, 'comparison.json'), comparisonFileSchema),
  ]);
  return { manifest, comparison };
}

/** @throws when it is missing or damaged */
export async function readManifest(path: string): Promise<Manifest> {
  const manifest = await readJson(join(path, 'manifest.json'), manifestSchema);
  if (!manifest)
    throw new Error(
      `${path} has no manifest.json: it is no run, or one that ended before it began to measure.`,
    );
  return manifest;
}

async function readTrials(path: string): Promise<TrialRecord[]> {
  const dir = join(path, 'trials');
  const names = await readdir(dir).catch(() => []);
  const found = await Promise.all(
    names.filter((name) => name.endsWith('.json')).map((name) => readJson(join(dir, name), trialSchema)),
  );
  return found
    .flatMap((trial) => trial ?? [])
    .toSorted((a, b) => a.number - b.number || a.attempt - b.attempt);
}
