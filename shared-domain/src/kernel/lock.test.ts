import { describe, expect, it } from 'vitest';
import { DependencyFailure } from './dependency-failure.ts';
import { FifoLock } from './fifo-lock.ts';
import { type Held, holding, type Lock, queued } from './lock.ts';

/** A lock within this process, which counts how often it is asked. */
function localLock() {
  const holders = new Map<string, FifoLock>();
  let token = 0;
  const asked: string[] = [];
  const lock: Lock = {
    async acquire(name, patienceMs) {
      asked.push(name);
      const holder = holders.get(name) ?? new FifoLock();
      holders.set(name, holder);
      await holder.acquire(Math.max(0, patienceMs), () => new Error(`${name} is taken`));
      token += 1;
      const held: Held = { token, lost: () => false, release: async () => holder.release() };
      return held;
    },
    close: async () => undefined,
  };
  return { lock, asked };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('work under a lock', () => {
  it('takes names once and in one order, whatever the order in which they are given', async () => {
    const { lock, asked } = localLock();
    await holding(lock, ['b', 'a', 'b'], 100, async (held) => expect([...held.keys()]).toEqual(['a', 'b']));
    expect(asked).toEqual(['a', 'b']);
  });

  it('is alone, and each holder has a greater token', async () => {
    const { lock } = localLock();
    const tokens: number[] = [];
    let inside = 0;
    let most = 0;
    const work = async (held: ReadonlyMap<string, Held>) => {
      inside += 1;
      most = Math.max(most, inside);
      await turn();
      tokens.push(held.get('a')?.token ?? 0);
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 5 }, () => holding(lock, ['a'], 1_000, work)));
    expect(most).toBe(1);
    expect(tokens).toEqual([1, 2, 3, 4, 5]);
  });

  it('gives everything back when it fails, and when one of its names is not to be had', async () => {
    const { lock } = localLock();
    const broken = holding(lock, ['a'], 100, () => Promise.reject(new Error('broken')));
    await expect(broken).rejects.toThrow('broken');
    const taken = await lock.acquire('b', 100);
    let begun = false;
    const waiting = holding(lock, ['a', 'b'], 20, async () => {
      begun = true;
    });
    await expect(waiting).rejects.toThrow('b is taken');
    expect(begun).toBe(false);
    await taken.release();
    await holding(lock, ['a', 'b'], 20, async () => undefined);
  });
});

describe('a queue before a lock', () => {
  it('lets one caller of a name contend at a time, in order, and others of another name pass', async () => {
    const { lock, asked } = localLock();
    const queue = queued(lock);
    const first = await queue.acquire('a', 1_000);
    const order: string[] = [];
    const next = queue.acquire('a', 1_000).then((held) => {
      order.push('second');
      return held.release();
    });
    const last = queue.acquire('a', 1_000).then((held) => {
      order.push('third');
      return held.release();
    });
    await (await queue.acquire('b', 1_000)).release();
    expect(asked).toEqual(['a', 'b']);
    await first.release();
    await Promise.all([next, last]);
    expect(order).toEqual(['second', 'third']);
    expect(asked).toEqual(['a', 'b', 'a', 'a']);
  });

  it('gives up a caller who has waited too long, and the next one is not kept by it', async () => {
    const { lock } = localLock();
    const queue = queued(lock);
    const first = await queue.acquire('a', 1_000);
    await expect(queue.acquire('a', 10)).rejects.toMatchObject({ dependency: 'lock', kind: 'unavailable' });
    await first.release();
    await (await queue.acquire('a', 1_000)).release();
  });

  it('does not keep its place for one whom the lock refuses', async () => {
    const { lock } = localLock();
    const elsewhere = await lock.acquire('a', 1_000);
    const queue = queued(lock);
    await expect(queue.acquire('a', 10)).rejects.toThrow(DependencyFailure);
    await elsewhere.release();
    await (await queue.acquire('a', 1_000)).release();
  });
});
