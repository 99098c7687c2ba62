import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Cache } from '../../kernel/cache.ts';

const MINUTE_MS = 60_000;
/** A time to live of a second, and what a server that counts seconds may add to it. ms */
const SHORT_MS = 1_000;
const EXPIRED_MS = 5_000;

/** What every cache promises. @param open a fresh one; two of them share a server, where the cache has one */
export function cacheSuite(subject: string, open: () => Promise<Cache>): void {
  describe(subject, () => {
    let cache: Cache;
    beforeEach(async () => {
      cache = await open();
    });
    afterEach(() => cache.close());

    const look = async (key: string) => {
      const [found] = await cache.get([key]);
      if (found === undefined) throw new Error('nothing is said of the key');
      return found;
    };
    const tokenOf = async (key: string) => {
      const { token } = await look(key);
      if (token === undefined) throw new Error(`${key} is to be filled by somebody else`);
      return token;
    };
    const fill = async (key: string, value: unknown, ttlMs = MINUTE_MS) =>
      cache.set(key, value, ttlMs, await tokenOf(key));

    it.each([
      ['an object', { sku: 'SKU-1', price: { amount: 1, currency: 'EUR' }, name: 'Ça infuse — 🍵' }],
      ['a text of several lines', 'one\r\ntwo\r\nEND\r\n'],
      ['an empty list', []],
      ['null', null],
      ['zero', 0],
      ['an empty text', ''],
      ['a long list', Array.from({ length: 20_000 }, (_, i) => `SKU-${i}`)],
    ])('gives back %s as it was', async (_, value) => {
      expect(await fill('key', value)).toBe(true);
      expect((await look('key')).value).toEqual(value);
    });

    it('answers for each key, in the order of the keys', async () => {
      await fill('a', 1);
      await fill('c', 3);
      const found = await cache.get(['c', 'b', 'a', 'c']);
      expect(found.map(({ value }) => value)).toEqual([3, undefined, 1, 3]);
      expect(found[1]?.token).toBeTypeOf('string');
      expect((await cache.get(['d'])).map(({ value }) => value)).toEqual([undefined]);
    });

    it('has one reader of many fill an empty key', async () => {
      const found = await Promise.all(Array.from({ length: 10 }, () => look('key')));
      const tokens = found.map(({ token }) => token).filter((token) => token !== undefined);
      expect(tokens).toHaveLength(1);
      expect(await cache.set('key', 'value', MINUTE_MS, tokens[0] ?? '')).toBe(true);
      expect((await look('key')).value).toBe('value');
    });

    it('refuses a value of a reader who has begun before the key was forgotten', async () => {
      const late = await tokenOf('key');
      await cache.delete('key');
      expect(await cache.set('key', 'old', MINUTE_MS, late)).toBe(false);
      expect((await look('key')).value).toBeUndefined();
    });

    it('refuses it, too, when another reader has begun or ended meanwhile', async () => {
      const late = await tokenOf('key');
      await cache.delete('key');
      const next = await tokenOf('key');
      expect(await cache.set('key', 'old', MINUTE_MS, late)).toBe(false);
      expect(await cache.set('key', 'new', MINUTE_MS, next)).toBe(true);
      expect(await cache.set('key', 'old', MINUTE_MS, late)).toBe(false);
      expect((await look('key')).value).toBe('new');
    });

    it('refuses to replace what was forgotten or replaced since it was read', async () => {
      await fill('key', 1);
      const [one, other] = [await tokenOf('key'), await tokenOf('key')];
      expect(await cache.set('key', 2, MINUTE_MS, one)).toBe(true);
      expect(await cache.set('key', 3, MINUTE_MS, other)).toBe(false);
      const last = await tokenOf('key');
      await cache.delete('key');
      expect(await cache.set('key', 4, MINUTE_MS, last)).toBe(false);
      expect((await look('key')).value).toBeUndefined();
    });

    it('forgets what is there, and does not mind what is not', async () => {
      await fill('key', 1);
      await cache.delete('key');
      await cache.delete('key');
      expect((await look('key')).value).toBeUndefined();
    });

    it('forgets a value when its time is over', async () => {
      await fill('key', 1, SHORT_MS);
      expect((await look('key')).value).toBe(1);
      const giveUpAt = performance.now() + EXPIRED_MS;
      const isThere = async () => (await look('key')).value !== undefined;
      while ((await isThere()) && performance.now() < giveUpAt)
        await new Promise((resolve) => setTimeout(resolve, 20));
      expect(await isThere()).toBe(false);
    });
  });
}
