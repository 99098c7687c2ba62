import type { Driver, Lease, SagaLog, SagaRecord } from '../../kernel/saga-log.ts';
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
  /** Who has let his lease end has it no more. */
  const held = (id: string, { owner, now }: Driver): Row | undefined => {
    const row = owned(id, owner);
    return row && row.lease.until > now ? row : undefined;
  };
  return {
    begin: (saga, lease) => tables.change(() => sagas.insert(saga.id, { saga, lease })),

    advance: ({ id, position, direction, refusal }, by) =>
      tables.change(() => {
        const row = held(id, by);
        if (row) sagas.set(id, { ...row, saga: { ...row.saga, position, direction, refusal } });
        return row !== undefined;
      }),

    end: (id, by) =>
      tables.change(() => {
        const row = held(id, by);
        if (row) sagas.delete(id);
        return row !== undefined;
      }),

    renew: (ids, lease, now) =>
      tables.change(() => {
        for (const id of ids) {
          const row = held(id, { owner: lease.owner, now });
          if (row) sagas.set(id, { ...row, lease });
        }
      }),

    release: (owners, but) =>
      tables.change(() => {
        for (const { saga, lease } of sagas.all())
          if (lease.owner.startsWith(owners) && lease.owner !== but)
            sagas.set(saga.id, { saga, lease: { ...lease, until: 0 } });
      }),

    takeOver: (lease, { now, except, most }) =>
      tables.change(() => {
        const free = sagas
          .all()
          .filter((row) => row.lease.until <= now && !except.includes(row.saga.id))
          .sort((a, b) => a.lease.until - b.lease.until || oldestFirst(a.saga, b.saga))
          .map(({ saga }) => saga)
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
