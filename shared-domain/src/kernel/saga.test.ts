import { afterEach, describe, expect, it, vi } from 'vitest';
import type { BusinessProcess, Step } from './business-process.ts';
import { inCall } from './call-context.ts';
import { done, refused } from './result.ts';
import { Saga } from './saga.ts';
import type { SagaLog, SagaRecord } from './saga-log.ts';

interface Context {
  readonly id: string;
}

/** A saga log that survives its process: a second `Saga` on the same log is the process's next life. */
class Log implements SagaLog {
  readonly records = new Map<string, SagaRecord>();
  readonly writes: string[] = [];

  async begin(saga: SagaRecord) {
    this.records.set(saga.id, saga);
  }
  async advance({ id, ...progress }: Pick<SagaRecord, 'id' | 'position' | 'direction' | 'refusal'>) {
    const record = this.records.get(id);
    if (!record) throw new Error(`no saga ${id}`);
    this.writes.push(`${progress.direction} ${progress.position}`);
    this.records.set(id, { ...record, ...progress });
  }
  async end(id: string) {
    this.records.delete(id);
  }
  async unfinished() {
    return [...this.records.values()];
  }
}

const unitOfWork = {
  write: <T>(work: () => Promise<T>) => work(),
  afterCommit: (hook: () => void) => hook(),
};

type Script = Record<string, () => Promise<Awaited<ReturnType<Step<Context>['run']>>>>;

/** reserve → charge → confirm (local, pivot) → commit, each doing what the script says and nothing by default. */
function scenario(script: Script = {}) {
  const trace: string[] = [];
  const begun = new Set<string>();
  const step = (name: string, more: Partial<Step<Context>> = {}): Step<Context> => ({
    name,
    run: async () => {
      trace.push(name);
      return (await script[name]?.()) ?? done;
    },
    ...more,
  });
  const undoable = (name: string) =>
    step(name, {
      undo: async () => {
        trace.push(`undo ${name}`);
        await script[`undo ${name}`]?.();
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

const sagas: Saga[] = [];
function sagaOn(log: Log, options: { giveUpAfterMs?: number; patienceMs?: number } = {}): Saga {
  const saga = new Saga({ unitOfWork, log, retry: { base: 1, cap: 2 }, ...options });
  sagas.push(saga);
  return saga;
}
afterEach(() => Promise.all(sagas.splice(0).map((saga) => saga.stop())));

const failing = (times: number) => async () => {
  if (times-- > 0) throw new Error('no answer');
  return done;
};

describe('Saga', () => {
  it('runs every step and forgets itself', async () => {
    const log = new Log();
    const { businessProcess, trace } = scenario();
    expect(await sagaOn(log).executorOf(businessProcess)('1', { id: '1' })).toEqual({ status: 'completed' });
    expect(trace).toEqual(['reserve', 'charge', 'confirm', 'commit']);
    expect(log.records.size).toBe(0);
  });

  it('writes its progress together with the local step that follows', async () => {
    const log = new Log();
    await sagaOn(log).executorOf(scenario().businessProcess)('1', { id: '1' });
    expect(log.writes).toEqual(['forward 1', 'forward 3']);
  });

  it('undoes the steps before a refusal, in reverse order, but not the one that refused', async () => {
    const { businessProcess, trace } = scenario({ charge: async () => refused('insufficient-funds', '') });
    const outcome = await sagaOn(new Log()).executorOf(businessProcess)('1', { id: '1' });
    expect(outcome).toMatchObject({ status: 'refused', refusal: { code: 'insufficient-funds' } });
    expect(trace).toEqual(['reserve', 'charge', 'undo reserve', 'refused insufficient-funds']);
  });

  it('tries a step again that threw', async () => {
    const { businessProcess, trace } = scenario({ charge: failing(3) });
    expect(await sagaOn(new Log()).executorOf(businessProcess)('1', { id: '1' })).toEqual({
      status: 'completed',
    });
    expect(trace.filter((name) => name === 'charge')).toHaveLength(4);
  });

  it('takes back a step that never answered, because it may have happened', async () => {
    const { businessProcess, trace } = scenario({ charge: failing(Number.POSITIVE_INFINITY) });
    const outcome = await sagaOn(new Log(), { giveUpAfterMs: 20 }).executorOf(businessProcess)('1', {
      id: '1',
    });
    expect(outcome).toMatchObject({ status: 'refused', refusal: { code: 'service-unavailable' } });
    expect(trace.slice(-3)).toEqual(['undo charge', 'undo reserve', 'refused service-unavailable']);
  });

  it('never turns round after the pivot, however long the last step fails', async () => {
    const { businessProcess, trace } = scenario({ commit: failing(20) });
    expect(
      await sagaOn(new Log(), { giveUpAfterMs: 0 }).executorOf(businessProcess)('1', { id: '1' }),
    ).toEqual({
      status: 'completed',
    });
    expect(trace).not.toContain('undo charge');
  });

  it('begins a business process once', async () => {
    const saga = sagaOn(new Log());
    const { businessProcess, trace } = scenario();
    await saga.executorOf(businessProcess)('1', { id: '1' });
    expect(await saga.executorOf(businessProcess)('1', { id: '1' })).toEqual({ status: 'already-begun' });
    expect(trace.filter((name) => name === 'reserve')).toHaveLength(1);
  });

  it("answers `pending` at the caller's deadline and goes on", async () => {
    const log = new Log();
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { businessProcess } = scenario({
      charge: async () => {
        await gate;
        return done;
      },
    });
    const call = { correlationId: 'c', deadline: Date.now() + 170 };
    expect(await inCall(call, () => sagaOn(log).executorOf(businessProcess)('1', { id: '1' }))).toEqual({
      status: 'pending',
    });
    release();
    await vi.waitFor(() => expect(log.records.size).toBe(0));
  });

  it('ends, whichever of its steps the process was killed at, and each step takes effect', async () => {
    for (const killedAt of ['reserve', 'charge', 'confirm', 'commit']) {
      const log = new Log();
      const killed = scenario({ [killedAt]: () => new Promise(() => {}) });
      // A step that hangs for ever is what a killed process leaves: a log that says the step is under way.
      void new Saga({ unitOfWork, log }).executorOf(killed.businessProcess)('1', { id: '1' });
      await vi.waitFor(() => expect(killed.trace.at(-1)).toBe(killedAt));

      const next = scenario();
      const saga = sagaOn(log);
      saga.executorOf(next.businessProcess);
      expect(await saga.resume()).toBe(1);
      await vi.waitFor(() => expect(log.records.size).toBe(0));
      expect([...new Set([...killed.trace, ...next.trace])]).toEqual([
        'reserve',
        'charge',
        'confirm',
        'commit',
      ]);
      expect(next.trace.at(-1)).toBe('commit');
    }
  });

  it('goes on going back, when it was killed on the way back', async () => {
    const log = new Log();
    const refusing = { charge: async () => refused('insufficient-funds', 'too poor') };
    const killed = scenario({ ...refusing, 'undo reserve': () => new Promise(() => {}) });
    void new Saga({ unitOfWork, log }).executorOf(killed.businessProcess)('1', { id: '1' });
    await vi.waitFor(() => expect(killed.trace.at(-1)).toBe('undo reserve'));

    const next = scenario();
    const saga = sagaOn(log);
    saga.executorOf(next.businessProcess);
    await saga.resume();
    await vi.waitFor(() => expect(log.records.size).toBe(0));
    expect(next.trace).toEqual(['undo reserve', 'refused insufficient-funds']);
  });

  it('stops between attempts and leaves the rest to the next life', async () => {
    const log = new Log();
    const saga = sagaOn(log);
    const { businessProcess } = scenario({ charge: failing(Number.POSITIVE_INFINITY) });
    const outcome = saga.executorOf(businessProcess)('1', { id: '1' });
    await saga.stop();
    expect(await outcome).toEqual({ status: 'pending' });
    expect(log.records.size).toBe(1);
  });

  it('refuses to resume what it does not know', async () => {
    const log = new Log();
    await log.begin({
      id: 'x:1',
      businessProcess: 'x',
      context: {},
      position: 0,
      direction: 'forward',
      refusal: null,
      startedAt: 0,
    });
    await expect(sagaOn(log).resume()).rejects.toThrow('unknown business process');
  });
});
