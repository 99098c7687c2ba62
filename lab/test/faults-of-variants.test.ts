import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { waitUntil } from '../src/host/processes/wait-until.ts';
import { topologyOf } from '../src/topologies/topology-of.ts';
import { DEADLINE_MS, FaultyShop } from './fixtures/faulty-shop.ts';
import { expectRightBooks } from './fixtures/right-books.ts';

describe('a fault in one of two workers', () => {
  let shop: FaultyShop;

  beforeAll(async () => {
    shop = await FaultyShop.start(topologyOf('monolith+workers=2'));
    expect((await shop.buy()).status).toBe(201);
  });
  afterAll(() => shop?.stop());

  test.each(['worker-1', 'worker-2'])(
    'crash: the oldest dies, %s, and the other one goes on',
    async (part) => {
      const { restarts, processes } = shop.system;
      const known = restarts.length;
      await shop.inject('recommendations', { kind: 'crash' });
      const died = async () => {
        // Whichever worker gets it.
        await shop.recommend();
        return restarts.length > known || 'alive';
      };
      await waitUntil('a worker to die', died, { deadlineMs: DEADLINE_MS, everyMs: 5 });
      expect(shop.bites.of(shop.in('recommendations'), 'crash')).toHaveLength(known + 1);
      for (let visit = 0; visit < 4; visit += 1) expect((await shop.browse()).status).toBe(200);
      expect((await shop.buy()).status).toBe(201);
      expect(await shop.restartAfter(known)).toMatchObject({
        ...{ process: 'monolith', part },
        exit: { code: null, signal: 'SIGKILL' },
      });
      expect(restarts).toHaveLength(known + 1);
      expect(shop.system.processes).toEqual(processes);
    },
  );

  test('slow: one of them is, and the other is not', async () => {
    await shop.inject('catalog', { kind: 'slow', ms: 300 });
    const visits = 8;
    for (let visit = 0; visit < visits; visit += 1) expect((await shop.browse()).status).toBe(200);
    // Clearing them says how often they bit.
    await shop.clear();
    const count = shop.bites.of(shop.in('catalog'), 'slow').at(-1)?.count ?? 0;
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(visits);
  });

  test('the books are right afterwards', () => expectRightBooks(shop));
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
