import { expect, it } from 'vitest';
import { moveModules } from './move-modules.ts';
import { replaceOnce } from './source-tree.ts';

const tree = new Map([
  ['shared-domain/src/kernel/money.ts', 'export const euros = 1;\n'],
  ['shared-domain/src/tea/tea.ts', "import { euros } from '../kernel/money.ts';\n"],
  [
    'shared-domain/src/tea/tea-service.ts',
    "import { readFile } from 'node:fs';\nimport { euros } from '../kernel/money.ts';\nimport type { Tea } from './tea.ts';\nimport { brew } from './brew.ts';\n",
  ],
  ['shared-domain/src/tea/brew.ts', 'export const brew = 1;\n'],
  ['monolith/src/modules/tea.module.ts', "import { createTea } from '@lab/shared-domain/tea/tea-service';\n"],
]);
const moves = new Map([
  ['shared-domain/src/tea/tea-service.ts', 'monolith/src/tea/tea-service.ts'],
  ['shared-domain/src/tea/brew.ts', 'monolith/src/tea/brew.ts'],
]);

it('lets a moved module name what it named before', () => {
  expect(moveModules(tree, moves).get('monolith/src/tea/tea-service.ts')).toBe(
    "import { readFile } from 'node:fs';\nimport { euros } from '@lab/shared-domain/kernel/money';\nimport type { Tea } from '@lab/shared-domain/tea/tea';\nimport { brew } from './brew.ts';\n",
  );
});

it('lets others name a moved module', () => {
  const moved = moveModules(tree, moves);
  expect(moved.get('monolith/src/modules/tea.module.ts')).toBe(
    "import { createTea } from '../tea/tea-service.ts';\n",
  );
  expect(moved.has('shared-domain/src/tea/tea-service.ts')).toBe(false);
  expect(moved.get('shared-domain/src/tea/tea.ts')).toBe(tree.get('shared-domain/src/tea/tea.ts'));
});

it('refuses to have the shared package import from one of its users', () => {
  const user = new Map([
    ...tree,
    ['shared-domain/src/seed/seed.ts', "import { brew } from '../tea/brew.ts';\n"] as const,
  ]);
  expect(() => moveModules(user, moves)).toThrow(/seed\.ts would import monolith\/src\/tea\/brew\.ts/);
});

it('replaces a place that is there once, and nothing else', () => {
  expect(replaceOnce('a(b) c', '(b)', '$&!', 'x.ts')).toBe('a$&! c');
  expect(() => replaceOnce('a b', 'c', 'd', 'x.ts')).toThrow(
    'x.ts was expected to hold c once, and holds it 0 times',
  );
  expect(() => replaceOnce('a a', 'a', 'b', 'x.ts')).toThrow('2 times');
});
