import { describe, expect, it, vi } from 'vitest';
import { Overtaken } from './overtaken.ts';
import { done, refused } from './result.ts';
import { failing, Log, type Script, sagas, scenario } from './test-sagas.ts';

const { sagaOn, leave } = sagas();

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
    leave(killed);
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
});
