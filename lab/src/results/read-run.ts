import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { KINDS } from '../experiments/registry.ts';
import type { ComparisonFile } from '../records/comparison.ts';
import type { Manifest } from '../records/manifest.ts';
import { type Prediction, predictionSchema } from '../records/prediction.ts';
import { type Traces, tracesSchema } from '../records/traces.ts';
import { asPlanned, type TrialRecord } from '../records/trial.ts';
import { storedComparisonSchema, storedManifestSchema, storedTrialSchema } from '../records/upgrade.ts';
import { DamagedFile, readJson } from './read-json.ts';

/** Of manifests, trials and comparisons. */
const SCHEMAS = [1, 2];

/** A run's files as they lie on the disk. */
export interface StoredRun {
  readonly path: string;
  readonly manifest: Manifest;
  /** Missing when the run was killed before its end, and when an earlier version of the lab has made it. */
  readonly comparison: ComparisonFile | undefined;
  /** In the order in which they ran. */
  readonly trials: readonly TrialRecord[];
  /** Null where nobody predicted anything. */
  readonly prediction: Prediction | null;
  readonly traces: Traces | undefined;
  /** Files of its trials, its traces and its comparison that cannot be read any more: it is as if they were not there. */
  readonly damaged: readonly DamagedFile[];
}

/**
 * Reads a run's folder. A trial's file is complete or missing: the file that a killed run was writing ends in `.part` and is
 * ignored.
 *
 * @throws an error that names the file, when the manifest is damaged or missing, the prediction is damaged, or one is of an unknown schema
 */
export async function readRun(path: string): Promise<StoredRun> {
  const damaged: DamagedFile[] = [];
  const unlessDamaged = <T>(reading: Promise<T>): Promise<T | undefined> =>
    reading.catch((error: unknown) => {
      if (!(error instanceof DamagedFile)) throw error;
      damaged.push(error);
      return undefined;
    });
  const manifest = await readManifest(path);
  const [comparison, trials, prediction, traces] = await Promise.all([
    unlessDamaged(readJson(join(path, 'comparison.json'), storedComparisonSchema, SCHEMAS)),
    readTrials(path, manifest, unlessDamaged),
    readPrediction(path),
    unlessDamaged(readJson(join(path, 'traces.json'), tracesSchema)),
  ]);
  return { path, manifest, comparison, trials, prediction, traces, damaged };
}

/** A run without its trials, which are most of its bytes. Throws as {@link readRun} does, and when its comparison is damaged. */
export async function readComparison(
  path: string,
): Promise<Pick<StoredRun, 'manifest' | 'comparison' | 'prediction'>> {
  const [manifest, comparison, prediction] = await Promise.all([
    readManifest(path),
    readJson(join(path, 'comparison.json'), storedComparisonSchema, SCHEMAS),
    readPrediction(path),
  ]);
  return { manifest, comparison, prediction };
}

/** @throws when it cannot be read. The lab writes it whole, so somebody has changed it. */
async function readPrediction(path: string): Promise<Prediction | null> {
  try {
    return (await readJson(join(path, 'prediction.json'), predictionSchema)) ?? null;
  } catch (error) {
    if (!(error instanceof DamagedFile)) throw error;
    throw new Error(`${error.message}. No number of the run needs it: mend it, or take it away.`);
  }
}

/** @throws when it is missing or damaged, or the run is of a kind of experiment that this version does not know */
export async function readManifest(path: string): Promise<Manifest> {
  const manifest = await readJson(join(path, 'manifest.json'), storedManifestSchema, SCHEMAS);
  if (!manifest)
    throw new Error(
      `${path} has no manifest.json: it is no run, or one that ended before it began to measure.`,
    );
  const { scenario, environment } = manifest;
  const { kind } = scenario.experiment;
  if (!KINDS.find(kind))
    throw new Error(
      `${path} is a run of the kind of experiment "${kind}", which this version of the lab does not know. ${readerOf(environment.commit)} Its reports are as they were.`,
    );
  return manifest;
}

const readerOf = (commit: string | null): string =>
  commit
    ? `The version that made it reads it: git checkout ${commit}.`
    : 'The version that made it reads it.';

type Reading = (reading: Promise<TrialRecord | undefined>) => Promise<TrialRecord | undefined>;

async function readTrials(
  path: string,
  { scenario }: Manifest,
  unlessDamaged: Reading,
): Promise<TrialRecord[]> {
  const schema = trialSchemaOf(scenario.experiment.kind);
  const dir = join(path, 'trials');
  const names = await readdir(dir).catch(() => []);
  const found = await Promise.all(
    names
      .filter((name) => name.endsWith('.json'))
      .map((name) => unlessDamaged(readJson(join(dir, name), schema, SCHEMAS))),
  );
  return found.flatMap((trial) => trial ?? []).toSorted(asPlanned);
}

/** With details in the shape of the kind. */
function trialSchemaOf(id: string): z.ZodType<TrialRecord> {
  const kind = KINDS.get(id);
  return storedTrialSchema(id).transform((trial, context) => {
    if (trial.details === null) return trial;
    const parsed = kind.details.safeParse(trial.details);
    if (parsed.success) return { ...trial, details: parsed.data };
    for (const { message, path } of parsed.error.issues)
      context.addIssue({ code: 'custom', message, path: ['details', ...path] });
    return z.NEVER;
  });
}
