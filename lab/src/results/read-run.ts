import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { KINDS } from '../experiments/registry.ts';
import { type ComparisonFile, comparisonFileSchema } from '../records/comparison.ts';
import type { Manifest } from '../records/manifest.ts';
import type { TrialRecord } from '../records/trial.ts';
import { storedManifestSchema, storedTrialSchema } from '../records/upgrade.ts';
import { readJson } from './read-json.ts';

/** Of manifests and trials. */
const SCHEMAS = [1, 2];

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
  const found = await readComparison(path);
  return { path, ...found, trials: await readTrials(path, found.manifest) };
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
  const manifest = await readJson(join(path, 'manifest.json'), storedManifestSchema, SCHEMAS);
  if (!manifest)
    throw new Error(
      `${path} has no manifest.json: it is no run, or one that ended before it began to measure.`,
    );
  return manifest;
}

async function readTrials(path: string, { scenario }: Manifest): Promise<TrialRecord[]> {
  const schema = trialSchemaOf(scenario.experiment.kind);
  const dir = join(path, 'trials');
  const names = await readdir(dir).catch(() => []);
  const found = await Promise.all(
    names.filter((name) => name.endsWith('.json')).map((name) => readJson(join(dir, name), schema, SCHEMAS)),
  );
  return found
    .flatMap((trial) => trial ?? [])
    .toSorted((a, b) => a.number - b.number || a.attempt - b.attempt);
}

/** With details in the shape of the kind. Those of a kind that this version does not know are kept as they are. */
function trialSchemaOf(id: string): z.ZodType<TrialRecord> {
  const kind = KINDS.find(id);
  const schema = storedTrialSchema(id);
  if (!kind) return schema;
  return schema.transform((trial, context) => {
    if (trial.details === null) return trial;
    const parsed = kind.details.safeParse(trial.details);
    if (parsed.success) return { ...trial, details: parsed.data };
    for (const { message, path } of parsed.error.issues)
      context.addIssue({ code: 'custom', message, path: ['details', ...path] });
    return z.NEVER;
  });
}
