import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Prediction, predictionSchema } from '../records/prediction.ts';
import { UsageError } from '../registry/usage-error.ts';
import { readJson } from './read-json.ts';
import { requireResultsFolder } from './results-folder.ts';
import { writeWhole } from './write-whole.ts';

/** Predictions wait here until a run of their scenario has come to a result. */
const FOLDER = 'predictions';

/** Where the prediction of a scenario's next run waits, if there is one. */
const placeOf = (root: string, scenario: string): string => join(root, 'results', FOLDER, `${scenario}.json`);

/**
 * Keeps a prediction for its scenario's next run.
 *
 * @returns its path, and whether another one was waiting there, which it replaces
 * @throws {UsageError} when it cannot be written there
 */
export async function keepWaiting(
  root: string,
  prediction: Prediction,
): Promise<{ readonly path: string; readonly replaced: boolean }> {
  await requireResultsFolder(root, FOLDER);
  const path = placeOf(root, prediction.scenario);
  const replaced = existsSync(path);
  await writeWhole(path, `${JSON.stringify(predictionSchema.parse(prediction), undefined, 2)}\n`);
  return { path, replaced };
}

/**
 * @returns null where none is waiting
 * @throws {UsageError} when it cannot be read: better before a run than after it
 */
export async function readWaiting(root: string, scenario: string): Promise<Prediction | null> {
  try {
    return (await readJson(placeOf(root, scenario), predictionSchema)) ?? null;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const told = why.replace(/\.$/, '');
    throw new UsageError({
      en: `${told}. Predict again (make predict SCENARIO=${scenario}), or remove the file.`,
      ko: `${told}. 다시 예측하거나(make predict SCENARIO=${scenario}) 파일을 지운다.`,
    });
  }
}

/** Removes the waiting prediction that a run has taken, unless another one was made since. */
export async function forgetWaiting(root: string, taken: Prediction): Promise<void> {
  const waiting = await readWaiting(root, taken.scenario).catch(() => null);
  if (isDeepStrictEqual(waiting, taken)) await rm(placeOf(root, taken.scenario), { force: true });
}
