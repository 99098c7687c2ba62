import { type Duties, dutiesIn } from '@lab/shared-domain/adapters/duties/duties';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { eventually, expectProblem } from '../behaviour/expectations.ts';
import { sign } from '../behaviour/forged-tokens.ts';
import { HttpClient } from '../behaviour/http-client.ts';
import { Shop } from '../behaviour/shop.ts';
import { deployShop } from '../deployed-shop.ts';
import { startInMemoryShop } from '../in-memory-shop.ts';

const SECRET = 'x'.repeat(32);
const silent = pino({ level: 'silent' });

async function open(DUTIES: Parameters<typeof dutiesIn>[0]['DUTIES']) {
  const lines: { readonly req?: { readonly url: string } }[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const duties: Duties = dutiesIn({ DUTIES, NODE_ENV: 'test' }, silent);
  const shop = await startInMemoryShop({ jwtSecret: SECRET, seed: 1, duties, logger });
  onTestFinished(() => shop.stop());
  const http = new HttpClient(shop.url);
  onTestFinished(() => http.close());
  return {
    http,
    /** Requests that were logged. */
    logged: () => lines.flatMap(({ req }) => req?.url ?? []),
    counted: async () =>
      (await http.send({ path: '/metrics' })).text.includes('http_request_duration_seconds_count'),
  };
}

/** As good as a customer's own, but for who has signed it. */
const forged = (secondsFromNow: number): string =>
  sign(
    {
      ...{ sub: 'cus-001', email: 'a@shop.example', name: 'A', role: 'customer', iss: 'shop' },
      exp: Math.floor(Date.now() / 1000) + secondsFromNow,
    },
    'y'.repeat(32),
  );

describe('the edge', () => {
  it.each([
    ['edge', true, true, 401],
    ['no-log', false, true, 401],
    ['no-metrics', true, false, 401],
    ['unsigned', true, true, 200],
    ['none', false, false, 200],
  ] as const)(
    'with DUTIES=%s logs: %s, counts: %s, and answers a forged token %i',
    async (id, logs, counts, status) => {
      const { http, logged, counted } = await open(id);
      expect((await http.send({ path: '/me/data', token: forged(60) })).status).toBe(status);
      expectProblem(
        await http.send({ path: '/me/data', token: forged(-60) }),
        401,
        status === 200 ? 'token-expired' : 'unauthenticated',
      );
      expect((await http.send({ path: '/products?limit=1' })).status).toBe(200);
      expect(await counted()).toBe(counts);
      // The line of a request that came after those is there: theirs would be, too.
      if (logs) await eventually('the line', async () => (logged().includes('/metrics') ? true : undefined));
      expect(logged().includes('/products?limit=1')).toBe(logs);
    },
  );
});

test('each service has duties of its own where it is told so, and orders are placed as ever', async () => {
  const deployed = await deployShop('microservices+duties=services');
  const shop = new Shop(deployed, []);
  onTestFinished(() => shop.close());
  const customer = await shop.customer(100_000);
  const { sku } = await shop.product();
  expect((await customer.tryOrder([{ sku, quantity: 1 }])).status).toBe(201);
  const calls = async (name: string): Promise<readonly string[]> => {
    const process = deployed.system.processes.find((each) => each.name === name);
    const text = await (await fetch(`${process?.url}/metrics`)).text();
    return [
      ...text.matchAll(
        /^shop_call_duration_seconds_count\{(?=[^}]*outcome="answered")[^}]*operation="([\w.]+)"/gm,
      ),
    ].map(([, operation]) => operation ?? '');
  };
  expect(await calls('catalog')).toContain('catalog.find');
  expect(await calls('orders')).toContain('orders.place');
  expect(await calls('payments')).toEqual(expect.arrayContaining(['payments.wallet']));
  expect(await calls('inventory')).toContain('inventory.reserve');
  expect(await calls('gateway')).toEqual([]);
});

test('services check tokens and count instead of the edge, where they are told to', async () => {
  const deployed = await deployShop('microservices+duties=in-services');
  const shop = new Shop(deployed, []);
  onTestFinished(() => shop.close());
  const customer = await shop.customer(100_000);
  const { sku } = await shop.product();
  expect((await customer.tryOrder([{ sku, quantity: 1 }])).status).toBe(201);
  // The edge believes it, and the services do not: they have no word for it that a client could hear.
  const http = new HttpClient(deployed.url);
  onTestFinished(() => http.close());
  expectProblem(await http.send({ path: '/me/wallet', token: forged(60) }), 500, 'internal-error');
  const metricsOf = async (name: string) => {
    const process = deployed.system.processes.find((each) => each.name === name);
    return (await fetch(`${process?.url}/metrics`)).text();
  };
  const payments = await metricsOf('payments');
  expect(payments).toMatch(
    /^shop_call_duration_seconds_count\{(?=[^}]*outcome="answered")[^}]*payments\.wallet/m,
  );
  expect(payments).toMatch(
    /^shop_call_duration_seconds_count\{(?=[^}]*outcome="failed")[^}]*payments\.wallet/m,
  );
  expect(await metricsOf('gateway')).not.toContain('http_request_duration_seconds_count');
});

test('no process starts that would let everybody in, but in a test', async () => {
  await expect(deployShop('monolith', { DUTIES: 'unsigned' })).rejects.toThrow(
    'refused unless NODE_ENV=test',
  );
});
