import type { Line } from '@lab/lab/components/line';
import { Lines } from '@lab/lab/components/lines';
import { lookupsIn } from '@lab/scenarios/caching/counts';
import { describe, expect, onTestFinished, test } from 'vitest';
import { skipLoudly } from '../../lab/test/skip-loudly.ts';
import { eventually } from '../behaviour/expectations.ts';
import { Shop } from '../behaviour/shop.ts';
import { deployShop } from '../deployed-shop.ts';
import { type PrivateServer, startOwnServer } from '../private-servers.ts';
import { inSharedServers } from '../shared-servers.ts';

/** A shop over a cache of this test's own, and what can be done to that. */
interface CachedShop {
  readonly shop: Shop;
  readonly server: PrivateServer;
  /** Its processes' way to the server. */
  readonly line: Line;
}

/** @returns why not, in a sentence, where this machine has no such server */
async function openShop(topology: string, id: string): Promise<CachedShop | string> {
  const server = await startOwnServer(id);
  if (typeof server === 'string') return server;
  onTestFinished(() => server.release());
  const lines = new Lines([id]);
  const { env, leave } = await lines.over(await server.freshNamespace());
  onTestFinished(leave);
  const line = lines.of(id);
  if (!line) throw new Error(`${id} has no line`);
  const brokers = topology.startsWith('microservices') ? ['rabbitmq'] : [];
  const deployed = await deployShop(topology, { ...inSharedServers(brokers), ...env });
  const shop = new Shop(deployed, []);
  onTestFinished(() => shop.close());
  return { server, shop, line };
}

/** What keeps a server from answering, and tells nobody. Each returns what ends it. */
const SILENCES: Readonly<Record<string, (cached: CachedShop) => () => void>> = {
  'a server that hangs': ({ server }) => {
    const pids = [...server.pids()];
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    return () => {
      for (const pid of pids) process.kill(pid, 'SIGCONT');
    };
  },
  'a server that is cut off': ({ line }) => {
    line.cut();
    return () => line.mend();
  },
};
const READS = 20;

async function lookupsOf(shop: Shop) {
  const lookups = lookupsIn((await shop.get('/metrics')).text);
  if (!lookups) throw new Error('the shop has no cache');
  return lookups;
}

describe.each([
  ['monolith', 'redis'],
  ['monolith', 'memcached'],
  ['microservices', 'redis'],
  ['microservices', 'memcached'],
])('the %s with a cache in %s', (base, id) => {
  test('goes on without its server, and shows no old price when it is back', async (context) => {
    const opened = await openShop(`${base}+cache=${id}`, id);
    if (typeof opened === 'string') return skipLoudly(context, opened);
    const { server, shop } = opened;
    const { sku, price } = await shop.product();
    const staff = await shop.staff();
    const change = async (amount: number) => {
      const changed = { amount, currency: 'EUR' as const };
      const path = `/products/${sku}/price`;
      const { status } = await shop.send({ method: 'PUT', path, json: changed, token: staff });
      expect(status).toBe(200);
      return changed;
    };
    /** A copy of that price is in use. */
    const expectCopyOf = ({ amount }: { readonly amount: number }, of: string) =>
      eventually(
        `the latest price from a copy, after ${of}`,
        async () => {
          const { hits } = await lookupsOf(shop);
          const isLatest = (await shop.stocked(sku)).price.amount === amount;
          return isLatest && (await lookupsOf(shop)).hits > hits ? true : undefined;
        },
        30_000,
      );
    await shop.expectPrice(sku, price);
    await shop.expectPrice(sku, await change(price.amount + 1));

    let { amount } = await change(price.amount + 2);
    for (const [name, silence] of Object.entries(SILENCES)) {
      // It is used: the silence strikes somebody.
      await expectCopyOf({ amount }, `what was before ${name}`);
      const before = await lookupsOf(shop);
      const end = silence(opened);
      try {
        const latest = await change(amount + 1);
        amount = latest.amount;
        // Each within the deadline of a request, or it would be a problem instead of a page.
        for (let i = 0; i < READS; i += 1) expect((await shop.stocked(sku)).price, name).toEqual(latest);
        for (const path of ['/products?limit=20', `/products/${sku}/recommendations`])
          expect((await shop.get(path)).status, `${path}: ${name}`).toBe(200);
        const { hits, unknown } = await lookupsOf(shop);
        expect(hits, `no copy came from ${name}`).toBe(before.hits);
        expect(unknown - before.unknown, name).toBeGreaterThanOrEqual(READS);
      } finally {
        end();
      }
      // The event is delivered again until the copy of before is gone.
      await expectCopyOf({ amount }, name);
    }

    await server.outage?.kill();
    await shop.expectPrice(sku, await change(amount + 1));
    await server.outage?.restart();
    await shop.expectPrice(sku, await change(price.amount));
  });
});
