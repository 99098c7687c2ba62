import { describe, expect, it } from 'vitest';
import type { SpanRecord, Traces } from '../../records/traces.ts';
import { processesOf, waysOf } from './ways.ts';

const span = (id: string, parent: string | null, more: Partial<SpanRecord> = {}): SpanRecord => ({
  ...{ id, parent, process: 'gateway', name: id, kind: 'internal', start: 0, took: 1, failed: false },
  ...more,
});

const spans = [
  span('POST /orders', null, { kind: 'server', took: 20 }),
  span('call', 'POST /orders', { kind: 'client', start: 1, took: 18 }),
  span('handler', 'call', { kind: 'server', process: 'orders', start: 3, took: 15 }),
  span('INSERT', 'handler', { kind: 'client', process: 'orders', start: 4, took: 2 }),
  span('event', 'handler', { kind: 'consumer', process: 'notifications', start: 22, took: 8 }),
  span('stray', 'lost', { start: 9 }),
];
const traces: Traces = { traces: [{ arm: 'microservices', endpoint: 'place-order', of: 5, spans }] };

describe("one request's way", () => {
  const [way] = waysOf(traces).get('place-order') ?? [];

  it('goes into each step before the next one, and leaves none out', () => {
    expect(way?.steps.map(({ name, depth }) => `${depth} ${name}`)).toEqual([
      '0 POST /orders',
      '1 call',
      '2 handler',
      '3 INSERT',
      '3 event',
      '1 stray',
    ]);
  });

  it('knows what only waits for another process: a call does, a statement does not', () => {
    expect(way?.steps.filter(({ waits }) => waits).map(({ name }) => name)).toEqual(['call']);
  });

  it('ends with what it led to, after its answer', () => {
    expect(way).toMatchObject({ of: 5, answeredMs: 20, endedMs: 30 });
  });

  it('is missing where the request itself was not recorded', () => {
    const [, ...rootless] = spans;
    const [trace] = traces.traces;
    expect(waysOf({ traces: trace ? [{ ...trace, spans: rootless }] : [] }).size).toBe(0);
  });
});

it('names the processes as they come up', () => {
  expect(processesOf(waysOf(traces).values())).toEqual(['gateway', 'orders', 'notifications']);
});
