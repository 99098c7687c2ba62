import { Tokens } from '../http/auth/tokens.ts';

/** Checks tokens in a process that serves no clients. Loaded late, with all that reads tokens. @throws for a token that is not the shop's own */
export function openTokenCheck(secret: string): (token: string) => void {
  const tokens = new Tokens(secret);
  return (token) => tokens.attest(token);
}
