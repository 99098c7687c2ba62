import type { SagaLog, SagaRecord } from '../../kernel/saga-log.ts';
import type { MemoryTables } from './memory-tables.ts';

export function createMemorySagaLog(tables: MemoryTables): SagaLog {
  const sagas = tables.table<SagaRecord>();
  return {
    begin: (saga) => tables.change(() => sagas.insert(saga.id, saga)),

    advance: ({ id, position, direction, refusal }) =>
      tables.change(() => {
        const saga = sagas.get(id);
        if (saga) sagas.set(id, { ...saga, position, direction, refusal });
      }),

    end: (id) => tables.change(() => sagas.delete(id)),

    unfinished: async () => sagas.all().sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1)),
  };
}
