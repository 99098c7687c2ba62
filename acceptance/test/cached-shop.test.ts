import { describe, expect, onTestFinished, test } from 'vitest';
import { skipLoudly } from '../../lab/test/skip-loudly.ts';
import { eventually } from '../behaviour/expectations.ts';
import { Shop } from '../behaviour/shop.ts';
import { deployShop } from '../deployed-shop.ts';
import { startOwnServer } from '../private-servers.ts';
import { inSharedServers } from '../shared-servers.ts';

/** The shop over a cache of this test's own; undefined where this machine has no such server. */
async function openShop(topology: string, id: string) {
  const server = await startOwnServer(id);
  if (typeof server === 'string') return server;
  onTestFinished(() => server.release());
  const { env } = await server.freshNamespace();
  const brokers = topology.startsWith('microservices') ? ['rabbitmq'] : [];
  const deployed = await deployShop(topology, { ...inSharedServers(brokers), ...env });
  const shop = new Shop(deployed, []);
  onTestFinished(() => shop.close());
  return { server, shop };
}

describe.each([
  ['monolith', 'redis'],
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
    await shop.expectPrice(sku, price);
    await shop.expectPrice(sku, await change(price.amount + 1));

    const pids = [...server.pids()];
    let latest = price;
    try {
      for (const pid of pids) process.kill(pid, 'SIGSTOP');
      latest = await change(price.amount + 2);
      // Each within the deadline of a request, or it would be a problem instead of a page.
      for (let i = 0; i < 20; i += 1) expect((await shop.stocked(sku)).price).toEqual(latest);
    } finally {
      for (const pid of pids) process.kill(pid, 'SIGCONT');
    }
    // The event is delivered again until the copy of before is gone.
    await eventually(
      'the new price from a cache that is back',
      async () => ((await shop.stocked(sku)).price.amount === latest.amount ? true : undefined),
      30_000,
    );

    await server.outage?.kill();
    await shop.expectPrice(sku, await change(price.amount + 3));
    await server.outage?.restart();
    await shop.expectPrice(sku, await change(price.amount));
  });
});
