import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sample } from '../src/drivers/sample.ts';
import type { Fault } from '../src/experiments/disturbance/faults/fault.ts';
import { type Scene, strike } from '../src/experiments/disturbance/strike.ts';
import { topologyOf } from '../src/topologies/topology-of.ts';
import { FaultyShop } from './fixtures/faulty-shop.ts';

const STEADY = { perSecond: 20, before: 1, after: 3 };
const FOR_MS = 2_500;

/** Customers who buy and browse by turns, each at its time whatever becomes of the others. */
class Customers {
  #samples: readonly Sample[] = [];

  constructor(private readonly shop: FaultyShop) {}

  measure: Scene['session']['measure'] = async ({ perSecond }, seconds, started) => {
    await started();
    const startedAt = Date.now();
    const visit = async (iteration: number): Promise<Sample> => {
      const intended = (iteration * 1000) / perSecond;
      await sleep(intended);
      const endpoint = iteration % 2 === 0 ? 'place-order' : 'browse';
      const { status } = await (endpoint === 'browse' ? this.shop.browse() : this.shop.buy());
      const response = Date.now() - startedAt - intended;
      const done = status === 200 || status === 201;
      return {
        iteration,
        step: 0,
        endpoint,
        intended,
        late: 0,
        response,
        service: response,
        serverTiming: undefined,
        outcome: done ? { kind: 'ok' } : { kind: 'error', what: String(status), example: '' },
      };
    };
    this.#samples = await Promise.all(Array.from({ length: seconds * perSecond }, (_, i) => visit(i)));
    return startedAt;
  };

  samples: Scene['session']['samples'] = async () => this.#samples;
}

describe.each([
  { topology: topologyOf('monolith'), sharesItsDatabase: true },
  { topology: topologyOf('microservices'), sharesItsDatabase: false },
])('a fault that strikes the $topology.id under load', ({ topology, sharesItsDatabase }) => {
  let shop: FaultyShop;

  beforeAll(async () => {
    shop = await FaultyShop.start(topology);
    for (let order = 0; order < 5; order += 1) expect((await shop.buy()).status).toBe(201);
  });
  afterAll(() => shop?.stop());

  const struckBy = async (context: string, fault: Fault) => {
    const { system, bites } = shop;
    const scene = { system, bites, session: new Customers(shop), signal: new AbortController().signal };
    const title = { en: fault.kind, ko: fault.kind };
    const record = await strike(
      scene,
      { id: fault.kind, title, context, fault, needed: [], seconds: 3, profiles: [] },
      STEADY,
    );
    const [ordering, browsing] = ['place-order', 'browse'].map((endpoint) => {
      const { started, failed, slow } = record.endpoints[endpoint] ?? { started: 0, failed: 0, slow: 0 };
      expect(started).toBeGreaterThan(20);
      return (failed + slow) / started;
    });
    return { lastedMs: (record.window?.to ?? 0) - (record.window?.from ?? 0), ordering, browsing };
  };

  test('a long write transaction is held for all of its time, and by whoever shares the database', async () => {
    const { lastedMs, ordering, browsing } = await struckBy('recommendations', {
      kind: 'hold-writer',
      ms: FOR_MS,
    });
    expect(lastedMs).toBeGreaterThan(FOR_MS - 20);
    // Who comes in its first second and a half waits for more than one, of the three that are counted.
    if (sharesItsDatabase) expect(ordering).toBeGreaterThan(0.3);
    else expect(ordering).toBeLessThan(0.2);
    expect(browsing).toBeLessThan(0.2);
  });

  test('a blocked event loop is blocked for all of its time', async () => {
    const { lastedMs, browsing } = await struckBy('catalog', { kind: 'block', ms: FOR_MS });
    expect(lastedMs).toBeGreaterThan(FOR_MS - 20);
    expect(browsing).toBeGreaterThan(0.3);
  });
});
