import { expect, it } from 'vitest';
import { grow, rename } from './grow.ts';

it.each([
  ['createCatalog(catalog)', 'createCatalog3(catalog3)'],
  ['CATALOG_METHODS', 'CATALOG3_METHODS'],
  [
    "import { createOrders } from './orders-service.ts';",
    "import { createOrders3 } from './orders3-service.ts';",
  ],
  ["@MessagePattern('payments.charge')", "@MessagePattern('payments3.charge')"],
  ['microservices/inventory/src/main.ts', 'microservices/inventory3/src/main.ts'],
])('gives a number to every name of a context: %s', (text, renamed) => {
  expect(rename(text, 3)).toBe(renamed);
});

it.each([
  'database.stores.catalog',
  "contexts: ['orders'],",
  "const contexts = ['notifications'] as const;",
  "ServiceParts<'payments'>",
  'payments: readonly Payment[];',
  "settings.ORDERS === 'accepted' ? settings.ORDERS_BACKLOG : 0",
  "type: 'order.confirmed'",
])('leaves alone where data lies: %s', (text) => {
  expect(rename(text, 3)).toBe(text);
});

it('adds the copies beside the originals, and has the monolith load them', () => {
  const tree = new Map([
    ['shared-domain/src/catalog/catalog.ts', 'export interface Catalog {}\n'],
    ['monolith/src/catalog/catalog-service.ts', 'export const createCatalog = 1;\n'],
    [
      'monolith/src/contexts/catalog.module.ts',
      "import { CATALOG } from '@lab/shared-domain/adapters/http/tokens';\nexport class CatalogModule {}\n",
    ],
    ['monolith/src/contexts/contexts.ts', 'export const CONTEXT_MODULES = [CatalogModule];\n'],
  ]);
  expect(grow(tree, 'monolith', 1)).toEqual(tree);
  const grown = grow(tree, 'monolith', 3);
  expect(grown.get('shared-domain/src/catalog3/catalog3.ts')).toBe('export interface Catalog3 {}\n');
  expect(grown.get('monolith/src/contexts/catalog2.module.ts')).toBe(
    "import { CATALOG2 } from './tokens2.ts';\nexport class Catalog2Module {}\n",
  );
  expect(grown.get('monolith/src/contexts/copies.ts')).toContain('[Catalog2Module, Inventory2Module');
  expect(grown.get('monolith/src/contexts/contexts.ts')).toBe(
    "import { COPIES } from './copies.ts';\nexport const CONTEXT_MODULES = [...COPIES, CatalogModule];\n",
  );
  expect(grown.get('shared-domain/src/catalog/catalog.ts')).toBe(
    tree.get('shared-domain/src/catalog/catalog.ts'),
  );
});
