import { randomBytes } from 'node:crypto';
import type { SpanRecord } from '@lab/lab/records/traces';
import { topologyOf } from '@lab/lab/topologies/topology-of';
import { type SpanReceiver, startSpanReceiver } from '@lab/lab/traces/receiver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../behaviour/expectations.ts';
import { Shop } from '../behaviour/shop.ts';
import { deployShop } from '../deployed-shop.ts';
import { inSharedServers } from '../shared-servers.ts';

/** A client's own trace: its id, and the header that the client sends. */
function newTrace(flags = '01') {
  const traceId = randomBytes(16).toString('hex');
  receiver.expect(traceId);
  return { traceId, header: { traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-${flags}` } };
}

let receiver: SpanReceiver;
beforeAll(async () => {
  receiver = await startSpanReceiver();
});
afterAll(() => receiver.close());

async function startTraced(topology: string): Promise<Shop> {
  const env = {
    ...inSharedServers(topologyOf(topology).components),
    TRACING: 'on',
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    // Sent soon, so that the test need not wait. ms.
    OTEL_BSP_SCHEDULE_DELAY: '100',
  };
  return new Shop(await deployShop(topology, env), []);
}

/**
 * The trace of an order, once the event that it led to has been applied.
 * A span is sent when it has ended, by its own process at its own time:
 * the trace is whole when the parent of every span has come.
 */
async function traceOfOrder(shop: Shop): Promise<readonly SpanRecord[]> {
  const { traceId, header } = newTrace();
  const [customer, product] = [await shop.customer(100_000), await shop.product()];
  const order = { lines: [{ sku: product.sku, quantity: 1 }] };
  const headers = { ...header, 'idempotency-key': traceId };
  expect((await customer.post('/orders', order, headers)).status).toBe(201);
  return eventually('the event in the trace', async () => {
    const spans = receiver.spansOf(traceId);
    return spans.some(isEvent) && rootsOf(spans).length === 1 ? spans : undefined;
  });
}

/** The spans whose parent is not, or not yet, in the trace. */
const rootsOf = (spans: readonly SpanRecord[]): readonly SpanRecord[] =>
  spans.filter(({ parent }) => !spans.some(({ id }) => id === parent));

const isEvent = ({ name }: SpanRecord): boolean => name.endsWith('order.confirmed');

/** The names on the way from a span to the first one of its trace. */
function wayTo(spans: readonly SpanRecord[], name: string): string[] {
  const way: string[] = [];
  let span = spans.find((each) => each.name === name);
  while (span) {
    way.unshift(`${span.process}: ${span.name}`);
    const { parent } = span;
    span = spans.find(({ id }) => id === parent);
  }
  return way;
}

describe.each(['monolith', 'monolith-serialized', 'microservices'])('%s, traced', (topology) => {
  let shop: Shop;
  let spans: readonly SpanRecord[];
  beforeAll(async () => {
    shop = await startTraced(topology);
    spans = await traceOfOrder(shop);
  });
  afterAll(() => shop?.close());

  it('tells one request as one tree, whose parts lie within the whole', () => {
    const roots = rootsOf(spans);
    expect(roots.map(({ name }) => name)).toEqual(['POST /orders']);
    const [root] = roots;
    for (const { name, start, took } of spans) {
      expect(took, name).toBeGreaterThanOrEqual(0);
      // Clocks of processes are read apart, and agree to a fraction of a millisecond.
      expect(start, name).toBeGreaterThan((root?.start ?? 0) - 1);
    }
    expect(spans.filter(({ failed }) => failed)).toEqual([]);
  });

  it('has the calls and the statements, each where it is made', () => {
    const names = spans.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['orders.place', 'catalog.find', 'inventory.reserve', 'payments.charge']),
    );
    expect(names).toEqual(expect.arrayContaining(['INSERT orders', 'COMMIT']));
  });

  it('knows which process has done what', () => {
    const processes = new Set(spans.map(({ process }) => process));
    const own = ['gateway', 'orders', 'catalog', 'inventory', 'payments'];
    if (topology === 'microservices') expect([...processes]).toEqual(expect.arrayContaining(own));
    else expect([...processes]).toEqual(['monolith']);
    const way = wayTo(spans, 'INSERT orders');
    expect(way[0]).toMatch(/: POST \/orders$/);
    expect(way.at(-1)).toBe(`${topology === 'microservices' ? 'orders' : 'monolith'}: INSERT orders`);
  });

  it('follows the event to its subscriber', () => {
    const way = wayTo(spans, spans.find(isEvent)?.name ?? '');
    expect(way.length).toBeGreaterThan(1);
    expect(way[0]).toMatch(/: POST \/orders$/);
  });

  it('leaves alone what its client does not want recorded', async () => {
    const unwanted = newTrace('00');
    const wanted = newTrace();
    for (const { header } of [unwanted, wanted])
      await shop.send({ path: '/products?limit=1', headers: header });
    await eventually('the other trace', async () => receiver.spansOf(wanted.traceId)[0]);
    expect(receiver.spansOf(unwanted.traceId)).toEqual([]);
  });
});

it('records nothing unless it is told to', async () => {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '100' };
  const shop = new Shop(await deployShop('monolith', env), []);
  const { traceId, header } = newTrace();
  await shop.send({ path: '/products?limit=1', headers: header });
  // It would send what it has when it ends.
  await shop.close();
  expect(receiver.spansOf(traceId)).toEqual([]);
});
