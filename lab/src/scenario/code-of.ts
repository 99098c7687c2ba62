import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, extname, relative, resolve } from 'node:path';
import { init, parse } from 'es-module-lexer';
import { type FoundWorkload, workloadBeside } from './find-scenarios.ts';

/**
 * What a scenario's trials run of its own code: its workloads, its probe, and all that these import by a relative path. What they import from a
 * package is not in it, the lab's own code least of all: a run's manifest has the commit and the lockfile for that.
 *
 * @param names modules of the scenario's folder besides its `workload`, which a scenario without load does not have
 * @returns a hash of each module as it was built (SHA-256), by its path from the folder of all scenarios, without an ending: `shop/books`
 */
export async function codeOf(own: FoundWorkload, names: readonly string[]): Promise<Record<string, string>> {
  await init;
  const root = dirname(dirname(own.built));
  const first = [own.built, ...names.map((name) => workloadBeside(own, name).built)];
  // A set is walked to its end, also where it grows on the way.
  const modules = new Set(first.filter((path) => existsSync(path)));
  const hashes: [module: string, hash: string][] = [];
  for (const path of modules) {
    const text = await readFile(path, 'utf8');
    const module = relative(root, path).slice(0, -extname(path).length);
    hashes.push([module, createHash('sha256').update(text).digest('hex')]);
    for (const { n: specifier } of parse(text, path)[0])
      if (specifier?.startsWith('.')) modules.add(resolve(dirname(path), specifier));
  }
  return Object.fromEntries(hashes);
}
