import type { ProcessSpec } from '../../topologies/topology.ts';
import { grow, rename } from './grow.ts';
import { CONTEXT_PACKAGES, moveModules, nameOf, packageOf } from './move-modules.ts';
import { CONTEXTS, type ContextName, implementationOf, readyToDivide } from './shop-sources.ts';
import { type SourceTree, selectFiles, textOf } from './source-tree.ts';
import { SEARCH_REPORTER, SEARCH_REPORTER_FILE } from './tool-outputs.ts';

/**
 * `monolith`: one package holds every context's implementation. `monolith-packages`: each context's is a package, and one process runs
 * all of them. `services`: each context's is the package of a process of its own.
 */
export const SIDES = ['monolith', 'monolith-packages', 'services'] as const;
export type Side = (typeof SIDES)[number];

/** How many contexts have their implementations in these packages; each copy is one. */
export const contextsIn = (
  { side, growth }: Pick<Layout, 'side' | 'growth'>,
  packages: readonly string[],
): number =>
  CONTEXTS.map((context) => `${homeOf(side, context)}/`)
    .flatMap((home) =>
      Array.from({ length: growth }, (_, copy) => (copy === 0 ? home : rename(home, copy + 1))),
    )
    .filter((home) => packages.includes(packageOf(home))).length;

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
export function homeOf(side: Side, context: ContextName): string {
  switch (side) {
    case 'monolith':
      return `monolith/src/${context}`;
    case 'monolith-packages':
      return `${CONTEXT_PACKAGES}/${context}/src`;
    case 'services':
      return `microservices/${context}/src/${context}`;
  }
}

/**
 * Lays one side's code base out as its best advocate would: the implementation of a context lies with its owner, in the
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
    selectFiles(shop, (path) => !path.startsWith(side === 'services' ? 'monolith/' : 'microservices/')),
  );
  const moves = new Map(
    CONTEXTS.flatMap((context) =>
      implementationOf(own, context).map((path) => [path, `${homeOf(side, context)}/${fileName(path)}`]),
    ),
  );
  const tree = new Map(moveModules(own, moves));
  if (side === 'monolith-packages') for (const [path, text] of contextPackages()) tree.set(path, text);
  for (const [context, test] of contextTests) tree.set(`${homeOf(side, context)}/${context}.test.ts`, test);
  const grown = referToPackages(grow(tree, side, growth));
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

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** What makes a folder for each context a package that others may import from. */
function contextPackages(): [path: string, text: string][] {
  const exported = { source: './src/*.ts', types: './dist/*.d.ts', default: './dist/*.js' };
  return CONTEXTS.map((context) => `${CONTEXT_PACKAGES}/${context}`).flatMap((folder) => [
    [
      `${folder}/package.json`,
      json({ name: nameOf(folder), private: true, type: 'module', exports: { './*': exported } }),
    ],
    [
      `${folder}/tsconfig.json`,
      json({
        extends: '../../tsconfig.base.json',
        compilerOptions: { rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo' },
        include: ['src'],
        exclude: ['src/**/*.test.ts'],
        references: [{ path: '../../shared-domain' }],
      }),
    ],
  ]);
}

/** Has the monolith's package be built after those of the contexts, copies included, where there are any. */
function referToPackages(tree: SourceTree): SourceTree {
  const folders = new Set(
    [...tree.keys()].filter((path) => path.startsWith(`${CONTEXT_PACKAGES}/`)).map(folderOf),
  );
  if (folders.size === 0) return tree;
  const path = 'monolith/tsconfig.json';
  const config = JSON.parse(textOf(tree, path)) as { references: { path: string }[] };
  const references = [
    ...config.references,
    ...[...folders].toSorted().map((folder) => ({ path: `../${folder}` })),
  ];
  return new Map([...tree, [path, json({ ...config, references })]]);
}

const folderOf = (path: string): string => path.split('/').slice(0, 2).join('/');

function withRoot(tree: SourceTree, packages: readonly string[]): SourceTree {
  return new Map([
    ...tree,
    ['package.json', json({ private: true, type: 'module' })],
    ['tsconfig.json', json({ files: [], references: packages.map((path) => ({ path })) })],
    ['vitest.config.mjs', VITEST_CONFIG],
    [SEARCH_REPORTER_FILE, SEARCH_REPORTER],
  ]);
}

/**
 * The tests are pure functions and share nothing, so that neither side needs a process, or a fresh copy of every module, for each
 * file. Without that, what a growing number of test files costs would mostly be that. The timeout ends what hangs. A busy machine is
 * slow, and no reason to call a change wrong.
 */
const VITEST_CONFIG = `const source = { conditions: ['source'] };

export default {
  resolve: source,
  ssr: { resolve: source },
  test: {
    include: ['**/src/**/*.test.ts'],
    pool: 'threads',
    isolate: false,
    testTimeout: 60_000,
  },
};
`;

const fileName = (path: string): string => path.split('/').at(-1) ?? path;
