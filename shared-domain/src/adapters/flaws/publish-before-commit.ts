import { createMemoryOutbox } from '../memory/memory-outbox-and-inbox.ts';
import { MemoryTables } from '../memory/memory-tables.ts';
import { type Flaw, SOUND } from './flaw.ts';

/**
 * An event leaves when it is published, and not when the transaction that it belongs to commits: its outbox is no part of the database, and
 * what waits for a commit does not wait. If the transaction is rolled back, the event tells of what has not happened.
 */
export const publishBeforeCommit: Flaw = {
  ...SOUND,
  database: (database) => ({
    ...database,
    outbox: createMemoryOutbox(new MemoryTables()),
    unitOfWork: {
      write: (work) => database.unitOfWork.write(work),
      afterCommit: (hook) => hook(),
    },
  }),
};
