import { afterEach } from 'vitest';
import type { BusinessProcess, Step } from './business-process.ts';
import { done } from './result.ts';
import { Saga, type SagaOptions } from './saga.ts';
import type { Claim, Driver, Lease, SagaLog, SagaRecord } from './saga-log.ts';

/** What tests of sagas have in common. */

interface Context {
  readonly id: string;
}

/** A saga log that survives its process: a second `Saga` on the same log is the process's next life, or another instance. */
export class Log implements SagaLog {
  readonly rows = new Map<string, { readonly saga: SagaRecord; readonly lease: Lease }>();
  readonly writes: string[] = [];

  async begin(saga: SagaRecord, lease: Lease) {
    this.rows.set(saga.id, { saga, lease });
  }
  async advance(
    { id, ...progress }: Pick<SagaRecord, 'id' | 'position' | 'direction' | 'refusal'>,
    by: Driver,
  ) {
    const row = this.#held(id, by);
    if (!row) return false;
    this.writes.push(`${progress.direction} ${progress.position}`);
    this.rows.set(id, { ...row, saga: { ...row.saga, ...progress } });
    return true;
  }
  async end(id: string, by: Driver) {
    return this.#held(id, by) !== undefined && this.rows.delete(id);
  }
  async renew(ids: readonly string[], lease: Lease, now: number) {
    for (const id of ids) {
      const row = this.#held(id, { owner: lease.owner, now });
      if (row) this.rows.set(id, { ...row, lease });
    }
  }
  async release(owners: string, but?: string) {
    for (const [id, { saga, lease }] of this.rows)
      if (lease.owner.startsWith(owners) && lease.owner !== but)
        this.rows.set(id, { saga, lease: { ...lease, until: 0 } });
  }
  /** As after a long SIGSTOP, or while somebody else has kept the log from being written. */
  endLeases() {
    for (const [id, row] of this.rows) this.rows.set(id, { ...row, lease: { ...row.lease, until: 0 } });
  }
  async takeOver(lease: Lease, { now, except, most }: Claim) {
    const free = [...this.rows.values()]
      .filter((row) => row.lease.until <= now && !except.includes(row.saga.id))
      .slice(0, most);
    for (const { saga } of free) this.rows.set(saga.id, { saga, lease });
    return free.map(({ saga }) => saga);
  }
  async claim(id: string, from: string, lease: Lease) {
    const row = this.rows.get(id);
    if (row?.lease.owner !== from) return undefined;
    this.rows.set(id, { ...row, lease });
    return row.saga;
  }
  async idsOf(owner: string, most: number) {
    const rows = [...this.rows.values()].filter(({ lease }) => lease.owner === owner);
    return rows.slice(0, most).map(({ saga }) => saga.id);
  }
  async open() {
    return this.rows.size;
  }
  #held(id: string, { owner, now }: Driver) {
    const row = this.rows.get(id);
    return row?.lease.owner === owner && row.lease.until > now ? row : undefined;
  }
}

export const unitOfWork = {
  write: <T>(work: () => Promise<T>) => work(),
  afterCommit: (hook: () => void) => hook(),
};

export type Script = Record<string, (context: Context) => Promise<Awaited<ReturnType<Step<Context>['run']>>>>;

/** reserve → charge → confirm (local, pivot) → commit, each doing what the script says and nothing by default. */
export function scenario(script: Script = {}) {
  const trace: string[] = [];
  const begun = new Set<string>();
  const step = (name: string, more: Partial<Step<Context>> = {}): Step<Context> => ({
    name,
    run: async (context) => {
      trace.push(name);
      return (await script[name]?.(context)) ?? done;
    },
    ...more,
  });
  const undoable = (name: string) =>
    step(name, {
      undo: async (context) => {
        trace.push(`undo ${name}`);
        await script[`undo ${name}`]?.(context);
      },
    });
  const businessProcess: BusinessProcess<Context> = {
    name: 'place',
    steps: [
      undoable('reserve'),
      undoable('charge'),
      step('confirm', { local: true, pivot: true }),
      step('commit'),
    ],
    begin: async ({ id }) => !begun.has(id) && Boolean(begun.add(id)),
    refused: async (_context, { code }) => void trace.push(`refused ${code}`),
  };
  return { businessProcess, trace };
}

/** Opens sagas for the tests of the file that calls it, and stops them after each. */
export function sagas() {
  const open: Saga[] = [];
  afterEach(() => Promise.all(open.splice(0).map((saga) => saga.stop())));
  return {
    sagaOn(log: Log, options: Partial<SagaOptions> = {}): Saga {
      const saga = new Saga({ unitOfWork, log, instance: 'orders', retry: { base: 1, cap: 2 }, ...options });
      open.push(saga);
      return saga;
    },
    /** As after a kill: nobody stops it. */
    leave(saga: Saga): void {
      open.splice(open.indexOf(saga), 1);
    },
  };
}

/** A step that gives no answer so many times. */
export const failing = (times: number) => async () => {
  if (times-- > 0) throw new Error('no answer');
  return done;
};
