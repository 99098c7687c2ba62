import { createHmac } from 'node:crypto';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The claims of a token, unchecked. */
export function claimsOf(token: string): Record<string, unknown> {
  const [, payload] = token.split('.');
  return JSON.parse(Buffer.from(payload ?? '', 'base64url').toString('utf8'));
}

/** A token made by hand (RFC 7519, HS256), so that a mistake of the shop's JWT library cannot hide itself. */
export function sign(claims: object, secret: string, header: object = { alg: 'HS256', typ: 'JWT' }): string {
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** A token that claims to need no signature (RFC 8725, section 2.1). */
export const unsigned = (claims: object, alg = 'none'): string =>
  `${encode({ alg, typ: 'JWT' })}.${encode(claims)}.`;

/** The same token for another account, with the signature of the first. */
export function withClaims(token: string, change: object): string {
  const [header, , signature] = token.split('.');
  return `${header}.${encode({ ...claimsOf(token), ...change })}.${signature}`;
}
