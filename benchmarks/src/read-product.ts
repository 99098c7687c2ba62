import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase } from '@lab/shared-domain/adapters/persistence/database';
import { sku } from '@lab/shared-domain/seed/products';
import { seedDatabase } from '@lab/shared-domain/seed/seed-database';
import { BareConnection } from './bare-sqlite.ts';
import type { Benchmark } from './benchmark.ts';
import { closedLoop } from './closed-loop.ts';
import { PRODUCTS, SEED } from './example-orders.ts';
import { FIGURES } from './selection.ts';

const CONTEXTS = ['catalog'] as const;
const SELECT = 'SELECT sku, name, description, category, amount, currency FROM products WHERE sku = ?';

/** Several at once, as in a server: one alone would mostly measure the way to sqlite3's thread and back. */
const IN_FLIGHT = 8;

/** A product by its sku: through the catalog's store, and with one prepared statement on the same file. */
export function readProduct(workDir: string): Benchmark {
  return {
    id: FIGURES.readProduct,
    counted: 'reads',
    target: 0.5,
    meaning: 'what the catalog store and its connection leave of the speed of one prepared SELECT on sqlite3',
    async open() {
      const file = join(await mkdtemp(join(workDir, 'read-product-')), 'catalog.sqlite');
      const database = await openDatabase({ file, contexts: CONTEXTS });
      await seedDatabase(database, CONTEXTS, SEED);
      const connection = await BareConnection.open(file);
      const select = connection.prepare(SELECT);
      return {
        layered: reading((wanted) => database.stores.catalog.find([wanted])),
        bare: reading((wanted) => select.all<{ sku: string }>(wanted)),
        async close() {
          await select.finalize();
          await connection.close();
          await database.close();
        },
      };
    },
  };
}

function reading(read: (sku: string) => Promise<readonly { readonly sku: string }[]>) {
  let count = 0;
  const one = async () => {
    const wanted = sku(1 + (count++ % PRODUCTS));
    const [found] = await read(wanted);
    if (found?.sku !== wanted) throw new Error(`${wanted} was not found`);
  };
  return (ms: number) => closedLoop(one, { inFlight: IN_FLIGHT, ms });
}
