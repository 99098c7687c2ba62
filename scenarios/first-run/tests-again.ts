import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';

const TEST = /\.test\.ts$/;
const ELSEWHERE = /(?:^|[\\/])(?:node_modules|dist)[\\/]/;

/**
 * How many test files packages have: what is to run again when they have changed.
 *
 * @param folders of the packages, absolute or relative to the root
 * @throws when one of them is not there
 */
export async function testFilesIn(root: string, folders: readonly string[]): Promise<number> {
  const found = await Promise.all(
    folders.map((folder) => readdir(resolve(root, folder), { recursive: true })),
  );
  return found.flat().filter((path) => TEST.test(path) && !ELSEWHERE.test(path)).length;
}
