import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe } from 'vitest';
import { createMemoryDatabase } from '../memory/memory-database.ts';
import { openDatabase } from '../persistence/database.ts';
import { MIGRATIONS } from '../persistence/migrations/migrations.ts';
import type { ContextName, Persistence } from '../stores.ts';

interface Opened {
  readonly database: Persistence;
  close(): Promise<void>;
}

const IMPLEMENTATIONS: Readonly<Record<string, () => Promise<Opened>>> = {
  'in memory': async () => ({ database: createMemoryDatabase(), close: async () => undefined }),

  'in SQLite': async () => {
    const folder = await mkdtemp(join(tmpdir(), 'shop-'));
    const contexts = Object.keys(MIGRATIONS) as ContextName[];
    const database = await openDatabase({ file: join(folder, 'shop.sqlite'), contexts });
    return {
      database,
      async close() {
        await database.close();
        await rm(folder, { recursive: true });
      },
    };
  },
};

/** Runs a suite against every implementation of the stores, each test on an empty database. */
export function conformance(subject: string, suite: (database: () => Persistence) => void): void {
  describe.each(Object.entries(IMPLEMENTATIONS))(`${subject} %s`, (_, open) => {
    let opened: Opened;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());
    suite(() => opened.database);
  });
}
