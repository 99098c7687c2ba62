import { expect, it } from 'vitest';
import type { SpanRecord } from '../src/records/traces.ts';
import { longestWay, waitedCalls } from './waited-calls.ts';

/** Id, parent, process, kind; from and to, ms. */
type Row = readonly [string, string | null, string, SpanRecord['kind'], number, number];

const spansOf = (rows: readonly Row[]): SpanRecord[] =>
  rows.map(([id, parent, process, kind, from, to]) => ({
    ...{ id, parent, process, kind, name: id, failed: false },
    ...{ start: from, took: Number((to - from).toFixed(3)) },
  }));

/** An order, as a busy machine has recorded it, with its calls, what their processes did, and two statements of many. */
const ORDER: readonly Row[] = [
  ['POST /orders', null, 'gateway', 'server', 0, 42.167],
  ['orders.place', 'POST /orders', 'gateway', 'client', 5.351, 41.631],
  ['place', 'orders.place', 'orders', 'server', 6.137, 40.044],
  ['catalog.find', 'place', 'orders', 'client', 6.333, 8.865],
  ['find', 'catalog.find', 'catalog', 'server', 7.629, 7.935],
  ['SELECT products', 'find', 'catalog', 'client', 7.733, 7.89],
  ['inventory.reserve', 'place', 'orders', 'client', 10.151, 14.289],
  ['reserve', 'inventory.reserve', 'inventory', 'server', 11.011, 13.542],
  ['payments.charge', 'place', 'orders', 'client', 19.467, 33.629],
  ['charge', 'payments.charge', 'payments', 'server', 20.396, 29.53],
  ['COMMIT', 'place', 'orders', 'client', 34.32, 37.656],
  ['inventory.commit', 'place', 'orders', 'client', 39.653, 46.636],
  ['commit', 'inventory.commit', 'inventory', 'server', 41.765, 45.922],
  ['order.confirmed', 'place', 'notifications', 'consumer', 42.457, 43.676],
];
/** The same order, if the gateway had its turn so much later that all of it had ended when the customer was answered. ms. */
const LATE_MS = 20;
const lateIn = ([id, parent, process, kind, from, to]: Row): Row => [
  ...([id, parent, process, kind, from] as const),
  process === 'gateway' ? to + LATE_MS : to,
];

it.each([
  ['as it was recorded', ORDER],
  ['that is answered after the last of its steps', ORDER.map(lateIn)],
])('counts the calls that an order waits for, and none behind its pivot: one %s', (_, rows) => {
  const spans = spansOf(rows);
  const calls = waitedCalls(spans);
  const waitedFor = ['orders.place', 'catalog.find', 'inventory.reserve', 'payments.charge'];
  expect(calls.map(({ name }) => name)).toEqual(waitedFor);
  expect(longestWay(calls, spans)).toBe(4);
});

it('leaves out what lies behind a call that nobody has waited for, and what an event leads to', () => {
  const more = spansOf([
    ['catalog.price', 'commit', 'inventory', 'client', 43, 45.5],
    ['price', 'catalog.price', 'catalog', 'server', 44, 45],
    ['catalog.names', 'order.confirmed', 'notifications', 'client', 42.6, 43.5],
    ['names', 'catalog.names', 'catalog', 'server', 42.9, 43.2],
    ['catalog.lost', 'never came', 'orders', 'client', 6, 8],
    ['lost', 'catalog.lost', 'catalog', 'server', 6, 7],
  ]);
  const order = spansOf(ORDER.map(lateIn));
  expect(waitedCalls([...order, ...more])).toEqual(waitedCalls(order));
});

it('takes calls that lie side by side for one on the way', () => {
  const page = spansOf([
    ['GET /overview', null, 'gateway', 'server', 0, 20],
    ['orders.list', 'GET /overview', 'gateway', 'client', 1, 9],
    ['list', 'orders.list', 'orders', 'server', 2, 8],
    ['payments.wallet', 'GET /overview', 'gateway', 'client', 1.5, 6],
    ['wallet', 'payments.wallet', 'payments', 'server', 3, 5],
    ['recommendations.for', 'GET /overview', 'gateway', 'client', 10, 19],
    // The other process's clock is ahead.
    ['for', 'recommendations.for', 'recommendations', 'server', 11, 19.2],
  ]);
  const calls = waitedCalls(page);
  expect([calls.length, longestWay(calls, page)]).toEqual([3, 2]);
});
