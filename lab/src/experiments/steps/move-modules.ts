import { posix } from 'node:path';
import type { SourceTree } from './source-tree.ts';

/** The package that all others may import from, a module at a time: `@lab/shared-domain/<module>`. */
const SHARED = 'shared-domain';
/** Folder of packages that the monolith may import from in the same way, where contexts have packages of their own. */
export const CONTEXT_PACKAGES = 'contexts';

/** What a package is called by those who import from it. */
export const nameOf = (folder: string): string => `@lab/${folder.split('/').at(-1)}`;
const SHARED_NAME = `${nameOf(SHARED)}/`;

const SPECIFIER = /(\bfrom\s+|\bimport\s+|\bimport\()'([^']+)'/g;

/**
 * Moves modules to other places, in other packages too, and has every import still name what it named before.
 *
 * @param moves new paths by old ones
 * @throws when a package would then import from one that offers nothing to others
 */
export function moveModules(tree: SourceTree, moves: ReadonlyMap<string, string>): SourceTree {
  const placeOf = (path: string) => moves.get(path) ?? path;
  return new Map(
    [...tree].map(([path, text]) => [
      placeOf(path),
      rewriteImports(tree, text, path, placeOf(path), placeOf),
    ]),
  );
}

/**
 * A module's text as it reads at another place, when what it imports may have moved as well.
 *
 * @param tree the modules at their old places
 * @param from where the text was
 * @param to where it will be
 * @param placeOf where another module will be
 */
export function rewriteImports(
  tree: SourceTree,
  text: string,
  from: string,
  to: string,
  placeOf: (path: string) => string,
): string {
  if (!from.endsWith('.ts')) return text;
  return text.replaceAll(SPECIFIER, (statement, before: string, specifier: string) => {
    const target = resolve(specifier, from);
    if (target === undefined || !tree.has(target)) return statement;
    if (from === to && placeOf(target) === target) return statement;
    return `${before}'${specifierOf(placeOf(target), to)}'`;
  });
}

function resolve(specifier: string, from: string): string | undefined {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
  if (specifier.startsWith(SHARED_NAME)) return `${SHARED}/src/${specifier.slice(SHARED_NAME.length)}.ts`;
  return undefined;
}

function specifierOf(target: string, from: string): string {
  if (packageOf(target) === packageOf(from)) {
    const relative = posix.relative(posix.dirname(from), target);
    return relative.startsWith('.') ? relative : `./${relative}`;
  }
  const folder = packageOf(target);
  const offered =
    folder === SHARED || (folder.startsWith(`${CONTEXT_PACKAGES}/`) && packageOf(from) === 'monolith');
  if (!offered) throw new Error(`${from} would import ${target} of another package`);
  return `${nameOf(folder)}/${target.slice(`${folder}/src/`.length, -'.ts'.length)}`;
}

/** The folder of the package that a module belongs to. */
export const packageOf = (path: string): string => path.split('/src/')[0] ?? path;
