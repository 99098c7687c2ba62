import { describe, expect, it } from 'vitest';
import { overview, signedIn } from './contract.ts';
import { expectInvalid, expectJson, expectProblem } from './expectations.ts';
import { customerEmail, PASSWORD, STAFF_EMAIL } from './facts.ts';
import { claimsOf, sign, unsigned, withClaims } from './forged-tokens.ts';
import type { Shop } from './shop.ts';

const HOUR_S = 3_600;

export function sessions(shop: () => Shop): void {
  describe('signing in', () => {
    it('gives a token for one hour and says whose it is', async () => {
      const answer = await shop().post('/sessions', { email: customerEmail(1), password: PASSWORD });
      const { token, expiresAt, account } = expectJson(answer, 201, signedIn);
      expect(account).toMatchObject({ email: customerEmail(1), role: 'customer' });
      expect(token.split('.')).toHaveLength(3);
      const { iat, exp } = claimsOf(token);
      expect(Number(exp) - Number(iat)).toBe(HOUR_S);
      expect(Math.abs(Date.parse(expiresAt) - Number(exp) * 1000)).toBeLessThan(1_000);
      expect(JSON.stringify(claimsOf(token))).not.toContain(PASSWORD);
    });

    it('knows staff from customers', async () => {
      const answer = await shop().post('/sessions', { email: STAFF_EMAIL, password: PASSWORD });
      expect(expectJson(answer, 201, signedIn).account.role).toBe('staff');
    });

    it('does not mind capitals in an address', async () => {
      const answer = await shop().post('/sessions', {
        email: customerEmail(1).toUpperCase(),
        password: PASSWORD,
      });
      expect(expectJson(answer, 201, signedIn).account.email).toBe(customerEmail(1));
    });

    it('answers a wrong password and an unknown address alike', async () => {
      const wrong = await shop().post('/sessions', { email: customerEmail(1), password: `${PASSWORD}!` });
      const unknown = await shop().post('/sessions', { email: 'nobody@shop.example', password: PASSWORD });
      const { correlationId: _a, ...one } = expectProblem(wrong, 401, 'invalid-credentials');
      const { correlationId: _b, ...other } = expectProblem(unknown, 401, 'invalid-credentials');
      expect(one).toEqual(other);
    });

    it.each([
      ['no password', { email: customerEmail(1) }, 'password'],
      ['no email', { password: PASSWORD }, 'email'],
      ['a password that is a number', { email: customerEmail(1), password: 1 }, 'password'],
      ['a password that is a query', { email: customerEmail(1), password: { $ne: null } }, 'password'],
      ['an email that is a list', { email: [customerEmail(1)], password: PASSWORD }, 'email'],
      ['an email that is null', { email: null, password: PASSWORD }, 'email'],
      ['a field too many', { email: customerEmail(1), password: PASSWORD, role: 'staff' }, undefined],
    ])('refuses %s', async (_name, body, path) => {
      expectInvalid(await shop().post('/sessions', body), path);
    });

    it.each([
      ['an empty password', { email: customerEmail(1), password: '' }],
      ['an empty address', { email: '', password: PASSWORD }],
      ['no address at all', { email: 'not an address', password: PASSWORD }],
      ['a password of 10,000 characters', { email: customerEmail(1), password: 'x'.repeat(10_000) }],
      ['SQL for an address', { email: "' OR '1'='1' --", password: PASSWORD }],
      ['a null byte', { email: `${customerEmail(1)}\u0000`, password: PASSWORD }],
      ['the right password and a null byte', { email: customerEmail(1), password: `${PASSWORD}\u0000` }],
    ])('lets nobody in with %s', async (_name, body) => {
      expectProblem(
        await shop().post('/sessions', body),
        [400, 401],
        'invalid-request',
        'invalid-credentials',
      );
    });
  });

  describe('tokens', () => {
    /** A 401 that tells a client how to do better (RFC 9110, section 11.6.1). */
    async function expectUnauthenticated(
      headers: { authorization?: string },
      code = 'unauthenticated',
    ): Promise<void> {
      const answer = await shop().send({ path: '/me/overview', headers });
      expectProblem(answer, 401, code);
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer\b/);
    }
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
    const realToken = () => shop().tokenOf(customerEmail(1));

    it('are needed for what is personal', async () => {
      for (const path of ['/me/overview', '/orders', '/orders/00000000-0000-7000-8000-000000000000']) {
        expectProblem(await shop().get(path), 401, 'unauthenticated');
      }
      const lines = [{ sku: 'SKU-00001', quantity: 1 }];
      expectProblem(await shop().post('/orders', { lines }), 401, 'unauthenticated');
      const cancel = '/orders/00000000-0000-7000-8000-000000000000/cancel';
      expectProblem(await shop().send({ method: 'POST', path: cancel }), 401, 'unauthenticated');
    });

    it('are asked for before the body is looked at', async () => {
      expectProblem(await shop().post('/orders', { nonsense: true }), 401, 'unauthenticated');
    });

    it.each([
      ['no header', {}],
      ['an empty header', { authorization: '' }],
      ['a bare scheme', { authorization: 'Bearer' }],
      ['an empty token', { authorization: 'Bearer ' }],
      [
        'another scheme',
        { authorization: `Basic ${Buffer.from(`${customerEmail(1)}:${PASSWORD}`).toString('base64')}` },
      ],
      ['garbage', bearer('garbage')],
      ['three dots', bearer('...')],
      ['base64 of nothing useful', bearer('e30.e30.e30')],
      ['a token of 10,000 characters', bearer('x'.repeat(10_000))],
    ])('are refused: %s', async (_name, headers) => {
      await expectUnauthenticated(headers);
    });

    it('are refused without a scheme', async () => {
      await expectUnauthenticated({ authorization: await realToken() });
    });

    it('are refused with another secret', async () => {
      await expectUnauthenticated(bearer(sign(claimsOf(await realToken()), 'not the secret')));
    });

    it('are refused with a changed subject or role', async () => {
      await expectUnauthenticated(bearer(withClaims(await realToken(), { sub: 'cus-002' })));
      await expectUnauthenticated(bearer(withClaims(await realToken(), { role: 'staff' })));
    });

    it.each(['none', 'None', 'NONE'])('are refused without a signature (alg %s)', async (alg) => {
      await expectUnauthenticated(bearer(unsigned(claimsOf(await realToken()), alg)));
    });

    it('are refused when they name another algorithm', async () => {
      const claims = claimsOf(await realToken());
      for (const alg of ['RS256', 'HS512', 'ES256']) {
        await expectUnauthenticated(bearer(sign(claims, shop().deployment.jwtSecret, { alg, typ: 'JWT' })));
      }
    });

    it('are refused when they say nothing, though the signature is right', async () => {
      const now = Math.floor(Date.now() / 1000);
      const { jwtSecret } = shop().deployment;
      await expectUnauthenticated(bearer(sign({ iat: now, exp: now + HOUR_S }, jwtSecret)));
      await expectUnauthenticated(bearer(sign([], jwtSecret)));
    });

    it('expire, and the answer says so', async () => {
      const now = Math.floor(Date.now() / 1000);
      const expired = { ...claimsOf(await realToken()), iat: now - HOUR_S - 5, exp: now - 5 };
      await expectUnauthenticated(bearer(sign(expired, shop().deployment.jwtSecret)), 'token-expired');
    });

    it('that are expired and forged are just forged', async () => {
      const expired = { ...claimsOf(await realToken()), exp: 1 };
      await expectUnauthenticated(bearer(sign(expired, 'not the secret')));
    });

    it('may come under a scheme in any case (RFC 9110, section 11.1)', async () => {
      const answer = await shop().send({
        path: '/me/overview',
        headers: { authorization: `bearer ${await realToken()}` },
      });
      expectJson(answer, 200, overview);
    });

    it('of staff open nothing that is a customer’s', async () => {
      const token = await shop().staff();
      for (const path of ['/me/overview', '/orders', '/orders/00000000-0000-7000-8000-000000000000']) {
        expectProblem(await shop().get(path, token), 403, 'forbidden');
      }
      const lines = [{ sku: 'SKU-00001', quantity: 1 }];
      expectProblem(await shop().post('/orders', { lines }, token), 403, 'forbidden');
      const cancel = '/orders/00000000-0000-7000-8000-000000000000/cancel';
      expectProblem(await shop().send({ method: 'POST', path: cancel, token }), 403, 'forbidden');
    });
  });
}
