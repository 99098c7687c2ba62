import { describe, expect, it, vi } from 'vitest';
import { refused } from './result.ts';
import { failing, Log, type Script, sagas, scenario, unitOfWork } from './test-sagas.ts';

const { sagaOn } = sagas();

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
