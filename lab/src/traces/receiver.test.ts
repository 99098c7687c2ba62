import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SpanReceiver, startSpanReceiver } from './receiver.ts';

const TRACE = 'a'.repeat(32);

const exported = (more: object = {}) => ({
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'orders' } }] },
      scopeSpans: [
        {
          scope: { name: 'shop' },
          spans: [
            {
              traceId: TRACE,
              spanId: '1'.repeat(16),
              parentSpanId: '2'.repeat(16),
              name: 'orders.place',
              kind: 2,
              startTimeUnixNano: '1764500000000250000',
              endTimeUnixNano: '1764500000012750000',
              status: { code: 0 },
              ...more,
            },
          ],
        },
      ],
    },
  ],
});

describe('a receiver of spans', () => {
  let receiver: SpanReceiver;
  beforeEach(async () => {
    receiver = await startSpanReceiver();
  });
  afterEach(() => receiver.close());

  const send = (body: string, path = '/v1/traces') =>
    fetch(`${receiver.url}${path}`, { method: 'POST', body }).then(({ status }) => status);

  it('keeps what it expects, in milliseconds, with the process that sent it', async () => {
    receiver.expect(TRACE);
    expect(await send(JSON.stringify(exported()))).toBe(200);
    const [span, ...more] = receiver.spansOf(TRACE);
    expect(more).toEqual([]);
    expect(span).toMatchObject({
      id: '1'.repeat(16),
      parent: '2'.repeat(16),
      process: 'orders',
      name: 'orders.place',
      kind: 'server',
      took: 12.5,
      failed: false,
    });
    expect(span?.start).toBeCloseTo(1_764_500_000_000.25, 2);
  });

  it('knows one that failed, and one without a parent', async () => {
    receiver.expect(TRACE);
    await send(JSON.stringify(exported({ status: { code: 2 }, parentSpanId: '' })));
    expect(receiver.spansOf(TRACE)).toMatchObject([{ failed: true, parent: null }]);
  });

  it('drops what nobody waits for', async () => {
    expect(await send(JSON.stringify(exported()))).toBe(200);
    expect(receiver.spansOf(TRACE)).toEqual([]);
  });

  it.each([
    ['what is no JSON', '{', '/v1/traces', 400],
    ['what is no export', '{}', '/v1/traces', 400],
    ['metrics', '{}', '/v1/metrics', 404],
  ])('refuses %s', async (_what, body, path, status) => expect(await send(body, path)).toBe(status));
});
