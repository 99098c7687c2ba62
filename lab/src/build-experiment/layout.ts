import type { ProcessSpec } from '../topologies/topology.ts';
import { grow } from './grow.ts';
import { moveModules, packageOf } from './move-modules.ts';
import { CONTEXTS, type ContextName, implementationOf, readyToDivide } from './shop-sources.ts';
import { type SourceTree, selectFiles } from './source-tree.ts';

/** `monolith`: one package holds every context's implementation. `services`: each context is a package of its own. */
export const SIDES = ['monolith', 'services'] as const;
export type Side = (typeof SIDES)[number];

/** One side's code base as files, not yet written anywhere. */
export interface Layout {
  readonly side: Side;
  readonly growth: number;
  readonly tree: SourceTree;
  /** Folders of the packages, each after those that it is built upon. */
  readonly packages: readonly string[];
  /** What runs. */
  readonly processes: readonly ProcessSpec[];
}

/** Where a side keeps the implementation of a context. */
export const homeOf = (side: Side, context: ContextName): string =>
  side === 'monolith' ? `monolith/src/${context}` : `microservices/${context}/src/${context}`;

/**
 * Lays one side's code base out as its best advocate would: the implementation of a context lies with whoever owns it, in the
 * monolith's package or in the service's; kernel, interfaces and adapters are shared.
 *
 * @param shop the working tree; see `SOURCES`
 * @param contextTests a unit test for each context, as it lies beside the implementation
 * @param growth how many times the contexts are in it: all but the first time as generated copies
 */
export function layOut(
  shop: SourceTree,
  contextTests: ReadonlyMap<ContextName, string>,
  side: Side,
  growth: number,
): Layout {
  const own = readyToDivide(
    selectFiles(shop, (path) => !path.startsWith(side === 'monolith' ? 'microservices/' : 'monolith/')),
  );
  const moves = new Map(
    CONTEXTS.flatMap((context) =>
      implementationOf(own, context).map((path) => [path, `${homeOf(side, context)}/${fileName(path)}`]),
    ),
  );
  const tree = new Map(moveModules(own, moves));
  for (const [context, test] of contextTests) tree.set(`${homeOf(side, context)}/${context}.test.ts`, test);
  const grown = grow(tree, side, growth);
  const packages = packagesOf(grown);
  const programs = packages.filter((folder) => grown.has(`${folder}/src/main.ts`));
  const processes = programs.map((folder) => ({ name: fileName(folder), entry: `${folder}/dist/main.js` }));
  return { side, growth, tree: withRoot(grown, packages), packages, processes };
}

/** Service packages refer only to those that come before them here. */
const FOUNDATIONS = ['shared-domain', 'microservices/messaging', 'microservices/chassis'];

function packagesOf(tree: SourceTree): string[] {
  const found = new Set([...tree.keys()].filter((path) => path.includes('/src/')).map(packageOf));
  return [
    ...FOUNDATIONS.filter((folder) => found.has(folder)),
    ...[...found].filter((folder) => !FOUNDATIONS.includes(folder)).toSorted(),
  ];
}

function withRoot(tree: SourceTree, packages: readonly string[]): SourceTree {
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  return new Map([
    ...tree,
    ['package.json', json({ private: true, type: 'module' })],
    ['tsconfig.json', json({ files: [], references: packages.map((path) => ({ path })) })],
    ['vitest.config.mjs', VITEST_CONFIG],
  ]);
}

/**
 * The tests are pure functions and share nothing, so that neither side needs a process, or a fresh copy of every module, for each
 * file. Without that, what a growing number of test files costs would mostly be that.
 */
const VITEST_CONFIG = `const source = { conditions: ['source'] };

export default {
  resolve: source,
  ssr: { resolve: source },
  test: {
    include: ['**/src/**/*.test.ts'],
    pool: 'threads',
    isolate: false,
  },
};
`;

const fileName = (path: string): string => path.split('/').at(-1) ?? path;
