import type { Lease, SagaLog, SagaRecord } from '../../kernel/saga-log.ts';
import type { MemoryTables } from './memory-tables.ts';

interface Row {
  readonly saga: SagaRecord;
  readonly lease: Lease;
}

const oldestFirst = (a: SagaRecord, b: SagaRecord): number =>
  a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1);

export function createMemorySagaLog(tables: MemoryTables): SagaLog {
  const sagas = tables.table<Row>();
  const owned = (id: string, owner: string): Row | undefined => {
    const row = sagas.get(id);
    return row?.lease.owner === owner ? row : undefined;
  };
  return {
    begin: (saga, lease) => tables.change(() => sagas.insert(saga.id, { saga, lease })),

    advance: ({ id, position, direction, refusal }, owner) =>
      tables.change(() => {
        const row = owned(id, owner);
        if (row) sagas.set(id, { ...row, saga: { ...row.saga, position, direction, refusal } });
        return row !== undefined;
      }),

    end: (id, owner) =>
      tables.change(() => {
        const row = owned(id, owner);
        if (row) sagas.delete(id);
        return row !== undefined;
      }),

    renew: (lease) =>
      tables.change(() => {
        for (const row of sagas.all())
          if (row.lease.owner === lease.owner) sagas.set(row.saga.id, { ...row, lease });
      }),

    takeOver: (lease, { now, formerly, most }) =>
      tables.change(() => {
        const free = sagas
          .all()
          .filter(
            ({ lease: { owner, until } }) =>
              until <= now || (formerly !== '' && owner.startsWith(formerly) && owner !== lease.owner),
          )
          .map(({ saga }) => saga)
          .sort(oldestFirst)
          .slice(0, most);
        for (const saga of free) sagas.set(saga.id, { saga, lease });
        return free;
      }),

    claim: (id, from, lease) =>
      tables.change(() => {
        const row = owned(id, from);
        if (row) sagas.set(id, { ...row, lease });
        return row?.saga;
      }),

    idsOf: async (owner, most) =>
      sagas
        .all()
        .filter(({ lease }) => lease.owner === owner)
        .map(({ saga }) => saga)
        .sort(oldestFirst)
        .slice(0, most)
        .map(({ id }) => id),

    open: async () => sagas.all().length,
  };
}
