import { describe, expect, it } from 'vitest';
import { expectProblem, expectRefused } from './expectations.ts';
import type { Shop } from './shop.ts';

export function hostilePaths(shop: () => Shop): void {
  describe('a path', () => {
    it.each([
      '/',
      '/nope',
      '//products',
      '/Products/../products',
      '/products/../../etc/passwd',
      '/products/SKU-00001/price/more',
      '/__proto__',
      '/constructor',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/.env',
      '/me',
      '/orders/x/y/z',
      '/%00',
      '/openapi.json/x',
    ])('that leads nowhere is not found: %s', async (path) => {
      expectProblem(await shop().get(path), 404, 'not-found');
    });

    it('of 5,000 characters is not found', async () => {
      expectProblem(await shop().get(`/${'x'.repeat(5_000)}`), 404, 'not-found');
    });

    it.each(['/%', '/%E0%A4%A', '/orders/%ff', '/me/%'])(
      'that cannot be decoded is the client’s mistake: %s',
      async (path) => {
        expectRefused(await shop().get(path, await shop().tokenOf((await shop().customer()).email)));
      },
    );

    it.each([
      ['DELETE', '/orders/x'],
      ['DELETE', '/products/SKU-00001'],
      ['PUT', '/orders'],
      ['PATCH', '/products/SKU-00001'],
      ['POST', '/products'],
      ['POST', '/me/overview'],
      ['GET', '/sessions'],
      ['GET', '/orders/x/cancel'],
      ['GET', '/products/SKU-00001/price'],
      ['TRACE', '/products'],
      ['TRACE', '/sessions'],
      ['PROPFIND', '/products'],
    ])('does not take another method: %s %s', async (method, path) => {
      const json = ['PUT', 'PATCH', 'POST'].includes(method) ? { json: {} } : {};
      const answer = await shop().send({ method, path, ...json });
      expectProblem(answer, 405, 'method-not-allowed');
      expect(answer.headers.allow?.split(', ')).not.toContain(method);
      expect(answer.headers.allow).toMatch(/GET|POST|PUT/);
    });

    it('can be asked for with HEAD, which answers like GET without a body', async () => {
      for (const [path, status] of [
        ['/products', 200],
        ['/products/SKU-00001', 200],
        ['/products/SKU-99999', 404],
        ['/nope', 404],
        ['/orders', 401],
      ] as const) {
        const answer = await shop().send({ method: 'HEAD', path });
        expect(answer.status, path).toBe(status);
        expect(answer.text).toBe('');
      }
    });

    it('answers OPTIONS without an error of the server and without allowing other origins', async () => {
      for (const path of ['/products', '/orders', '/nope', '/sessions']) {
        const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
        const answer = await shop().send({ method: 'OPTIONS', path, headers });
        expect(answer.status).toBeLessThan(500);
        expect(answer.headers['access-control-allow-origin']).toBeUndefined();
        if (answer.status >= 400) expectRefused(answer);
      }
    });
  });

  it('does not fall over headers that are too large', async () => {
    const answer = await shop().send({
      path: '/products?limit=1',
      headers: { 'x-padding': 'x'.repeat(60_000) },
    });
    expectProblem(answer, 431, 'headers-too-large');
    expect((await shop().get('/health/ready')).status).toBe(200);
  });
}
