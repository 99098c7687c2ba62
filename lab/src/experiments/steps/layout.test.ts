import { posix } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../host/project-root.ts';
import { readShopSources, type ShopSources } from './code-base.ts';
import { contextsIn, type Layout, layOut, SIDES, type Side } from './layout.ts';
import { CONTEXTS } from './shop-sources.ts';

let shop: ShopSources;
beforeAll(async () => {
  shop = await readShopSources(PROJECT_ROOT);
});
const laidOut = (side: Side, growth: number): Layout => layOut(shop.tree, shop.contextTests, side, growth);

/** Imports of the code base's own modules that lead nowhere. */
function broken({ tree }: Layout): string[] {
  return [...tree].flatMap(([path, text]) =>
    [...text.matchAll(/\bfrom '([^']+)'/g)].flatMap(([, specifier = '']) => {
      const shared = /^@lab\/([\w-]+)\/(.*)$/.exec(specifier);
      const places = ['', 'microservices/', 'contexts/'].map((place) => `${place}${shared?.[1]}`);
      const folder = places.find((place) => tree.has(`${place}/package.json`));
      const target = shared ? `${folder}/src/${shared[2]}.ts` : posix.join(posix.dirname(path), specifier);
      const own = shared !== null || specifier.startsWith('.');
      return own && path.endsWith('.ts') && !tree.has(target) ? [`${path}: ${specifier}`] : [];
    }),
  );
}

/** Lines of the contexts' implementations, their interfaces and what composes them, without tests. */
function linesOf({ tree }: Layout, wanted: RegExp): number {
  const files = [...tree].filter(
    ([path]) => wanted.test(path) && path.endsWith('.ts') && !path.endsWith('.test.ts'),
  );
  return files.reduce((sum, [, text]) => sum + text.split('\n').length - 1, 0);
}

describe.each(SIDES)('the code base of the %s', (side) => {
  it.each([1, 3])('has no import that leads nowhere, ×%d', (growth) => {
    expect(broken(laidOut(side, growth))).toEqual([]);
  });

  it('leaves no implementation of a context in the shared package', () => {
    const { tree } = laidOut(side, 1);
    const shared = [...tree.keys()].filter((path) => /^shared-domain\/src\/(\w+)\//.test(path));
    for (const context of CONTEXTS) {
      const own = shared.filter((path) => path.startsWith(`shared-domain/src/${context}/`));
      expect(own).toEqual([`shared-domain/src/${context}/${context}.ts`]);
    }
  });

  it('has a unit test for every context and copy', () => {
    const tests = [...laidOut(side, 2).tree.keys()].map((path) => path.split('/').at(-1));
    for (const context of CONTEXTS)
      expect(tests).toEqual(expect.arrayContaining([`${context}.test.ts`, `${context}2.test.ts`]));
  });

  it("has so many times the contexts' code", () => {
    const contexts =
      /^shared-domain\/src\/(catalog|inventory|payments|orders|notifications|recommendations)\d*\/|(catalog|inventory|payments|orders|notifications|recommendations)\d*\/src\/|^monolith\/src\/(catalog|inventory|payments|orders|notifications|recommendations)\d*\//;
    expect(linesOf(laidOut(side, 4), contexts)).toBe(4 * linesOf(laidOut(side, 1), contexts));
  });
});

it('has every context in a package: all in one of the monolith, or each in one of its own', () => {
  const perPackage = (side: Side) => {
    const layout = laidOut(side, 3);
    expect(contextsIn(layout, layout.packages)).toBe(3 * CONTEXTS.length);
    return layout.packages.map((folder) => {
      // The seed keeps copies of some functions.
      const implementations = [...layout.tree.keys()]
        .filter((path) => !path.includes('/seed/'))
        .map((path) => (path.startsWith(`${folder}/`) ? /\/([a-z]+)\d*-service\.ts$/.exec(path)?.[1] : ''))
        .filter((name) => CONTEXTS.some((context) => context === name));
      const counted = contextsIn(layout, [folder]);
      // What is counted is there.
      expect(implementations).toHaveLength(counted);
      return counted;
    });
  };
  expect(perPackage('monolith')).toEqual([0, 18]);
  for (const side of ['monolith-packages', 'services'] as const)
    expect(new Set(perPackage(side))).toEqual(new Set([0, 1]));
});

it('is one package for the monolith, or one for each of its contexts, or one for every service', () => {
  expect(laidOut('monolith', 4).packages).toEqual(['shared-domain', 'monolith']);
  const divided = laidOut('monolith-packages', 2);
  expect(divided.packages).toHaveLength(2 + 2 * CONTEXTS.length);
  expect(divided.processes.map(({ name }) => name)).toEqual(['monolith']);
  expect(divided.tree.get('monolith/tsconfig.json')).toContain('../contexts/catalog2');
  const { packages, processes } = laidOut('services', 2);
  expect(packages.slice(0, 3)).toEqual(['shared-domain', 'microservices/messaging', 'microservices/chassis']);
  expect(packages).toHaveLength(3 + 1 + 2 * CONTEXTS.length);
  expect(processes.map(({ name }) => name)).toEqual(expect.arrayContaining(['gateway', 'orders', 'orders2']));
  expect(processes).toHaveLength(1 + 2 * CONTEXTS.length);
});
