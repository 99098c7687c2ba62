import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { expectProblem } from './expectations.ts';
import type { Ask } from './http-client.ts';
import type { Shop } from './shop.ts';

const CORRELATION_ID = /^[A-Za-z0-9._-]{1,64}$/;

export function protocol(shop: () => Shop): void {
  /** One of each kind of answer: made by the application, by the body parser, by the router, by the documentation. */
  const kinds: readonly (Ask & { readonly kind: string })[] = [
    { kind: 'a page', path: '/products?limit=1' },
    { kind: 'an invalid request', path: '/products?limit=0' },
    { kind: 'an unknown product', path: '/products/SKU-99999' },
    { kind: 'an unknown path', path: '/nope' },
    { kind: 'a path that cannot be decoded', path: '/products/%E0%A4%A' },
    { kind: 'somebody unknown', path: '/orders' },
    {
      kind: 'malformed JSON',
      method: 'POST',
      path: '/sessions',
      body: '{',
      headers: { 'content-type': 'application/json' },
    },
    { kind: 'a body too large', method: 'POST', path: '/sessions', json: { email: 'x'.repeat(70_000) } },
    {
      kind: 'another media type',
      method: 'POST',
      path: '/sessions',
      body: 'x',
      headers: { 'content-type': 'text/plain' },
    },
    {
      kind: 'a wrong password',
      method: 'POST',
      path: '/sessions',
      json: { email: 'a@b.example', password: 'x' },
    },
    { kind: 'health', path: '/health/ready' },
    { kind: 'the API document', path: '/openapi.json' },
    { kind: 'the API page', path: '/docs' },
    { kind: 'metrics', path: '/metrics' },
  ];

  describe('every answer', () => {
    it.each(kinds)('has a correlation id, security headers and timings: $kind', async (ask) => {
      const { headers } = await shop().send(ask);
      expect(headers['x-correlation-id']).toMatch(CORRELATION_ID);
      expect(headers['server-timing']).toBeDefined();
      expect(headers['x-powered-by']).toBeUndefined();
      expect(headers.server).toBeUndefined();
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'SAMEORIGIN',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(headers['strict-transport-security']).toMatch(/^max-age=\d{7,}/);
      expect(headers['content-security-policy']).toMatch(/default-src 'self'/);
      expect(headers['content-security-policy']).toMatch(/object-src 'none'/);
      const inline = ask.path === '/docs' ? /script-src 'self' 'unsafe-inline'/ : /^(?!.*unsafe-inline)/;
      expect(headers['content-security-policy']).toMatch(inline);
    });

    it.each(['a', 'A.b_c-9', randomUUID(), 'x'.repeat(64)])(
      'takes over the correlation id %s',
      async (id) => {
        const asked = { 'x-correlation-id': id };
        expect(
          (await shop().send({ path: '/products?limit=1', headers: asked })).headers['x-correlation-id'],
        ).toBe(id);
        const refused = await shop().send({ path: '/products?limit=0', headers: asked });
        expect(expectProblem(refused, 400, 'invalid-request').correlationId).toBe(id);
      },
    );

    it.each([
      ['empty', ''],
      ['too long', 'x'.repeat(65)],
      ['with a space', 'a b'],
      ['made for a log', '"}{"level":60'],
      ['markup', '<script>'],
      ['not ASCII', 'é'],
      ['a list', 'a,b'],
    ])('has a correlation id of its own instead of one that is %s', async (_name, id) => {
      const answer = await shop().send({ path: '/products?limit=0', headers: { 'x-correlation-id': id } });
      expect(answer.headers['x-correlation-id']).not.toBe(id);
      expect(expectProblem(answer, 400, 'invalid-request').correlationId).toMatch(CORRELATION_ID);
    });

    it('has another correlation id each time', async () => {
      const ids = new Set<unknown>();
      for (let i = 0; i < 10; i += 1) ids.add((await shop().get('/health/live')).headers['x-correlation-id']);
      expect(ids.size).toBe(10);
    });

    it('keeps connections usable, also after a refusal', async () => {
      for (const { kind: _, ...ask } of kinds) {
        await shop().send(ask);
        expect((await shop().get('/health/live')).status).toBe(200);
      }
    });

    it('that is an error says what is wrong without showing what was typed as a password', async () => {
      const answer = await shop().post('/sessions', {
        email: 'a@b.example',
        password: 'hunter2-secret',
        extra: 1,
      });
      expectProblem(answer, 400, 'invalid-request');
      expect(answer.text).not.toContain('hunter2-secret');
    });

    it('that is an error quotes no markup that a browser could take for a page', async () => {
      const answer = await shop().get('/<script>alert(1)</script>');
      expectProblem(answer, 404, 'not-found');
      expect(answer.headers['content-type']).not.toContain('html');
    });
  });
}
