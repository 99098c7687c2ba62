import { describe, expect, it } from 'vitest';
import { hashPassword, PUBLIC, passwordMatches } from './password.ts';

const COSTS = [undefined, PUBLIC, { N: 16, r: 1, p: 2 }];

describe('a password', () => {
  it.each(COSTS)('is known again by its hash, whatever the hash has cost: %j', async (cost) => {
    const stored = await hashPassword('secret', cost);
    expect(await passwordMatches('secret', stored)).toBe(true);
    expect(await passwordMatches('Secret', stored)).toBe(false);
    expect(await passwordMatches('secret\0', stored)).toBe(false);
  });

  it('is as dear to guess as is advised, unless somebody says otherwise', async () => {
    expect(await hashPassword('secret')).toMatch(/^scrypt\$16384\$8\$5\$/);
  });

  it('has another hash each time', async () => {
    expect(await hashPassword('secret', PUBLIC)).not.toBe(await hashPassword('secret', PUBLIC));
  });

  it.each(['', 'secret', 'scrypt$1$2', 'scrypt$256$8$1$zz$00', 'scrypt$-1$8$1$00$00'])(
    'does not match what is no hash: %j',
    async (stored) => {
      expect(await passwordMatches('secret', stored)).toBe(false);
    },
  );

  it('does not match a hash that ends too early', async () => {
    const stored = await hashPassword('secret', PUBLIC);
    expect(await passwordMatches('secret', stored.slice(0, -2))).toBe(false);
  });
});
