import { describe, expect, it, vi } from 'vitest';
import { PartRestarts, stillDown } from './part-restarts.ts';
import type { Restart } from './topology.ts';

const exit = { code: null, signal: 'SIGKILL' as const };

function heardBy({ supervised }: { supervised: boolean }) {
  const restarts: Restart[] = [];
  const fail = vi.fn<(error: Error) => void>();
  const parts = new PartRestarts({ restarts, fail, supervising: () => supervised });
  const says = (type: string, part: string, at: number) =>
    parts.hear({ from: 'monolith', content: { type, part, at, ...(type === 'part-died' && { exit }) } });
  return { restarts, fail, parts, says };
}

describe('the death of a part of a process', () => {
  it('is a restart of its process, complete when the part is ready again', () => {
    const { restarts, says, fail } = heardBy({ supervised: true });
    says('part-died', 'worker-1', 100);
    says('part-died', 'worker-2', 150);
    says('part-started', 'worker-1', 200);
    says('part-ready', 'worker-1', 900);
    expect(restarts).toEqual([
      { process: 'monolith', part: 'worker-1', exit, diedAt: 100, startedAt: 200, readyAt: 900 },
      { process: 'monolith', part: 'worker-2', exit, diedAt: 150 },
    ]);
    says('part-died', 'worker-1', 1_000);
    expect(restarts[0]?.readyAt).toBe(900);
    expect(restarts[2]).toEqual({ process: 'monolith', part: 'worker-1', exit, diedAt: 1_000 });
    expect(fail).not.toHaveBeenCalled();
  });

  it('is the failure of a system that is not supervised', () => {
    const { restarts, says, fail } = heardBy({ supervised: false });
    says('part-died', 'worker-1', 100);
    expect(fail).toHaveBeenCalledWith(new Error('monolith (worker-1) ended with SIGKILL'));
    expect(restarts).toEqual([]);
  });

  it('is the failure of any system, the tenth time within a minute, of the same part', () => {
    const { says, fail } = heardBy({ supervised: true });
    for (let death = 0; death < 9; death += 1) {
      says('part-died', 'worker-1', 1_000 * death);
      says('part-died', 'worker-2', 10_000 * death);
    }
    expect(fail).not.toHaveBeenCalled();
    says('part-died', 'worker-1', 9_000);
    expect(fail).toHaveBeenCalledWith(new Error('monolith (worker-1) dies again and again'));
  });

  it('is not made of what is about something else', () => {
    const { restarts, parts, says } = heardBy({ supervised: true });
    for (const content of ['ready', undefined, { type: 'fault-bit' }, { type: 'part-died', part: 'a' }])
      parts.hear({ from: 'monolith', content });
    says('part-ready', 'worker-1', 5);
    expect(restarts).toEqual([]);
  });
});

describe('who is still down', () => {
  const of = (diedAt: number, more: Partial<Restart> = {}): Restart => ({
    ...{ process: 'monolith', exit, diedAt },
    ...more,
  });

  it('is told by the last death of each', () => {
    const orders = of(2, { process: 'orders' });
    expect(stillDown([of(1), orders, of(3, { readyAt: 4 })])).toEqual([orders]);
    expect(stillDown([of(1, { readyAt: 2 }), of(3)])).toEqual([of(3)]);
  });

  it('is told of each part by itself, until its process dies', () => {
    const [one, two] = [of(1, { part: 'worker-1' }), of(2, { part: 'worker-2' })];
    expect(stillDown([one, two])).toEqual([one, two]);
    expect(stillDown([one, { ...two, readyAt: 5 }])).toEqual([one]);
    expect(stillDown([one, two, of(3, { readyAt: 9 })])).toEqual([]);
    expect(stillDown([of(3, { readyAt: 9 }), one])).toEqual([one]);
  });
});
