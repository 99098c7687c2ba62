import { access, constants, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../registry/usage-error.ts';

/**
 * Makes sure, before anything is measured, that its result can be written.
 *
 * @param names of the folder below `results`, e.g. a scenario's
 * @throws {UsageError} when a file lies in the way, or this user may not write there
 */
export async function requireResultsFolder(root: string, ...names: string[]): Promise<string> {
  const path = join(root, 'results', ...names);
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK);
    return path;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'EEXIST' || code === 'ENOTDIR' ? 'something that is no folder lies in the way' : code;
    throw new UsageError(`Results cannot be written to ${path}: ${why}.`);
  }
}
