import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquire } from '@lab/lab/components/acquire';
import type { Component } from '@lab/lab/components/component';
import { COMPONENTS } from '@lab/lab/components/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waiting } from '../../lab/bin/doctor/shops.mjs';
import { Shop } from '../behaviour/shop.ts';
import { type DeployedShop, deployShop } from '../deployed-shop.ts';
import { torture } from '../torture/torture.ts';

function wholeNumber(variable: string, otherwise: number): number {
  const given = process.env[variable] || String(otherwise);
  if (!/^\d{1,9}$/.test(given)) throw new Error(`${variable}=${given} is no whole number.`);
  return Number(given);
}

/** `make torture STRIKES=500 SEED=7` is this test in another size. */
const STRIKES = wholeNumber('STRIKES', 0);
const SEED = wholeNumber('SEED', 20_261_129);
/** A lease is 10 s, and somebody looks for lost ones every third of that. ms. */
const BEYOND_LEASE_MS = 14_000;
const ALL = Object.entries({ monolith: 0.2, microservices: 0.3, 'microservices+instances=2': 0.5 }).map(
  ([arm, share]) => ({ arm, strikes: Math.ceil(STRIKES * share) }),
);
/** What every test run does. */
const A_FEW = [
  { arm: 'monolith', strikes: 4 },
  { arm: 'microservices+instances=2', strikes: 8 },
];
const PER_STRIKE_MS = 20_000;

const say = (line: string) => process.stderr.write(`${line}\n`);

describe.each(STRIKES > 0 ? ALL : A_FEW)('$arm under kills, stops and restarts', ({ arm, strikes }) => {
  let deployed: DeployedShop;
  let shop: Shop;
  let broker: Component | undefined;
  let workDir: string;

  beforeAll(async () => {
    workDir = await mkdtemp(join(tmpdir(), 'torture-'));
    if (arm !== 'monolith')
      broker = await acquire(COMPONENTS.get('rabbitmq'), {
        ...{ workDir, runId: `torture-${process.pid}`, namespaces: 1, log: ({ en }) => say(en) },
      });
    if (broker && !broker.outage) say('SKIPPED: kills of the broker: it is not ours to kill');
    deployed = await deployShop(arm, broker && (await broker.freshNamespace()).env);
    shop = new Shop(deployed, ['order-still-pending']);
    // Processes are killed on purpose. One that ends by itself is not ready again in time, which fails the test.
    deployed.system.failure.catch(() => undefined);
  });
  afterAll(async () => {
    await shop?.close();
    await broker?.release();
    await rm(workDir, { recursive: true, force: true });
  });

  /** Of all processes; none where nobody counts it, as the monolith's sagas. */
  async function backlog(name: string): Promise<number> {
    const pages = await Promise.all(
      deployed.system.processes.map(async ({ url }) => (await fetch(`${url}/metrics`)).text()),
    );
    return waiting(pages.join('\n'), name) ?? 0;
  }

  it('loses nothing and does nothing twice, and every saga ends', {
    timeout: 180_000 + strikes * PER_STRIKE_MS,
  }, async () => {
    const figures = await torture({
      ...{ shop, system: deployed.system, dataDir: deployed.dataDir, broker: broker?.outage },
      ...{ seed: SEED, strikes, say },
      beyondLeaseMs: BEYOND_LEASE_MS,
    });
    say(`${arm}, seed ${SEED}: ${JSON.stringify(figures)}`);
    expect(figures.interrupted, 'strikes hit requests under way').toBeGreaterThanOrEqual(strikes);
    expect(figures.ledgerReads, 'the ledger is read while it happens').toBeGreaterThanOrEqual(strikes);
    expect(figures.orders).toMatchObject({ confirmed: expect.any(Number) });
    expect(figures.orders, 'every order has an outcome').not.toHaveProperty('unknown');
    for (const what of ['shop_open_sagas', 'shop_outbox_events', 'shop_dead_letters'])
      await expect.poll(() => backlog(what), { timeout: 30_000, message: what }).toBe(0);
  });
});
