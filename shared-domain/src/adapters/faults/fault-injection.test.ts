import { describe, expect, it, vi } from 'vitest';
import { DependencyFailure } from '../../kernel/dependency-failure.ts';
import { offerWith } from '../offer.ts';
import { NO_FAULTS } from './faults.ts';
import { faultyCatalog } from './test-catalog.ts';

const { bites, calls, clear, current, find, inject, reports, rewrite } = faultyCatalog();

describe('a context in which no fault is', () => {
  it('answers as it is', async () => {
    expect(await find({ sku: 'a' })).toEqual({ sku: 'a' });
  });

  it('is untouched where faults are off', () => {
    const operation = { context: 'catalog', method: 'find', pattern: 'catalog.find' };
    expect(NO_FAULTS.interceptor(operation, calls)).toBe(calls);
  });

  it('does not feel those of another one', async () => {
    offerWith(current().injection.interceptor)('orders', { place: calls }, ['place']);
    await inject({ kind: 'fail', share: 1 }, 'orders');
    expect(await find(1)).toBe(1);
    expect(bites()).toEqual([]);
  });
});

describe('a fault', () => {
  it('is armed by the time that it is said to be', async () => {
    await inject({ kind: 'fail', share: 1 });
    expect(reports).toEqual([{ type: 'fault-armed', id: 'f' }]);
    await expect(find(1)).rejects.toThrow(DependencyFailure);
  });

  it('is refused when the context lives elsewhere, or what is asked for makes no sense', async () => {
    await inject({ kind: 'crash' }, 'orders');
    await inject({ kind: 'slow', ms: -1 });
    await inject({ kind: 'crash', ms: 10 });
    await inject({ kind: 'flood' });
    await current().injection.obey({ type: 'fault', id: 'f', context: 'weather', fault: { kind: 'crash' } });
    expect(reports).toHaveLength(5);
    for (const report of reports) expect(report).toMatchObject({ type: 'fault-refused', id: 'f' });
    expect(reports[0]).toMatchObject({ reason: 'orders does not live in this process' });
    expect(reports[1]).toMatchObject({ reason: expect.stringContaining('fault.ms') });
    expect(await find(1)).toBe(1);
  });

  it('is not made of messages that are about something else', async () => {
    for (const message of [
      'all workers are listening',
      undefined,
      { type: 'fault' },
      { type: 'stop', id: '1' },
    ])
      await current().injection.obey(message);
    expect(reports).toEqual([]);
  });

  it('gives way to the next one in its context', async () => {
    await inject({ kind: 'slow', ms: 60_000 });
    const waiting = find('slow');
    await inject({ kind: 'fail', share: 1 });
    expect(await waiting).toBe('slow');
    await expect(find(1)).rejects.toThrow(DependencyFailure);
  });

  it('says when it bites: at once, then once a second, and how often in all when it is cleared', async () => {
    const now = vi.spyOn(Date, 'now');
    await inject({ kind: 'slow', ms: 1 });
    for (const time of [10_000, 10_400, 10_999, 11_000, 11_500]) {
      now.mockReturnValue(time);
      await find(1);
    }
    await clear();
    await clear();
    now.mockRestore();
    const bite = { type: 'fault-bit', context: 'catalog', kind: 'slow' };
    expect(bites()).toEqual([
      { ...bite, count: 1, at: 10_000 },
      { ...bite, count: 4, at: 11_000 },
      { ...bite, count: 5, at: 11_500 },
    ]);
    expect(reports.at(-1)).toEqual({ type: 'fault-cleared', id: 'c' });
  });
});

describe('the edge', () => {
  it('has faults of its own in a process that has one, and contexts do not feel them', async () => {
    await inject({ kind: 'fail', share: 1 }, 'edge');
    expect(reports).toMatchObject([{ type: 'fault-refused', reason: 'edge does not live in this process' }]);
    const obstacle = current().injection.atEdge();
    await obstacle();
    await inject({ kind: 'fail', share: 1 }, 'edge');
    await expect(obstacle()).rejects.toThrow(DependencyFailure);
    expect(await find(1)).toBe(1);
    expect(bites()).toMatchObject([{ context: 'edge', kind: 'fail', count: 1 }]);
    await clear();
    await obstacle();
  });

  it('keeps no data whose writer could be held', async () => {
    current().injection.atEdge();
    await inject({ kind: 'hold-writer', ms: 10 }, 'edge');
    expect(reports).toMatchObject([
      { type: 'fault-refused', reason: expect.stringContaining('no writer to hold') },
    ]);
    expect(rewrite).not.toHaveBeenCalled();
  });

  it('meets nothing where faults are off', () => {
    expect(NO_FAULTS.atEdge()).toBeUndefined();
  });
});
