import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** How dear a hash is to make, and so to guess: scrypt's N (a power of two), r and p (RFC 7914). It takes 128 · N · r bytes of memory. */
export interface HashCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

const derive = promisify<string, Buffer, number, HashCost, Buffer>(scrypt);
/** Parameters of the OWASP password storage cheat sheet's scrypt line for 16 MiB. */
const USUAL: HashCost = { N: 2 ** 14, r: 8, p: 5 };
/** For passwords that everybody knows: a dear hash would protect nobody, and takes a tenth of a second of CPU time at each sign-in. */
export const PUBLIC: HashCost = { N: 2 ** 8, r: 8, p: 1 };
const LENGTH = 32;

/** scrypt's HMAC pads short keys with zeros, so that `secret` and `secret\0` would be the same password: hash it first. */
const key = (password: string): string => createHash('sha256').update(password).digest('base64');

/**
 * @param cost kept in the hash, so that it may be raised for new passwords
 * @param salt 16 random bytes unless given
 */
export async function hashPassword(
  password: string,
  cost: HashCost = USUAL,
  salt: Buffer = randomBytes(16),
): Promise<string> {
  const hash = await derive(key(password), salt, LENGTH, cost);
  return `scrypt$${cost.N}$${cost.r}$${cost.p}$${salt.toString('hex')}$${hash.toString('hex')}`;
}

/** Constant-time check. False for a stored hash that is malformed. */
export async function passwordMatches(password: string, stored: string): Promise<boolean> {
  const [, N, r, p, salt, hash] = STORED.exec(stored) ?? [];
  if (salt === undefined || hash === undefined) return false;
  const expected = Buffer.from(hash, 'hex');
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const actual = await derive(key(password), Buffer.from(salt, 'hex'), LENGTH, cost);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** What `hashPassword` makes. */
const STORED = /^scrypt\$(\d+)\$(\d+)\$(\d+)\$([0-9a-f]+)\$([0-9a-f]+)$/;
