import { createHash, randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);
/** Parameters of the OWASP password storage cheat sheet's scrypt line for 16 MiB: N = 2^14, r = 8, p = 5. */
const COST: ScryptOptions = { N: 2 ** 14, r: 8, p: 5 };
const LENGTH = 32;

/** scrypt's HMAC pads short keys with zeros, so that `secret` and `secret\0` would be the same password: hash it first. */
const key = (password: string): string => createHash('sha256').update(password).digest('base64');

/** @param salt 16 random bytes unless given. */
export async function hashPassword(password: string, salt: Buffer = randomBytes(16)): Promise<string> {
  const hash = await derive(key(password), salt, LENGTH, COST);
  return `scrypt$${salt.toString('hex')}$${hash.toString('hex')}`;
}

/** Constant-time check. False for a stored hash that is malformed. */
export async function passwordMatches(password: string, stored: string): Promise<boolean> {
  const [scheme, salt, hash] = stored.split('$');
  if (scheme !== 'scrypt' || !salt || !hash) return false;
  const expected = Buffer.from(hash, 'hex');
  const actual = await derive(key(password), Buffer.from(salt, 'hex'), LENGTH, COST);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
