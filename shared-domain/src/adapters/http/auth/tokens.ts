import { JwtService } from '@nestjs/jwt';
import type { Account } from '../../../identity/identity.ts';
import { Problem } from '../problems/problem.ts';

const LIFETIME_S = 3600;

type Claims = Omit<Account, 'id'> & { readonly sub: string };

/** Issues and reads the JSON Web Tokens that clients sign in with. They carry the account, so no look-up is needed. */
export class Tokens {
  readonly #jwt: JwtService;

  /**
   * @param verifies whether the signature of a token that is read is checked; only measurements go without
   * @param travel whether a token that was read goes on with the calls that its request makes
   */
  constructor(
    secret: string,
    private readonly verifies = true,
    readonly travel = false,
  ) {
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
      const { sub, email, name, role } = this.verifies
        ? this.#jwt.verify<Claims>(token)
        : this.#believe(token);
      return { id: sub, email, name, role };
    } catch (error) {
      if (error instanceof Problem) throw error;
      if (error instanceof Error && error.name === 'TokenExpiredError') {
        throw new Problem('token-expired', 'Sign in again.');
      }
      throw new Problem('unauthenticated', 'The token is not one of ours.');
    }
  }

  /** Whatever its age. @throws for a token that the shop has not signed */
  attest(token: string): void {
    this.#jwt.verify(token, { ignoreExpiration: true });
  }

  /** @throws for what is no token, or one that has expired */
  #believe(token: string): Claims {
    const claims = this.#jwt.decode<(Claims & { readonly exp: number; readonly iss: string }) | null>(token);
    if (typeof claims?.sub !== 'string' || claims.iss !== 'shop') throw new Error('no token of the shop');
    if (!(claims.exp * 1000 > Date.now())) throw new Problem('token-expired', 'Sign in again.');
    return claims;
  }
}
