import { describe, expect, it } from 'vitest';
import type { Cache } from '../../kernel/cache.ts';
import { inCall } from '../../kernel/call-context.ts';
import { openMemoryCache } from './memory-cache.ts';
import { noCounts, ReadThrough, type ReadThroughOptions } from './read-through.ts';

const TTL_MS = 60_000;

function setUp(options: Partial<ReadThroughOptions> = {}) {
  const cache = openMemoryCache(100);
  const counts = noCounts();
  const through = new ReadThrough({ cache, counts, refresh: 'single-flight', ...options });
  const asked: (readonly string[])[] = [];
  const load = async (keys: readonly string[]) => {
    asked.push(keys);
    await untilNext();
    return new Map(keys.map((key) => [key, `${key}!`]));
  };
  return {
    cache,
    counts,
    through,
    asked,
    load,
    read: (...keys: string[]) => through.read(keys, TTL_MS, load),
  };
}

const untilNext = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A question to the origin that ends when it is told to. */
function slowOrigin() {
  let answer = (): void => undefined;
  let fail = (_: Error): void => undefined;
  const answered = new Promise<void>((resolve, reject) => {
    answer = resolve;
    fail = reject;
  });
  return {
    load: async (keys: readonly string[]) => {
      await answered;
      return new Map(keys.map((key) => [key, 'late']));
    },
    answer: () => answer(),
    fail: (error: Error) => fail(error),
  };
}

describe('reading through a cache', () => {
  it('asks the origin for what is missing, once', async () => {
    const { read, asked, counts } = setUp();
    expect(await read('a')).toEqual(new Map([['a', 'a!']]));
    await untilNext();
    expect(await read('a', 'b')).toEqual(
      new Map([
        ['a', 'a!'],
        ['b', 'b!'],
      ]),
    );
    await untilNext();
    await read('a', 'b');
    expect(asked).toEqual([['a'], ['b']]);
    expect(counts).toMatchObject({ hits: 3, misses: 2, loads: 2, unknown: 0, refused: 0 });
  });

  it('gives what the origin gives when the cache fails', async () => {
    const down = () => Promise.reject(new Error('down'));
    const cache: Cache = { get: down, set: down, delete: down, close: async () => undefined };
    const { read, asked, counts } = setUp({ cache });
    expect((await read('a')).get('a')).toBe('a!');
    expect((await read('a')).get('a')).toBe('a!');
    expect(asked).toEqual([['a'], ['a']]);
    expect(counts).toMatchObject({ unknown: 2, hits: 0, misses: 0 });
  });

  it('leaves out what the origin does not have, and fails as the origin fails', async () => {
    const { through } = setUp();
    expect(await through.read(['a'], TTL_MS, async () => new Map())).toEqual(new Map());
    const failing = () => Promise.reject(new Error('no catalog'));
    await expect(through.read(['b'], TTL_MS, failing)).rejects.toThrow('no catalog');
  });

  it('keeps nothing of a reader who was slower than a change', async () => {
    const { through, read, counts } = setUp();
    const origin = slowOrigin();
    const slow = through.read(['a'], TTL_MS, origin.load);
    await untilNext();
    await through.forget(['a']);
    origin.answer();
    expect((await slow).get('a')).toBe('late');
    await untilNext();
    expect((await read('a')).get('a')).toBe('a!');
    expect(counts.refused).toBe(1);
  });

  it('answers nobody who comes after a change with a question from before it', async () => {
    const { through, read } = setUp();
    const origin = slowOrigin();
    const slow = through.read(['a'], TTL_MS, origin.load);
    await untilNext();
    await through.forget(['a']);
    expect((await read('a')).get('a')).toBe('a!');
    origin.answer();
    await slow;
    expect((await read('a')).get('a')).toBe('a!');
  });
});

describe('readers who miss the same copy at once', () => {
  it('all ask without single-flight', async () => {
    const { read, asked } = setUp({ refresh: 'none' });
    await Promise.all(Array.from({ length: 8 }, () => read('a')));
    expect(asked).toHaveLength(8);
  });

  it('have one ask for all with it, also where only some of their keys are the same', async () => {
    const { read, asked, counts } = setUp();
    const all = await Promise.all([read('a', 'b'), read('b', 'c'), read('a')]);
    expect(all.map((values) => [...values.keys()].toSorted())).toEqual([['a', 'b'], ['b', 'c'], ['a']]);
    expect(asked).toEqual([['a', 'b'], ['c']]);
    expect(counts).toMatchObject({ loads: 3, joined: 2 });
  });

  it('ask for themselves when the one who asked for all has failed', async () => {
    const { through, read } = setUp();
    const origin = slowOrigin();
    const first = through.read(['a'], TTL_MS, origin.load);
    await untilNext();
    const second = read('a');
    await untilNext();
    origin.fail(new Error('its deadline has passed'));
    await expect(first).rejects.toThrow('its deadline');
    expect((await second).get('a')).toBe('a!');
  });

  it('have one of them ask again for all when the one who asked for all has failed', async () => {
    const { through, read, asked } = setUp();
    const origin = slowOrigin();
    const first = through.read(['a'], TTL_MS, origin.load);
    await untilNext();
    const others = [...Array.from({ length: 7 }, () => read('a')), read('a', 'b')];
    await untilNext();
    origin.fail(new Error('its deadline has passed'));
    await expect(first).rejects.toThrow('its deadline');
    for (const values of await Promise.all(others)) expect(values.get('a')).toBe('a!');
    expect(asked).toEqual([['b'], ['a']]);
  });

  it('all fail, after few questions, when the origin goes on to fail', async () => {
    const { through } = setUp();
    let questions = 0;
    const load = async () => {
      questions += 1;
      await untilNext();
      throw new Error(`no catalog ${questions}`);
    };
    const reads = await Promise.allSettled(
      Array.from({ length: 32 }, () => through.read(['a'], TTL_MS, load)),
    );
    expect(reads.every(({ status }) => status === 'rejected')).toBe(true);
    expect(questions).toBe(3);
  });

  it('wait for the one who asks no longer than their own deadlines', async () => {
    const { through, read, asked } = setUp();
    const origin = slowOrigin();
    const first = through.read(['a'], TTL_MS, origin.load);
    await untilNext();
    const soon = { correlationId: 'hasty', deadline: Date.now() + 30 };
    const hasty = inCall(soon, () => read('a'));
    const patient = inCall({ correlationId: 'patient', deadline: Date.now() + 60_000 }, () => read('a'));
    await expect(hasty).rejects.toMatchObject({ name: 'DependencyFailure', kind: 'timeout' });
    await expect(inCall(soon, () => read('a'))).rejects.toMatchObject({ kind: 'timeout' });
    origin.answer();
    expect((await first).get('a')).toBe('late');
    expect((await patient).get('a')).toBe('late');
    expect(asked).toEqual([]);
  });

  it('do not join a question from before a change, once they have been told to fill the key', async () => {
    const { through, read, cache, counts } = setUp();
    const origin = slowOrigin();
    const slow = through.read(['a'], TTL_MS, origin.load);
    await untilNext();
    // As another process does that changes it.
    await cache.delete('a');
    const [told, joins] = [read('a'), read('a')];
    await untilNext();
    origin.answer();
    expect((await told).get('a')).toBe('a!');
    expect((await joins).get('a')).toBe('a!');
    expect((await slow).get('a')).toBe('late');
    await untilNext();
    expect((await read('a')).get('a')).toBe('a!');
    expect(counts).toMatchObject({ loads: 2, joined: 1, refused: 1, hits: 1 });
  });
});

describe('early refreshes', () => {
  /** @param random what the next numbers are, 0..1 */
  function xfetch(random: number) {
    let now = 1_000_000;
    const all = setUp({ refresh: 'xfetch', random: () => random, now: () => now });
    return { ...all, pass: (ms: number) => (now += ms) };
  }

  it('come the sooner the greater the number, and the longer the value took to make', async () => {
    const { cache, through, load, pass, asked } = xfetch(1 - Math.exp(-1));
    const [found] = await cache.get(['a']);
    // With this number a value is asked for as long before its end as it took to make.
    await cache.set('a', { value: 'old', until: 1_000_000 + TTL_MS, took: 500 }, TTL_MS, found?.token ?? '');
    pass(TTL_MS - 501);
    expect((await through.read(['a'], TTL_MS, load)).get('a')).toBe('old');
    expect(asked).toEqual([]);
    pass(2);
    expect((await through.read(['a'], TTL_MS, load)).get('a')).toBe('a!');
    await untilNext();
    expect((await through.read(['a'], TTL_MS, load)).get('a')).toBe('a!');
    expect(asked).toEqual([['a']]);
  });

  it('leave a copy that has time left when they fail, and none that has not', async () => {
    const { cache, through, pass } = xfetch(1 - Math.exp(-1));
    for (const key of ['a', 'b']) {
      const [found] = await cache.get([key]);
      const until = 1_000_000 + (key === 'a' ? 1_000 : 500);
      await cache.set(key, { value: 'old', until, took: 2_000 }, TTL_MS, found?.token ?? '');
    }
    const failing = () => Promise.reject(new Error('no catalog'));
    const readAll = (...keys: string[]) => through.read(keys, TTL_MS, failing);
    expect(Object.fromEntries(await readAll('a', 'b'))).toEqual({ a: 'old', b: 'old' });
    await expect(readAll('a', 'c')).rejects.toThrow('no catalog');
    pass(600);
    await expect(readAll('a', 'b')).rejects.toThrow('no catalog');
    expect((await readAll('a')).get('a')).toBe('old');
  });

  it('do not come with the smallest number before the end', async () => {
    const { read, pass, counts } = xfetch(0);
    await read('a');
    await untilNext();
    pass(TTL_MS - 1);
    await read('a');
    expect(counts).toMatchObject({ early: 0, hits: 1, loads: 1 });
  });
});
