import { createMemorySagaLog } from '../memory/memory-saga-log.ts';
import { MemoryTables } from '../memory/memory-tables.ts';
import { type Flaw, SOUND } from './flaw.ts';

/** Where a saga stands its process knows, and no database does: what is under way when it dies, nobody takes up. */
export const noLog: Flaw = {
  ...SOUND,
  database: (database) => ({ ...database, sagaLog: createMemorySagaLog(new MemoryTables()) }),
};
