import { JwtService } from '@nestjs/jwt';
import type { Account } from '../../../identity/identity.ts';
import { Problem } from '../problems/problem.ts';

const LIFETIME_S = 3600;

/** Issues and reads the JSON Web Tokens that clients sign in with. They carry the account, so no look-up is needed. */
export class Tokens {
  readonly #jwt: JwtService;

  constructor(secret: string) {
    this.#jwt = new JwtService({
      secret,
      signOptions: { algorithm: 'HS256', expiresIn: LIFETIME_S, issuer: 'shop' },
      // Never trust the token's own word about its algorithm.
      verifyOptions: { algorithms: ['HS256'], issuer: 'shop' },
    });
  }

  issue({ id, email, name, role }: Account, now = Date.now()): { token: string; expiresAt: string } {
    const token = this.#jwt.sign({ email, name, role }, { subject: id });
    return { token, expiresAt: new Date(now + LIFETIME_S * 1000).toISOString() };
  }

  /** @throws Problem `unauthenticated` or `token-expired`. */
  read(token: string): Account {
    try {
      const { sub, email, name, role } = this.#jwt.verify<Omit<Account, 'id'> & { sub: string }>(token);
      return { id: sub, email, name, role };
    } catch (error) {
      if (error instanceof Error && error.name === 'TokenExpiredError') {
        throw new Problem('token-expired', 'Sign in again.');
      }
      throw new Problem('unauthenticated', 'The token is not one of ours.');
    }
  }
}
