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
    const isInTheWay = code === 'EEXIST' || code === 'ENOTDIR';
    throw new UsageError({
      en: `Results cannot be written to ${path}: ${isInTheWay ? 'something that is no folder lies in the way' : code}. Mend that, then start again.`,
      ko: `결과를 ${path}에 쓸 수 없다: ${isInTheWay ? '폴더가 아닌 것이 그 자리에 있다' : code}. 고친 뒤 다시 실행한다.`,
    });
  }
}
