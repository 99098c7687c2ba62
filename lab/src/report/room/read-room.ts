import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { UsageError } from '../../registry/usage-error.ts';
import { type ComparedRun, readCompared } from '../../results/read-compared.ts';

/** Folders in folders that are looked through: `<who>/results/<scenario>/<run>` and a bit more. A link may lead round in a circle. */
const DEEPEST = 6;

export interface ReadRoom {
  readonly runs: readonly ComparedRun[];
  /** What could not be shown, and why, a line each. */
  readonly skipped: readonly string[];
}

/**
 * Reads all runs below a folder, however they lie in it: each is a folder with a `manifest.json`. Trials are needed only where an earlier
 * version of the lab made the comparison.
 *
 * @param root of the project, whose scenarios judge such runs again
 * @throws {UsageError} when it is no folder
 */
export async function readRoom(root: string, dir: string): Promise<ReadRoom> {
  if (!(await isFolder(dir)))
    throw new UsageError({ en: `There is no folder ${dir}.`, ko: `없는 폴더: ${dir}.` });
  const runs = new Map<string, { readonly run: ComparedRun; readonly path: string }>();
  const skipped: string[] = [];
  for (const path of await runFolders(dir, DEEPEST)) {
    const name = relative(dir, path) || '.';
    const found = await readOne(root, path);
    if (typeof found === 'string') {
      skipped.push(`${name}: ${found}`);
      continue;
    }
    const { runId } = found.manifest;
    const same = runs.get(runId);
    if (same) skipped.push(`${name}: it is the same run as ${same.path}`);
    else runs.set(runId, { run: found, path: name });
  }
  return { runs: [...runs.values()].map(({ run }) => run), skipped };
}

/** @returns why not, where it cannot be shown */
async function readOne(root: string, path: string): Promise<ComparedRun | string> {
  try {
    const run = await readCompared(root, path);
    if (!run) return 'it has not come to its end. Where its trials are, make report RUN=<run> compares them';
    if (run.comparison.valid) return run;
    return 'it has no valid result, or an older version compared it and its trials are missing';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Folders that hold a run, or what is left of one, sorted. Nothing within a run is looked at. */
async function runFolders(dir: string, depth: number): Promise<string[]> {
  const names = (await readdir(dir)).filter((name) => !name.startsWith('.')).toSorted();
  if (names.includes('manifest.json') || names.includes('comparison.json')) return [dir];
  if (depth === 0) return [];
  const below = names.filter((name) => name !== 'node_modules').map((name) => join(dir, name));
  const found: string[] = [];
  for (const path of below) if (await isFolder(path)) found.push(...(await runFolders(path, depth - 1)));
  return found;
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
