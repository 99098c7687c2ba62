import { describe, expect, it } from 'vitest';
import { signedIn } from './contract.ts';
import { expectJson, expectProblem } from './expectations.ts';
import { CUSTOMERS_IN_USE, customerEmail, PASSWORD } from './facts.ts';
import type { Shop } from './shop.ts';

/** Accounts that no other test signs in to. */
const VICTIM = customerEmail(CUSTOMERS_IN_USE + 9);
const OTHER = customerEmail(CUSTOMERS_IN_USE + 10);
/** More than the failures that each of a cluster's few workers tolerates. */
const ATTEMPTS = 60;

export function signInFlood(shop: () => Shop): void {
  const signIn = (email: string, password: string) => shop().post('/sessions', { email, password });

  describe('a flood of wrong passwords', () => {
    it('is refused with the time to wait, while others read and sign in', async () => {
      const flood = Promise.all(Array.from({ length: ATTEMPTS }, () => signIn(VICTIM, 'wrong')));
      for (let i = 0; i < 10; i += 1) expect((await shop().get('/products?limit=1')).status).toBe(200);
      const answers = await flood;
      for (const answer of answers)
        expectProblem(answer, [401, 429], 'invalid-credentials', 'too-many-sign-ins');
      const refused = answers.filter(({ status }) => status === 429);
      expect(refused.length).toBeGreaterThan(0);
      for (const { headers } of refused) expect(headers['retry-after']).toMatch(/^[1-9]\d*$/);
      expect(expectJson(await signIn(OTHER, PASSWORD), 201, signedIn).account.email).toBe(OTHER);
    });

    it('does not count right passwords: one account signs in again and again', async () => {
      for (let i = 0; i < 12; i += 1) expectJson(await signIn(OTHER, PASSWORD), 201, signedIn);
    });
  });
}
