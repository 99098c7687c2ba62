import { describe, expect, it, vi } from 'vitest';
import { refused } from './result.ts';
import { Saga } from './saga.ts';
import { failing, Log, sagas, scenario, unitOfWork } from './test-sagas.ts';

const { sagaOn } = sagas();

describe('Saga', () => {
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
});
