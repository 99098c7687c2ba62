import { describe, expect, it, vi } from 'vitest';
import { currentCall, inCall } from './call-context.ts';
import { done, refused } from './result.ts';
import { failing, Log, sagas, scenario } from './test-sagas.ts';

const { sagaOn } = sagas();

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

  it('does not begin what nobody waits for any more', async () => {
    const log = new Log();
    const { businessProcess, trace } = scenario();
    const late = { correlationId: 'c', deadline: Date.now() - 1 };
    const execution = inCall(late, () => sagaOn(log).executorOf(businessProcess)('1', { id: '1' }));
    await expect(execution).rejects.toThrow('was not begun');
    expect([trace, log.rows.size]).toEqual([[], 0]);
  });
});
