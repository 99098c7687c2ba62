import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe } from 'vitest';
import { createMemoryDatabase } from '../memory/memory-database.ts';
import { type Database, openDatabase } from '../persistence/database.ts';
import type { StoreTable } from '../persistence/store-table.ts';
import { CONTEXT_NAMES, type Persistence } from '../stores.ts';

interface Opened<D extends Persistence = Persistence> {
  readonly database: D;
  close(): Promise<void>;
}

type Implementations = Readonly<Record<string, () => Promise<Opened>>>;

/** A database in a file of its own, with these stores in the place of the usual ones. */
export async function openInSqlite(stores: Partial<StoreTable> = {}): Promise<Opened<Database>> {
  const folder = await mkdtemp(join(tmpdir(), 'shop-'));
  const database = await openDatabase({ file: join(folder, 'shop.sqlite'), contexts: CONTEXT_NAMES, stores });
  return {
    database,
    async close() {
      await database.close();
      await rm(folder, { recursive: true });
    },
  };
}

const IMPLEMENTATIONS: Implementations = {
  'in memory': async () => ({ database: createMemoryDatabase(), close: async () => undefined }),
  'in SQLite': () => openInSqlite(),
};

/**
 * Runs a suite against every implementation of the stores, each test on an empty database.
 *
 * @param implementations others than the usual ones, for a store that takes the place of one of theirs
 */
export function conformance(
  subject: string,
  suite: (database: () => Persistence) => void,
  implementations: Implementations = IMPLEMENTATIONS,
): void {
  describe.each(Object.entries(implementations))(`${subject} %s`, (_, open) => {
    let opened: Opened;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());
    suite(() => opened.database);
  });
}
