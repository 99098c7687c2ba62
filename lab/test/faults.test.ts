import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { waitUntil } from '../src/host/processes/wait-until.ts';
import { topologyOf } from '../src/topologies/topology-of.ts';
import { DEADLINE_MS, FaultyShop } from './fixtures/faulty-shop.ts';

const MIB = 1024 * 1024;

describe.each([
  { topology: topologyOf('monolith'), isolates: false },
  { topology: topologyOf('microservices'), isolates: true },
])('a fault in the $topology.id', ({ topology, isolates }) => {
  let shop: FaultyShop;

  beforeAll(async () => {
    shop = await FaultyShop.start(topology);
    expect((await shop.recommend()).status).toBe(200);
  });
  afterEach(() => shop?.clear());
  afterAll(() => shop?.stop());

  test('is refused by a process in which the context does not live', async () => {
    await expect(shop.inject('identity', { kind: 'crash' })).rejects.toThrow('identity does not live');
    expect((await shop.browse()).status).toBe(200);
  });

  test.each(['catalog', 'inventory', 'orders', 'payments', 'notifications', 'recommendations'])(
    'can be in %s',
    async (context) => shop.inject(context, { kind: 'slow', ms: 1 }),
  );

  test('crash: the next call kills the process, which comes back', async () => {
    const known = shop.system.restarts.length;
    await shop.inject('recommendations', { kind: 'crash' });
    expect((await shop.browse()).status).toBe(200);
    const since = Date.now();
    const asking = shop.recommend();
    await shop.bite('recommendations', 'crash', since);
    await waitUntil('its death', () => shop.system.restarts.length > known || 'alive', {
      deadlineMs: DEADLINE_MS,
      everyMs: 5,
    });
    expect((await shop.browse()).status).toBe(isolates ? 200 : 0);
    const answer = await asking;
    // The broker delivers the request again to a service that is back in time.
    if (!isolates) expect(answer.status).toBe(0);
    expect(await shop.restartAfter(known)).toMatchObject({
      process: shop.in('recommendations').process,
      exit: { code: null, signal: 'SIGKILL' },
    });
    expect((await shop.recommend()).status).toBe(200);
  });

  test('block: one call takes the event loop for itself', async () => {
    await shop.inject('recommendations', { kind: 'block', ms: 2_000 });
    const asking = shop.recommend();
    await shop.bite('recommendations', 'block', 0);
    const browsed = await shop.browse();
    const blocked = await asking;
    expect(blocked).toMatchObject({ status: 200 });
    expect(blocked.tookMs).toBeGreaterThanOrEqual(1_990);
    expect(browsed.status).toBe(200);
    // Its connection was made while the loop was blocked, or beside it.
    expect(browsed.endedAt < blocked.endedAt - 100).toBe(isolates);
    expect((await shop.recommend()).status).toBe(200);
  });

  test('leak: calls eat the heap, until the process dies of it', async () => {
    const known = shop.system.restarts.length;
    await shop.inject('recommendations', { kind: 'leak', bytes: 32 * MIB });
    const died = async () => {
      await shop.recommend();
      return shop.system.restarts.length > known || 'alive';
    };
    await waitUntil('the process to die of its heap', died, { deadlineMs: DEADLINE_MS });
    expect(await shop.restartAfter(known)).toMatchObject({
      process: shop.in('recommendations').process,
      exit: { code: null, signal: 'SIGABRT' },
    });
    expect(shop.bites.of(shop.in('recommendations'), 'leak')).not.toEqual([]);
  });

  test('slow: calls wait, the page does without them, and all is well when it is cleared', async () => {
    await shop.inject('recommendations', { kind: 'slow', ms: 2_000 });
    const [slow, page, browsed] = await Promise.all([shop.recommend(), shop.overview(), shop.browse()]);
    expect(slow.status).toBe(200);
    expect(slow.tookMs).toBeGreaterThanOrEqual(1_990);
    expect(page.body).toMatchObject({ recommendations: null, degraded: ['recommendations'] });
    expect(page.endedAt).toBeLessThan(slow.endedAt);
    expect(browsed.endedAt).toBeLessThan(slow.endedAt);
    await shop.clear();
    expect((await shop.overview()).body).toMatchObject({ degraded: [] });
    expect(shop.bites.of(shop.in('recommendations'), 'slow').at(-1)?.count).toBeGreaterThanOrEqual(2);
  });

  test('slow: nobody waits longer than a request may take', async () => {
    await shop.inject('recommendations', { kind: 'slow', ms: 30_000 });
    const answer = await shop.recommend();
    expect(answer).toMatchObject({ status: 504, body: { code: 'upstream-timeout' } });
    expect(answer.tookMs).toBeGreaterThan(4_900);
  });

  test('fail: a share of the calls fails, and the page does without them', async () => {
    await shop.inject('recommendations', { kind: 'fail', share: 1 });
    expect(await shop.recommend()).toMatchObject({ status: 500, body: { code: 'internal-error' } });
    expect((await shop.overview()).body).toMatchObject({
      recommendations: null,
      degraded: ['recommendations'],
    });
    await shop.inject('recommendations', { kind: 'fail', share: 0.3 });
    const statuses: number[] = [];
    for (let call = 0; call < 20; call += 1) statuses.push((await shop.recommend()).status);
    const failed = statuses.filter((status) => status === 500).length;
    expect(Math.abs(failed - 6)).toBeLessThanOrEqual(1);
    expect(statuses.every((status) => status === 500 || status === 200)).toBe(true);
  });

  test('hold-writer: writes of its database wait for the end of one transaction, reads do not', async () => {
    const since = Date.now();
    await shop.inject('catalog', { kind: 'hold-writer', ms: 2_500 });
    await shop.bite('catalog', 'hold-writer', since);
    const changing = shop.changePrice();
    const [browsed, bought] = await Promise.all([shop.browse(), shop.buy()]);
    const changed = await changing;
    expect(changed.status, JSON.stringify(changed.body)).toBe(200);
    expect(changed.tookMs).toBeGreaterThan(1_000);
    expect(browsed).toMatchObject({ status: 200 });
    expect(browsed.endedAt).toBeLessThan(changed.endedAt);
    expect(bought.status, JSON.stringify(bought.body)).toBe(201);
    // Orders have a database of their own, or the same one.
    expect(bought.endedAt < changed.endedAt - 100).toBe(isolates);
  });
});

describe.each(['monolith', 'microservices'])('without timeouts, the %s', (base) => {
  let shop: FaultyShop | undefined;
  afterEach(() => shop?.stop());

  test('waits as long as it takes', async () => {
    shop = await FaultyShop.start(topologyOf(`${base}+timeouts=off`));
    await shop.inject('recommendations', { kind: 'slow', ms: 6_000 });
    const [answer, page] = await Promise.all([shop.recommend(), shop.overview()]);
    expect(answer.status).toBe(200);
    expect(page.body).toMatchObject({ degraded: [] });
    for (const { tookMs } of [answer, page]) expect(tookMs).toBeGreaterThanOrEqual(5_990);
  });
});
