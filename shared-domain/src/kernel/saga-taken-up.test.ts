import { describe, expect, it, vi } from 'vitest';
import { done } from './result.ts';
import { failing, Log, sagas, scenario } from './test-sagas.ts';

const { sagaOn } = sagas();

describe('several instances with one log', () => {
  /** On a busy machine. */
  const patience = { timeout: 10_000 };

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
