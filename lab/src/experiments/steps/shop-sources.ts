import { rewriteImports } from './move-modules.ts';
import { type SourceTree, selectFiles, textOf } from './source-tree.ts';

/**
 * What the build experiment has to know of how the shop's sources are laid out: it is the one part of the lab that looks
 * inside, as a tool that moves text. It still imports none of it.
 */

/** The contexts whose implementations each side owns. Identity belongs to the edge, which both sides share. */
export const CONTEXTS = [
  'catalog',
  'inventory',
  'payments',
  'orders',
  'notifications',
  'recommendations',
] as const;
export type ContextName = (typeof CONTEXTS)[number];

/** The one that a single team changes: an ordinary one, neither the smallest nor the largest. */
export const CHANGED_CONTEXT: ContextName = 'catalog';

/** The part of the kernel that is changed: the words in which every context answers. Every process loads it. */
export const CHANGED_KERNEL = 'shared-domain/src/kernel/result.ts';

/** All that the two code bases are made from. */
export const SOURCES = ['tsconfig.base.json', 'shared-domain', 'monolith', 'microservices'];

const SEED = 'shared-domain/src/seed/';

/** Modules of a context besides its interface, its tests too. */
export function implementationOf(tree: SourceTree, context: ContextName): string[] {
  const folder = `shared-domain/src/${context}/`;
  return [...tree.keys()].filter((path) => path.startsWith(folder) && path !== `${folder}${context}.ts`);
}

/** Tests of measuring instruments, faults and flaws, which are no part of a shop: they waste CPU time and memory, or break it, on purpose. */
export const INSTRUMENT_TESTS = [
  'monolith/src/cpu-slowdown.test.ts',
  'shared-domain/src/adapters/faults/fault-injection.test.ts',
  'shared-domain/src/adapters/flaws/flaws.test.ts',
];

/** Tests of several contexts at once. */
const OF_SEVERAL = ['contexts', 'replicas'].map(
  (name) => `shared-domain/src/adapters/memory/${name}.test.ts`,
);

/** The tests of several contexts at once and the tests with processes: they belong to neither side's packages alone. */
const isOfBothSides = (path: string): boolean =>
  OF_SEVERAL.includes(path) || path.split('/').includes('test');

/**
 * The sources ready to be divided: what the implementations of the contexts are about to leave behind can do without them.
 *
 * The example shop is seeded as the contexts would have written it, by functions of theirs. It keeps a copy of those.
 */
export function readyToDivide(tree: SourceTree): SourceTree {
  const kept = selectFiles(tree, (path) => !isOfBothSides(path) && !INSTRUMENT_TESTS.includes(path));
  const implementations = new Set(CONTEXTS.flatMap((context) => implementationOf(kept, context)));
  const copies = new Map<string, string>();
  const placeOf = (path: string) => {
    if (!implementations.has(path)) return path;
    copies.set(path, SEED + path.split('/').at(-1));
    return copies.get(path) ?? path;
  };
  const result = new Map(kept);
  for (const [path, text] of kept)
    if (path.startsWith(SEED)) result.set(path, rewriteImports(kept, text, path, path, placeOf));
  // A copied module may itself need another one: the loop sees what it adds.
  for (const [path, copy] of copies) {
    result.set(copy, rewriteImports(kept, textOf(kept, path), path, copy, placeOf));
  }
  return result;
}
