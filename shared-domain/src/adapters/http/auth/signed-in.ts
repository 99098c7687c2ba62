import type { IncomingMessage } from 'node:http';
import type { Account } from '../../../identity/identity.ts';
import { Problem } from '../problems/problem.ts';
import type { Tokens } from './tokens.ts';

const read = new WeakMap<IncomingMessage, Account | Problem>();

/** Who has sent a request, by its token. It is checked once, whoever asks. @returns a problem where there is no token of ours */
export function accountOf(request: IncomingMessage, tokens: Tokens): Account | Problem {
  const known = read.get(request);
  if (known !== undefined) return known;
  const account = tokenOf(request, tokens);
  read.set(request, account);
  return account;
}

/** The token that a request brings, unchecked. */
export function bearerOf({ headers }: IncomingMessage): string | undefined {
  const [scheme, token] = headers.authorization?.split(' ') ?? [];
  return scheme?.toLowerCase() === 'bearer' && token ? token : undefined;
}

function tokenOf(request: IncomingMessage, tokens: Tokens): Account | Problem {
  const token = bearerOf(request);
  if (token === undefined)
    return new Problem(
      'unauthenticated',
      'Send `Authorization: Bearer <token>`; POST /sessions gives you a token.',
    );
  try {
    return tokens.read(token);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}
