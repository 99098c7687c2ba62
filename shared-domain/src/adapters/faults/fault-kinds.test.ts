import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, vi } from 'vitest';
import type { Report } from './fault.ts';
import { NO_FAULTS } from './faults.ts';
import { faultyCatalog } from './test-catalog.ts';

const { bites, calls, clear, current, die, ends, find, inject, onFailure, reports, rewrite } =
  faultyCatalog();

/** What of the heap is in use, without what waits to be collected. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

describe('each kind', () => {
  it('crash: the next call dies with its process, after that is known', async () => {
    await inject({ kind: 'crash' });
    expect(die).not.toHaveBeenCalled();
    die.mockImplementation(() => expect(bites()).toMatchObject([{ kind: 'crash', count: 1 }]));
    void find(1);
    await vi.waitFor(() => expect(die).toHaveBeenCalledOnce());
    expect(calls).not.toHaveBeenCalled();
  });

  it('block: the next call keeps the event loop for itself, once', async () => {
    await inject({ kind: 'block', ms: 50 });
    const since = performance.now();
    const timer = delay(1).then(() => performance.now() - since);
    await Promise.all([find(1), find(2)]);
    expect(await timer).toBeGreaterThanOrEqual(50);
    const [bite] = bites();
    expect(bites()).toMatchObject([{ kind: 'block', count: 1 }]);
    expect(ends()).toEqual([
      { type: 'fault-over', context: 'catalog', kind: 'block', at: expect.any(Number) },
    ]);
    expect(reports.indexOf(bite as Report)).toBeLessThan(reports.indexOf(ends()[0] as Report));
    expect(calls).toHaveBeenCalledTimes(2);
  });

  it('leak: every call takes memory of the heap and keeps it, cleared or not', async () => {
    const bytes = 8 * 1024 * 1024;
    await inject({ kind: 'leak', bytes });
    const before = heapInUse();
    for (let call = 0; call < 4; call += 1) await find(call);
    await clear();
    await find('no more');
    const grown = heapInUse() - before;
    expect(grown).toBeGreaterThan(3.5 * bytes);
    expect(grown).toBeLessThan(5.5 * bytes);
    expect(bites().at(-1)).toMatchObject({ kind: 'leak', count: 4 });
  });

  it('slow: every call waits, until it is cleared', async () => {
    await inject({ kind: 'slow', ms: 30 });
    const since = performance.now();
    await Promise.all([find(1), find(2)]);
    // A timer counts in whole milliseconds of another clock, and may seem a little early.
    expect(performance.now() - since).toBeGreaterThan(20);
    await inject({ kind: 'slow', ms: 60_000 });
    const waiting = find(3);
    await clear();
    expect(await waiting).toBe(3);
    expect(await find(4)).toBe(4);
  });

  it.each([
    [0.3, 100, 30],
    [0.5, 20, 10],
    [1, 7, 7],
    [0.01, 200, 2],
  ])('fail: of a share of %d, %d calls lose %d, the same ones each time', async (share, number, failed) => {
    const outcomes = async () => {
      await inject({ kind: 'fail', share });
      return Promise.all(
        Array.from({ length: number }, (_, i) =>
          find(i).catch((error: unknown) => {
            expect(error).toMatchObject({ dependency: 'catalog', kind: 'failed' });
            return 'failed';
          }),
        ),
      );
    };
    const first = await outcomes();
    const lost = first.filter((outcome) => outcome === 'failed').length;
    expect(Math.abs(lost - failed)).toBeLessThanOrEqual(1);
    expect(await outcomes()).toEqual(first);
  });

  it('fail: hits two operations that are called by turns alike', async () => {
    await inject({ kind: 'fail', share: 0.5 });
    const lost = [0, 0];
    for (let call = 0; call < 200; call += 1)
      await find(call).catch(() => {
        lost[call % 2] = (lost[call % 2] ?? 0) + 1;
      });
    for (const count of lost) expect(Math.abs(count - 50)).toBeLessThanOrEqual(2);
  });

  it("hold-writer: a transaction writes the context's data and keeps other writers waiting, not the calls", async () => {
    await inject({ kind: 'hold-writer', ms: 60_000 });
    await vi.waitFor(() => expect(rewrite).toHaveBeenCalledOnce());
    expect(bites()).toMatchObject([{ kind: 'hold-writer', count: 1 }]);
    const written = vi.fn();
    const writing = current().unitOfWork.write(async () => written());
    expect(await find(1)).toBe(1);
    await delay(20);
    expect(written).not.toHaveBeenCalled();
    expect(ends()).toEqual([]);
    await clear();
    await writing;
    expect(written).toHaveBeenCalledOnce();
    expect(ends()).toMatchObject([{ context: 'catalog', kind: 'hold-writer' }]);
  });

  it('hold-writer: lets go by itself when its time is over', async () => {
    const since = performance.now();
    await inject({ kind: 'hold-writer', ms: 30 });
    await current().unitOfWork.write(async () => undefined);
    // A timer counts in whole milliseconds of another clock, and may seem a little early.
    expect(performance.now() - since).toBeGreaterThan(20);
    expect(bites()).toMatchObject([{ kind: 'hold-writer', count: 1 }]);
    expect(ends()).toMatchObject([{ kind: 'hold-writer' }]);
  });

  it('hold: one write stands still after its decision until it is told to go on, calls and later writes do not', async () => {
    const around = current().injection.aroundWrite('catalog');
    await inject({ kind: 'hold', ms: 60_000 });
    const written: string[] = [];
    const write = (what: string) => around(async () => void written.push(what));
    const held = write('held');
    await vi.waitFor(() => expect(bites()).toMatchObject([{ context: 'catalog', kind: 'hold', count: 1 }]));
    expect(await find(1)).toBe(1);
    await write('later');
    expect(written).toEqual(['later']);
    expect(ends()).toEqual([]);
    await clear();
    await held;
    expect(written).toEqual(['later', 'held']);
    expect(ends()).toMatchObject([{ context: 'catalog', kind: 'hold' }]);
  });

  it('hold: is over when the write is, also one that fails', async () => {
    const around = current().injection.aroundWrite('catalog');
    await inject({ kind: 'hold', ms: 1 });
    await expect(around(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect(ends()).toMatchObject([{ kind: 'hold' }]);
  });

  it('hold: is refused where writes do not pass it', async () => {
    await inject({ kind: 'hold', ms: 10 });
    expect(reports).toMatchObject([{ type: 'fault-refused', reason: 'writes of catalog cannot be held' }]);
    expect(await NO_FAULTS.aroundWrite('catalog')(async () => 5)).toBe(5);
  });

  it('hash: keeps the threads busy, and no call waiting that needs none of them', async () => {
    await inject({ kind: 'hash', count: 2 });
    expect(bites()).toMatchObject([{ kind: 'hash', count: 1 }]);
    expect(await find(1)).toBe(1);
    expect(ends()).toEqual([]);
    await vi.waitFor(() => expect(ends()).toMatchObject([{ kind: 'hash' }]), { timeout: 20_000 });
  });

  it('hold-writer: one that cannot be has not bitten', async () => {
    rewrite.mockRejectedValue(new Error('disk full'));
    await inject({ kind: 'hold-writer', ms: 10 });
    await vi.waitFor(() =>
      expect(onFailure).toHaveBeenCalledWith(
        expect.objectContaining({ context: 'catalog', kind: 'hold-writer', error: new Error('disk full') }),
      ),
    );
    expect(bites()).toEqual([]);
    expect(ends()).toEqual([]);
  });
});
