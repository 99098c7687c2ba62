import { describe, expect, it } from 'vitest';
import { order as orderSchema } from './contract.ts';
import { expectJson } from './expectations.ts';
import type { Answer } from './http-client.ts';
import type { Shop } from './shop.ts';

/** An entry of Server-Timing (W3C): a token, then parameters. */
const ENTRY = /^([!#$%&'*+.^_`|~\w-]+)(?:;desc="[^"]*")?;dur=(\d+(?:\.\d+)?)$/;

function timingsOf(answer: Answer): Map<string, number> {
  const header = String(answer.headers['server-timing']);
  const entries = header.split(', ').map((entry) => {
    const [, name, duration] = ENTRY.exec(entry) ?? [];
    expect(name, `"${entry}" of "${header}" is no entry of Server-Timing`).toBeDefined();
    return [name ?? '', Number(duration)] as const;
  });
  expect(new Set(entries.map(([name]) => name)).size, header).toBe(entries.length);
  return new Map(entries);
}

/** Two clocks, and the client's begins before the server's. ms. */
const TOLERANCE_MS = 5;

export function timings(shop: () => Shop): void {
  describe('Server-Timing', () => {
    it('splits up the time of a request, and never exceeds what the client saw', async () => {
      const { sku, price } = await shop().product();
      const customer = await shop().customer(price.amount);
      for (const answer of [
        await shop().get('/products?limit=100'),
        await shop().get(`/products/${sku}`),
        await shop().get(`/products/${sku}/recommendations`),
        await customer.get('/me/overview'),
        await customer.get('/orders'),
        await shop().get('/nope'),
      ]) {
        const entries = timingsOf(answer);
        const total = entries.get('total') ?? Number.NaN;
        expect(total).toBeGreaterThan(0);
        expect(total).toBeLessThanOrEqual(answer.tookMs + TOLERANCE_MS);
        for (const part of ['edge', 'calls', 'db']) {
          expect(entries.get(part), `${part} of ${answer.headers['server-timing']}`).toBeLessThanOrEqual(
            total + 0.01,
          );
        }
      }
    });

    it('shows where the time of an order went', async () => {
      const { sku, price } = await shop().product();
      const customer = await shop().customer(price.amount);
      const { answer } = await customer.tryOrder([{ sku, quantity: 1 }]);
      if (answer.status !== 202) expectJson(answer, 201, orderSchema);
      const entries = timingsOf(answer);
      expect([...entries.keys()]).toEqual(expect.arrayContaining(['total', 'edge', 'calls', 'db']));
    });
  });
}
