import { describe, expect, it } from 'vitest';
import type { Cache } from '../../kernel/cache.ts';
import { guarded } from './guarded-cache.ts';

/** A cache whose next answers are as they are told to be. */
function fake() {
  const calls: string[] = [];
  let answer: () => Promise<unknown> = async () => [];
  const called = (name: string) => {
    calls.push(name);
    return answer();
  };
  const cache: Cache = {
    get: () => called('get') as ReturnType<Cache['get']>,
    set: () => called('set') as ReturnType<Cache['set']>,
    delete: () => called('delete') as ReturnType<Cache['delete']>,
    reconnect: () => {
      calls.push('reconnect');
    },
    close: async () => undefined,
  };
  return {
    cache,
    calls,
    answers(how: () => Promise<unknown>) {
      answer = how;
    },
  };
}

const hangs = () => new Promise<never>(() => undefined);
const fails = () => Promise.reject(new Error('no'));
const GUARD = { deadlineMs: 20, failures: 3, restMs: 60 };
const rested = () => new Promise((resolve) => setTimeout(resolve, GUARD.restMs + 5));

describe('a guarded cache', () => {
  it('gives what the cache gives', async () => {
    const { cache, answers } = fake();
    answers(async () => [{ value: 1, token: 'a' }]);
    const own = guarded(cache, GUARD, () => undefined);
    expect(await own.get(['key'])).toEqual([{ value: 1, token: 'a' }]);
  });

  it('does not wait for a cache that hangs, and asks it no more once that is known', async () => {
    const { cache, calls, answers } = fake();
    const told: boolean[] = [];
    const own = guarded(cache, { ...GUARD, restMs: 60_000 }, (used) => told.push(used));
    answers(hangs);
    for (let i = 0; i < GUARD.failures; i += 1)
      await expect(own.get(['key'])).rejects.toThrow('within 20 ms');
    expect(told).toEqual([false]);
    for (let i = 0; i < 50; i += 1) await expect(own.get(['key'])).rejects.toThrow('for a while');
    expect(calls).toHaveLength(GUARD.failures);
  });

  it('has one caller ask again after a rest, and is used again when that has an answer', async () => {
    const { cache, calls, answers } = fake();
    const told: boolean[] = [];
    const own = guarded(cache, GUARD, (used) => told.push(used));
    answers(fails);
    await Promise.allSettled(Array.from({ length: GUARD.failures }, () => own.delete('key')));
    await rested();
    calls.length = 0;
    const asked = await Promise.allSettled(Array.from({ length: 10 }, () => own.get(['key'])));
    expect(asked.every(({ status }) => status === 'rejected')).toBe(true);
    expect(calls).toHaveLength(1);
    answers(async () => []);
    await rested();
    expect(await own.get(['key'])).toEqual([]);
    expect(await own.get(['key'])).toEqual([]);
    expect(told).toEqual([false, true]);
  });

  it('has the cache connect anew when it gets no answer in time after a rest', async () => {
    const { cache, calls, answers } = fake();
    const own = guarded(cache, GUARD, () => undefined);
    const ask = () => own.get(['key']).catch(() => undefined);
    answers(hangs);
    for (let i = 0; i < GUARD.failures; i += 1) await ask();
    expect(calls).not.toContain('reconnect');
    await rested();
    await Promise.all([ask(), ask()]);
    expect(calls.filter((name) => name === 'reconnect')).toHaveLength(1);
    // A server that says no is there.
    answers(fails);
    await rested();
    await ask();
    expect(calls.filter((name) => name === 'reconnect')).toHaveLength(1);
  });

  it('forgives failures that are not in a row', async () => {
    const { cache, answers } = fake();
    const told: boolean[] = [];
    const own = guarded(cache, GUARD, (used) => told.push(used));
    for (let i = 0; i < 2 * GUARD.failures; i += 1) {
      answers(i % GUARD.failures === 2 ? async () => [] : fails);
      await own.get(['key']).catch(() => undefined);
    }
    expect(told).toEqual([]);
  });
});
