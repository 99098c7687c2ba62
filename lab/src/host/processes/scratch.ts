import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from './process-table.ts';

/** A folder for files that nobody needs after the end of the lab's process. */
export interface Scratch {
  readonly path: string;
  /** Never throws: what cannot be removed now, `lab stop` removes later. */
  remove(): Promise<void>;
}

const OWNER = 'owner.pid';

/** Makes a folder under `<root>/.lab`, marked with the process that it belongs to. */
export async function createScratch(root: string, purpose: string): Promise<Scratch> {
  const base = join(root, '.lab');
  await mkdir(base, { recursive: true });
  const path = await mkdtemp(join(base, `${purpose}-`));
  await writeFile(join(path, OWNER), String(process.pid));
  return { path, remove: () => remove(path) };
}

/** Removes the folders under `<root>/.lab` whose process has ended. Returns their paths. */
export async function removeStaleScratch(root: string): Promise<string[]> {
  const base = join(root, '.lab');
  const names = await readdir(base).catch(() => []);
  const removed: string[] = [];
  for (const name of names) {
    const path = join(base, name);
    const owner = Number(await readFile(join(path, OWNER), 'utf8').catch(() => ''));
    if (!owner || isAlive(owner)) continue;
    await remove(path);
    removed.push(path);
  }
  return removed;
}

async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }).catch(() => undefined);
}
