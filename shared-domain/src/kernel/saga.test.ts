import { afterEach, describe, expect, it, vi } from 'vitest';
import type { BusinessProcess, Step } from './business-process.ts';
import { currentCall, inCall } from './call-context.ts';
import { Overtaken } from './overtaken.ts';
import { done, refused } from './result.ts';
import { Saga, type SagaOptions } from './saga.ts';
import type { Claim, Driver, Lease, SagaLog, SagaRecord } from './saga-log.ts';

interface Context {
  readonly id: string;
}

/** A saga log that survives its process: a second `Saga` on the same log is the process's next life, or another instance. */
class Log implements SagaLog {
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

const unitOfWork = {
  write: <T>(work: () => Promise<T>) => work(),
  afterCommit: (hook: () => void) => hook(),
};

type Script = Record<string, (context: Context) => Promise<Awaited<ReturnType<Step<Context>['run']>>>>;

/** reserve → charge → confirm (local, pivot) → commit, each doing what the script says and nothing by default. */
function scenario(script: Script = {}) {
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

const sagas: Saga[] = [];
function sagaOn(log: Log, options: Partial<SagaOptions> = {}): Saga {
  const saga = new Saga({ unitOfWork, log, instance: 'orders', retry: { base: 1, cap: 2 }, ...options });
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
    expect(log.rows.size).toBe(0);
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
    expect(outcome).toMatchObject({ status: 'refused', refusal: { code: 'no-answer' } });
    expect(trace.slice(-3)).toEqual(['undo charge', 'undo reserve', 'refused no-answer']);
  });

  it('never turns round after the pivot, however long the last step fails', async () => {
    const { businessProcess, trace } = scenario({ commit: failing(20) });
    const log = new Log();
    const saga = sagaOn(log, { giveUpAfterMs: 0 });
    expect(await saga.executorOf(businessProcess)('1', { id: '1' })).toEqual({ status: 'completed' });
    await vi.waitFor(() => expect(log.rows.size).toBe(0), { timeout: 5_000 });
    expect(trace.filter((name) => name === 'commit')).toHaveLength(21);
    expect(trace).not.toContain('undo charge');
  });

  it('answers when the process is decided, and finishes behind the answer', async () => {
    const log = new Log();
    let release: (result: typeof done) => void = () => undefined;
    const { businessProcess, trace } = scenario({
      commit: () =>
        new Promise((resolve) => {
          release = resolve;
        }),
    });
    expect(await sagaOn(log).executorOf(businessProcess)('1', { id: '1' })).toEqual({ status: 'completed' });
    await vi.waitFor(() => expect(trace.at(-1)).toBe('commit'));
    expect(log.rows.size, 'the last step is still under way').toBe(1);
    release(done);
    await vi.waitFor(() => expect(log.rows.size).toBe(0));
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
    await vi.waitFor(() => expect(log.rows.size).toBe(0));
  });

  it('has its steps know who has asked, and not how long he waits', async () => {
    let seen: unknown;
    const { businessProcess } = scenario({
      charge: async () => {
        seen = currentCall();
        return done;
      },
    });
    const call = { correlationId: 'c', token: 'signed', deadline: Date.now() + 10_000 };
    await inCall(call, () => sagaOn(new Log()).executorOf(businessProcess)('1', { id: '1' }));
    expect(seen).toMatchObject({ correlationId: 'c', token: 'signed', deadline: undefined });
  });

  it('ends, whichever of its steps the process was killed at, and each step takes effect', async () => {
    for (const killedAt of ['reserve', 'charge', 'confirm', 'commit']) {
      const log = new Log();
      const killed = scenario({ [killedAt]: () => new Promise(() => {}) });
      // A step that hangs for ever is what a killed process leaves: a log that says the step is under way.
      void new Saga({ unitOfWork, log, instance: 'orders' }).executorOf(killed.businessProcess)('1', {
        id: '1',
      });
      await vi.waitFor(() => expect(killed.trace.at(-1)).toBe(killedAt));

      const next = scenario();
      const saga = sagaOn(log);
      saga.executorOf(next.businessProcess);
      expect(await saga.resume()).toBe(1);
      await vi.waitFor(() => expect(log.rows.size).toBe(0));
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
    void new Saga({ unitOfWork, log, instance: 'orders' }).executorOf(killed.businessProcess)('1', {
      id: '1',
    });
    await vi.waitFor(() => expect(killed.trace.at(-1)).toBe('undo reserve'));

    const next = scenario();
    const saga = sagaOn(log);
    saga.executorOf(next.businessProcess);
    await saga.resume();
    await vi.waitFor(() => expect(log.rows.size).toBe(0));
    expect(next.trace).toEqual(['undo reserve', 'refused insufficient-funds']);
  });

  it('stops between attempts and leaves the rest to the next life', async () => {
    const log = new Log();
    const saga = sagaOn(log);
    const { businessProcess } = scenario({ charge: failing(Number.POSITIVE_INFINITY) });
    const outcome = saga.executorOf(businessProcess)('1', { id: '1' });
    await saga.stop();
    expect(await outcome).toEqual({ status: 'pending' });
    expect(log.rows.size).toBe(1);
  });

  it('refuses to resume what it does not know', async () => {
    const log = new Log();
    await log.begin(
      {
        id: 'x:1',
        businessProcess: 'x',
        context: {},
        position: 0,
        direction: 'forward',
        refusal: null,
        startedAt: 0,
      },
      { owner: 'orders/1', until: 0 },
    );
    await expect(sagaOn(log).resume()).rejects.toThrow('unknown business process');
  });

  it('undoes a step that refused after an attempt that gave no answer: that one may have happened, or still may', async () => {
    let attempts = 0;
    const { businessProcess, trace } = scenario({
      charge: async () => {
        attempts += 1;
        if (attempts === 1) throw new Error('no answer');
        return refused('insufficient-funds', '');
      },
    });
    await sagaOn(new Log()).executorOf(businessProcess)('1', { id: '1' });
    expect(trace.slice(2)).toEqual(['charge', 'undo charge', 'undo reserve', 'refused insufficient-funds']);
  });

  it('has all its patience in the next life: what nobody drives is not tried', async () => {
    const log = new Log();
    const killed = scenario({ charge: () => new Promise(() => {}) });
    void new Saga({ unitOfWork, log, instance: 'orders' }).executorOf(killed.businessProcess)('1', {
      id: '1',
    });
    await vi.waitFor(() => expect(killed.trace.at(-1)).toBe('charge'));
    // It was down for a minute.
    for (const [id, { saga, lease }] of log.rows)
      log.rows.set(id, { saga: { ...saga, startedAt: saga.startedAt - 60_000 }, lease });

    const next = scenario({ charge: failing(3) });
    const saga = sagaOn(log);
    saga.executorOf(next.businessProcess);
    await saga.resume();
    await vi.waitFor(() => expect(log.rows.size).toBe(0));
    expect(next.trace.slice(-3)).toEqual(['charge', 'confirm', 'commit']);
  });

  it('undoes a step that refuses in the next life: it may have been tried in this one', async () => {
    const log = new Log();
    const killed = scenario({ charge: () => new Promise(() => {}) });
    void new Saga({ unitOfWork, log, instance: 'orders' }).executorOf(killed.businessProcess)('1', {
      id: '1',
    });
    await vi.waitFor(() => expect(killed.trace.at(-1)).toBe('charge'));

    const next = scenario({ charge: async () => refused('insufficient-funds', '') });
    const saga = sagaOn(log);
    saga.executorOf(next.businessProcess);
    await saga.resume();
    await vi.waitFor(() => expect(log.rows.size).toBe(0));
    expect(next.trace).toEqual(['charge', 'undo charge', 'undo reserve', 'refused insufficient-funds']);
  });

  it('does not begin what nobody waits for any more', async () => {
    const log = new Log();
    const { businessProcess, trace } = scenario();
    const late = { correlationId: 'c', deadline: Date.now() - 1 };
    const execution = inCall(late, () => sagaOn(log).executorOf(businessProcess)('1', { id: '1' }));
    await expect(execution).rejects.toThrow('was not begun');
    expect([trace, log.rows.size]).toEqual([[], 0]);
  });
});

describe('several instances with one log', () => {
  const leaseMs = 60;
  /** On a busy machine. */
  const patience = { timeout: 10_000 };

  it('leave alone what another one drives, however long that takes', async () => {
    const log = new Log();
    // Long enough for a busy machine to renew it in time.
    const longMs = 10 * leaseMs;
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = scenario({
      charge: async () => {
        await gate;
        return done;
      },
    });
    const outcome = sagaOn(log, { instance: 'a', leaseMs: longMs }).executorOf(slow.businessProcess)('1', {
      id: '1',
    });
    const other = scenario();
    const idle = sagaOn(log, { instance: 'b', leaseMs: longMs });
    idle.executorOf(other.businessProcess);
    await idle.resume();
    const [first] = [...log.rows.values()];
    await vi.waitFor(
      () =>
        expect([...log.rows.values()][0]?.lease.until).toBeGreaterThan(
          (first?.lease.until ?? Number.POSITIVE_INFINITY) + 2 * longMs,
        ),
      { timeout: 20 * longMs },
    );
    release();
    expect(await outcome).toEqual({ status: 'completed' });
    expect(other.trace).toEqual([]);
  });

  it('take over what one that has died has left, without a restart or a new request', async () => {
    const log = new Log();
    const dead = scenario({ charge: () => new Promise(() => {}) });
    const killed = sagaOn(log, { instance: 'a', leaseMs });
    void killed.executorOf(dead.businessProcess)('1', { id: '1' });
    await vi.waitFor(() => expect(dead.trace.at(-1)).toBe('charge'));
    vi.spyOn(log, 'renew').mockImplementation(async (_ids, { owner }) => {
      if (owner.startsWith('a/')) throw new Error('the dead renew nothing');
    });
    const other = scenario();
    const alive = sagaOn(log, { instance: 'b', leaseMs });
    alive.executorOf(other.businessProcess);
    await alive.resume();
    await vi.waitFor(() => expect(log.rows.size).toBe(0));
    expect(other.trace).toEqual(['charge', 'confirm', 'commit']);
    sagas.splice(sagas.indexOf(killed), 1);
  });

  it('stop where one stood still, and was overtaken: nothing is confirmed or published twice', async () => {
    const log = new Log();
    let goOn = () => {};
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const failures: unknown[] = [];
    const stopped = scenario({
      charge: async () => {
        await gate;
        return done;
      },
    });
    const first = sagaOn(log, { instance: 'a', onFailure: ({ error }) => failures.push(error) });
    const outcome = first.executorOf(stopped.businessProcess)('1', { id: '1' });
    await vi.waitFor(() => expect(stopped.trace.at(-1)).toBe('charge'));
    // As after a long SIGSTOP: the lease has ended, and another instance has gone on.
    log.endLeases();
    const other = scenario();
    const second = sagaOn(log, { instance: 'b' });
    second.executorOf(other.businessProcess);
    await second.resume();
    await vi.waitFor(() => expect(log.rows.size).toBe(0));
    goOn();
    expect(await outcome).toEqual({ status: 'pending' });
    expect(other.trace).toEqual(['charge', 'confirm', 'commit']);
    expect(stopped.trace).not.toContain('commit');
    expect(failures).toEqual([expect.any(Overtaken)]);
  });

  /** One that dies as far as its leases are concerned, another one that ends what it has left, and what the first had tried by then. */
  async function overtaken(script: Script, until: string) {
    const log = new Log();
    const failures: unknown[] = [];
    const lost = scenario(script);
    const first = sagaOn(log, {
      ...{ instance: 'a', leaseMs, giveUpAfterMs: 60_000 },
      onFailure: ({ error }) => failures.push(error),
    });
    void first.executorOf(lost.businessProcess)('1', { id: '1' });
    await vi.waitFor(() => expect(lost.trace.at(-1)).toBe(until), patience);
    vi.spyOn(log, 'renew').mockImplementation(async (_ids, { owner }) => {
      if (owner.startsWith('a/')) throw new Error('the log is busy');
    });
    const other = scenario();
    const second = sagaOn(log, { instance: 'b' });
    second.executorOf(other.businessProcess);
    await vi.waitFor(async () => {
      await second.resume();
      expect(log.rows.size).toBe(0);
    }, patience);
    return { trace: lost.trace, other: other.trace, failures };
  }

  it('take no step back more when their lease has ended', async () => {
    let goOn = () => {};
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    let attempts = 0;
    const { trace, other, failures } = await overtaken(
      {
        charge: async () => {
          attempts += 1;
          if (attempts === 1) throw new Error('no answer');
          return refused('insufficient-funds', '');
        },
        'undo charge': async () => {
          await gate;
          return done;
        },
      },
      'undo charge',
    );
    goOn();
    await vi.waitFor(() => expect(failures).toContainEqual(expect.any(Overtaken)), patience);
    expect(trace.at(-1)).toBe('undo charge');
    expect(other).toEqual(['undo charge', 'undo reserve', 'refused insufficient-funds']);
  });

  it('try a step no more when their lease has ended', async () => {
    const { trace, other, failures } = await overtaken(
      { charge: failing(Number.POSITIVE_INFINITY) },
      'charge',
    );
    await vi.waitFor(() => expect(failures).toContainEqual(expect.any(Overtaken)), patience);
    expect(trace.at(-1)).toBe('charge');
    expect(other).toEqual(['charge', 'confirm', 'commit']);
  });

  it('do not take over what they drive themselves, though the leases of that have ended', async () => {
    const log = new Log();
    const context = (each: number) => ({ id: String(each) });
    // One more than is taken up at once: whatever ends has others looked for.
    for (let each = 0; each < 17; each += 1)
      await log.begin(
        {
          ...{ id: `place:${each}`, businessProcess: 'place', context: context(each), position: 0 },
          ...{ direction: 'forward', refusal: null, startedAt: each },
        },
        { owner: 'dead/1', until: 0 },
      );
    const inWork = new Map<string, () => void>();
    const twice: string[] = [];
    let begun = 0;
    const { businessProcess, trace } = scenario({
      reserve: ({ id }) => {
        begun += 1;
        if (inWork.has(id)) twice.push(id);
        return new Promise((resolve) =>
          inWork.set(id, () => {
            inWork.delete(id);
            resolve(done);
          }),
        );
      },
    });
    const saga = sagaOn(log);
    saga.executorOf(businessProcess);
    await saga.resume();
    await vi.waitFor(() => expect(inWork.size).toBe(16), patience);
    log.endLeases();
    inWork.get('15')?.();
    await vi.waitFor(() => expect(begun).toBe(17), patience);
    await vi.waitFor(() => {
      for (const end of inWork.values()) end();
      expect(log.rows.size).toBe(0);
    }, patience);
    expect(twice).toEqual([]);
    // What was lost was driven again, and ended once.
    expect(trace.filter((step) => step === 'commit')).toHaveLength(17);
  });

  it('leave nobody waiting for their leases when they end in good order', async () => {
    const log = new Log();
    const { businessProcess } = scenario({ charge: failing(Number.POSITIVE_INFINITY) });
    const first = sagaOn(log, { instance: 'a' });
    const outcome = first.executorOf(businessProcess)('1', { id: '1' });
    await first.stop();
    await outcome;
    const other = scenario();
    const second = sagaOn(log, { instance: 'b' });
    second.executorOf(other.businessProcess);
    await second.resume();
    await vi.waitFor(() => expect(log.rows.size).toBe(0), patience);
    expect(other.trace.at(-1)).toBe('commit');
  });

  it('take up a few at a time after an outage, until none is left', async () => {
    const log = new Log();
    for (let each = 0; each < 100; each += 1)
      await log.begin(
        {
          id: `place:${each}`,
          businessProcess: 'place',
          context: { id: String(each) },
          position: 0,
          direction: 'forward',
          refusal: null,
          startedAt: Date.now(),
        },
        { owner: 'orders/before', until: Number.MAX_SAFE_INTEGER },
      );
    let [now, most] = [0, 0];
    const { businessProcess, trace } = scenario({
      reserve: async () => {
        now += 1;
        most = Math.max(most, now);
        await new Promise((resolve) => setTimeout(resolve, 1));
        now -= 1;
        return done;
      },
    });
    const saga = sagaOn(log);
    saga.executorOf(businessProcess);
    expect(await saga.resume()).toBe(100);
    await vi.waitFor(() => expect(log.rows.size).toBe(0), { timeout: 10_000 });
    expect(most).toBe(16);
    // None of them was taken up twice.
    expect(trace).toHaveLength(400);
  });

  it('try again a few at a time when what they need has come back, whoever has begun them', async () => {
    let [away, now, most, doneSoFar] = [true, 0, 0, 0];
    const { businessProcess } = scenario({
      reserve: async () => {
        if (away) throw new Error('no answer');
        now += 1;
        most = Math.max(most, now);
        await new Promise((resolve) => setTimeout(resolve, 1));
        now -= 1;
        doneSoFar += 1;
        return done;
      },
    });
    const saga = sagaOn(new Log());
    const execute = saga.executorOf(businessProcess);
    const orders = Array.from({ length: 100 }, (_, each) => execute(String(each), { id: String(each) }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    away = false;
    expect(await Promise.all(orders)).toEqual(Array(100).fill({ status: 'completed' }));
    expect([most <= 16, doneSoFar]).toEqual([true, 100]);
  });
});

describe('accepted business processes', () => {
  /** One that is accepted, and the ids that were announced. */
  function accepting(log: Log, script: Script = {}, most = 10) {
    const announced: string[] = [];
    const acceptance = { of: ['place'], most, announce: async (id: string) => void announced.push(id) };
    const { businessProcess, trace } = scenario(script);
    const saga = sagaOn(log, { acceptance });
    return { saga, execute: saga.executorOf(businessProcess), trace, announced };
  }

  it('are answered before their first step, and carried out by whoever is told', async () => {
    const log = new Log();
    const { saga, execute, trace, announced } = accepting(log);
    expect(await execute('1', { id: '1' })).toEqual({ status: 'pending' });
    expect(await execute('1', { id: '1' })).toEqual({ status: 'already-begun' });
    expect([trace, announced]).toEqual([[], ['1']]);
    await saga.claim('place', '1');
    await saga.carryOut('place', '1');
    expect(trace).toEqual(['reserve', 'charge', 'confirm', 'commit']);
    expect(log.rows.size).toBe(0);
  });

  it('are carried out once, however often that is told', async () => {
    const log = new Log();
    const { saga, execute, trace } = accepting(log);
    await execute('1', { id: '1' });
    const other = accepting(log);
    await saga.claim('place', '1');
    await other.saga.claim('place', '1');
    await Promise.all([other.saga.carryOut('place', '1'), saga.carryOut('place', '1')]);
    await saga.carryOut('place', '1');
    expect([trace.length, other.trace]).toEqual([4, []]);
  });

  it('are left to others by a transaction that does not commit', async () => {
    const log = new Log();
    await accepting(log).execute('1', { id: '1' });
    const { businessProcess, trace } = scenario();
    const saga = sagaOn(log, { unitOfWork: { ...unitOfWork, afterCommit: () => undefined } });
    saga.executorOf(businessProcess);
    await saga.claim('place', '1');
    await saga.carryOut('place', '1');
    expect(trace).toEqual([]);
  });

  it('are taken back when they are refused', async () => {
    const log = new Log();
    const { saga, execute, trace } = accepting(log, {
      charge: async () => refused('insufficient-funds', ''),
    });
    await execute('1', { id: '1' });
    await saga.claim('place', '1');
    await saga.carryOut('place', '1');
    expect(trace).toEqual(['reserve', 'charge', 'undo reserve', 'refused insufficient-funds']);
  });

  it('are refused, and leave nothing, when too many are open', async () => {
    const log = new Log();
    const { execute, announced } = accepting(log, {}, 2);
    await execute('1', { id: '1' });
    await execute('2', { id: '2' });
    await expect(execute('3', { id: '3' })).rejects.toMatchObject({ kind: 'unavailable' });
    expect([log.rows.size, announced]).toEqual([2, ['1', '2']]);
  });

  it('have all their patience when they are taken over from who died with them, or forgot them', async () => {
    const log = new Log();
    const { execute, saga } = accepting(log);
    for (const id of ['claimed', 'forgotten']) await execute(id, { id });
    await saga.claim('place', 'claimed');
    // Nobody has driven them for a quarter of an hour.
    const long = Date.now() - 900_000;
    for (const [id, row] of log.rows)
      log.rows.set(id, { saga: { ...row.saga, startedAt: long }, lease: { ...row.lease, until: 0 } });
    const next = accepting(log, { reserve: failing(3) });
    await next.saga.resume();
    await vi.waitFor(() => expect(log.rows.size).toBe(0));
    expect(next.trace.filter((step) => /commit|refused/.test(step))).toEqual(['commit', 'commit']);
  });

  it('are all carried out in a life that accepts none: nobody would tell of them', async () => {
    const log = new Log();
    const { execute } = accepting(log, {}, 100);
    for (let each = 0; each < 50; each += 1) await execute(String(each), { id: String(each) });
    const next = scenario();
    const saga = sagaOn(log);
    saga.executorOf(next.businessProcess);
    expect(await saga.resume()).toBe(50);
    await vi.waitFor(() => expect(log.rows.size).toBe(0), { timeout: 5_000 });
    expect(next.trace.filter((step) => step === 'commit')).toHaveLength(50);
  });

  it('are not taken up as those of a dead process while they wait for their turn', async () => {
    const log = new Log();
    const { execute, trace } = accepting(log);
    await execute('1', { id: '1' });
    const next = accepting(log);
    await next.saga.resume();
    expect([log.rows.size, trace, next.trace]).toEqual([1, [], []]);
  });
});
