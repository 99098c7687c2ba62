import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problem } from '../behaviour/contract.ts';
import { startInMemoryShop } from '../in-memory-shop.ts';

const PAGES = ['/metrics', '/docs', '/docs/', '/docs/swagger-ui-bundle.js', '/openapi.json', '/docs-json'];

describe('a shop that does not show its operator pages', () => {
  let shop: Awaited<ReturnType<typeof startInMemoryShop>>;
  beforeAll(async () => {
    shop = await startInMemoryShop({ jwtSecret: 'x'.repeat(32), seed: 1, operatorPages: false });
  });
  afterAll(() => shop.stop());

  it.each(PAGES)('has no %s', async (path) => {
    const answer = await fetch(`${shop.url}${path}`);
    expect(answer.status).toBe(404);
    expect(problem.parse(await answer.json()).code).toBe('not-found');
  });

  it('serves customers and probes all the same', async () => {
    for (const path of ['/products?limit=1', '/health/ready', '/health/live'])
      expect((await fetch(`${shop.url}${path}`)).status, path).toBe(200);
  });
});
