import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Component, Namespace } from '@lab/lab/components/component';
import { Lines } from '@lab/lab/components/lines';
import { COMPONENTS } from '@lab/lab/components/registry';
import { Bites } from '@lab/lab/experiments/disturbance/faults/bites';
import { TAKES_FAULTS } from '@lab/lab/experiments/disturbance/faults/fault';
import { Asker } from '@lab/lab/experiments/probe/asker';
import { injectInto } from '@lab/lab/experiments/probe/inject';
import { Stops } from '@lab/lab/experiments/probe/stops';
import {
  CONSUL,
  CONSUL_FENCED,
  NONE,
  REDIS,
  REDIS_FENCED,
  ROW,
  UPDATE,
  ZOOKEEPER,
  ZOOKEEPER_FENCED,
} from '@lab/scenarios/distributed-lock/arms';
import { answersTo, refusedShare, serverCutOff } from '@lab/scenarios/distributed-lock/cut-off';
import { pausedHolder, restartedServer } from '@lab/scenarios/distributed-lock/holder';
import { lastUnits } from '@lab/scenarios/distributed-lock/sales';
import { mistakeIn, oversoldIn } from '@lab/scenarios/distributed-lock/stock';
import { type Floor, Till } from '@lab/scenarios/distributed-lock/till';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { skipLoudly } from '../../lab/test/skip-loudly.ts';
import { type DeployedShop, deployShop } from '../deployed-shop.ts';
import { inSharedServers } from '../shared-servers.ts';

/** What each arm does to the last units of a product. The first and the locks without fencing must be caught, each time. */
const ARMS = [
  { arm: NONE, server: undefined, normal: 'oversells', paused: 'oversells', restarted: undefined },
  { arm: ROW, server: undefined, normal: 'is right', paused: 'is right', restarted: undefined },
  { arm: UPDATE, server: undefined, normal: 'is right', paused: 'is right', restarted: undefined },
  { arm: REDIS, server: 'redis', normal: 'is right', paused: 'oversells', restarted: 'oversells' },
  { arm: REDIS_FENCED, server: 'redis', normal: 'is right', paused: 'is right', restarted: 'is right' },
  { arm: ZOOKEEPER, server: 'zookeeper', normal: 'is right', paused: 'oversells', restarted: 'is right' },
  {
    arm: ZOOKEEPER_FENCED,
    server: 'zookeeper',
    normal: 'is right',
    paused: 'is right',
    restarted: 'is right',
  },
  { arm: CONSUL, server: 'consul', normal: 'is right', paused: 'oversells', restarted: 'is right' },
  { arm: CONSUL_FENCED, server: 'consul', normal: 'is right', paused: 'is right', restarted: 'is right' },
] as const;

/** Until one of them must have oversold where nothing guards the stock. */
const MOST_SALES = 18;
/** Two units, so that others can buy while one buyer's order stands still. */
const HELD = { units: 2, buyers: 6 } as const;

describe.each(ARMS.map((each) => [each.arm, each] as const))('the last units with %s', (arm, each) => {
  const { server: id, normal, paused, restarted } = each;
  const kind = id === undefined ? undefined : COMPONENTS.get(id);
  let missing: string | undefined;
  let workDir: string;
  let server: Component | undefined;
  let shop: DeployedShop | undefined;
  let bites: Bites | undefined;
  let asker: Asker | undefined;
  let stops: Stops | undefined;
  let floor: Floor;
  let till: Till;
  const lines = new Lines(id === undefined ? [] : [id]);
  let place: Namespace | undefined;
  const over = new AbortController();

  beforeAll(async () => {
    workDir = await mkdtemp(join(tmpdir(), 'locked-stock-'));
    const program = await kind?.find();
    if (kind && program === undefined) {
      missing = `no ${kind.name} on this machine`;
      return;
    }
    if (kind && program !== undefined) {
      const runId = `locked-stock-${process.pid}-${randomUUID().slice(0, 8)}`;
      const started = await kind.startPrivately(program, {
        ...{ workDir, runId, namespaces: 1 },
        log: () => undefined,
      });
      server = { ...started, id: kind.id, name: kind.name, origin: 'private node' };
    }
    place = server && (await lines.over(await server.freshNamespace()));
    const env = { ...inSharedServers(['rabbitmq']), ...place?.env, ...TAKES_FAULTS };
    const deployed = await deployShop(arm, env);
    shop = deployed;
    const { system } = deployed;
    const seen = new Bites(system);
    bites = seen;
    const opened = await Asker.open(system.url, over.signal);
    asker = opened;
    const stopping = new Stops(system, server ? [server] : [], over.signal, undefined, lines);
    stops = stopping;
    floor = {
      processes: system.processes.map(({ name }) => name),
      signal: over.signal,
      now: opened.now,
      ask: opened.ask,
      pause: (name) => stopping.pause(name),
      outage: (component) => stopping.outage(component),
      cutOff: (component) => stopping.cutOff(component),
      inject: (name, context, fault) =>
        injectInto({ system, bites: seen, signal: over.signal }, name, context, fault),
    };
    const skus = Array.from(
      { length: MOST_SALES + 5 },
      (_, index) => `SKU-${String(100 + index).padStart(5, '0')}`,
    );
    till = await Till.open(floor, { skus, tokens: [await signIn(1), await signIn(2)] });
  });

  afterAll(async () => {
    await stops?.spare();
    await asker?.close();
    bites?.close();
    await shop?.stop();
    await place?.leave();
    await server?.release();
    await rm(workDir, { recursive: true, force: true });
  });

  beforeEach((context) => skipLoudly(context, missing));

  async function signIn(customer: number): Promise<string> {
    const email = `customer-${String(customer).padStart(3, '0')}@shop.example`;
    const { status, body } = await floor.ask({
      endpoint: 'sign-in',
      method: 'POST',
      path: '/sessions',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password: 'correct-horse-battery' }),
      expect: [201],
    });
    expect(status).toBe(201);
    return (JSON.parse(body) as { token: string }).token;
  }

  test(`when sixteen buyers come at once: it ${normal}`, async () => {
    const sold = await lastUnits(till, { sales: 3, units: 4, buyers: 16 });
    // Without a guard it is luck whether two meet. On a busy machine they do so in one sale of a few.
    while (normal === 'oversells' && sold.length < MOST_SALES && sold.every((sale) => oversoldIn(sale) === 0))
      sold.push(...(await lastUnits(till, { sales: 1, units: 4, buyers: 16 })));
    if (normal === 'is right') expect(sold.flatMap((sale) => mistakeIn(sale) ?? [])).toEqual([]);
    // Each unit is sold where nobody is turned away who need not be.
    else expect(sold.reduce((sum, sale) => sum + oversoldIn(sale), 0)).toBeGreaterThan(0);
    for (const { confirmed } of sold) expect(confirmed).toBeGreaterThanOrEqual(4);
  });

  test(`when a holder stands still for longer than its lease: it ${paused}`, async () => {
    const { sold, others } = await pausedHolder(floor, till, {
      ...HELD,
      watchMs: arm === ROW ? 4_000 : 15_000,
    });
    if (arm === NONE) expect(oversoldIn(sold)).toBeGreaterThan(0);
    else expect(oversoldIn(sold)).toBe(paused === 'is right' ? 0 : 1);
    if (paused === 'is right') expect(mistakeIn(sold)).toBeUndefined();
    // A transaction of the database has no lease. All others let buyers go on. One unit may go to the holder's own buyer, who asks again.
    if (arm === ROW) expect(others).toEqual([]);
    else expect(others.length).toBeGreaterThan(0);
  });

  if (id !== undefined && restarted !== undefined)
    test(`when the server of the lock is restarted under a holder: it ${restarted}`, async () => {
      const outage = await restartedServer(floor, till, {
        ...{ ...HELD, server: id },
        ...{ watchMs: 8_500, downMs: 500 },
      });
      expect(outage && oversoldIn(outage.sold)).toBe(restarted === 'is right' ? 0 : 1);
      expect(outage?.waitMs).toBeGreaterThan(500);
    });

  // The other servers' sessions end likewise: `lock-servers.test.ts` cuts a holder off from each.
  if (id === 'redis')
    test(`when the server of the lock is cut off for longer than a lease: it ${paused}`, async () => {
      const cut = await serverCutOff(floor, till, {
        ...{ ...HELD, server: id },
        ...{ watchMs: 10_000, cutMs: 2_500 },
      });
      expect(cut && oversoldIn(cut.sold)).toBe(paused === 'is right' ? 0 : 1);
      expect(cut?.others.length).toBeGreaterThan(0);
      expect(cut && refusedShare(cut.came)).toBe(0);
      expect(cut?.againMs).toBeGreaterThan(0);
      expect(cut && answersTo(cut.came).result).toBe('pass');
    });
});
