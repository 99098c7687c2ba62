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

/** An order on a machine that is slow to answer: the saga's last step, and the event, have ended long before its customer is answered. */
const SLOW_ANSWER = spansOf([
  ['POST /orders', null, 'gateway', 'server', 0, 94.102],
  ['orders.place', 'POST /orders', 'gateway', 'client', 2.318, 91.77],
  ['place', 'orders.place', 'orders', 'server', 4.901, 41.33],
  ['catalog.find', 'place', 'orders', 'client', 5.212, 10.907],
  ['find', 'catalog.find', 'catalog', 'server', 7.02, 9.333],
  ['SELECT products', 'find', 'catalog', 'client', 7.51, 8.874],
  ['INSERT orders', 'place', 'orders', 'client', 11.305, 13.118],
  ['inventory.reserve', 'place', 'orders', 'client', 14.26, 24.871],
  ['reserve', 'inventory.reserve', 'inventory', 'server', 16.04, 23.113],
  ['payments.charge', 'place', 'orders', 'client', 25.402, 37.66],
  ['charge', 'payments.charge', 'payments', 'server', 27.118, 35.871],
  ['COMMIT', 'place', 'orders', 'client', 38.904, 41.02],
  ['inventory.commit', 'place', 'orders', 'client', 41.204, 58.313],
  ['commit', 'inventory.commit', 'inventory', 'server', 43.118, 55.902],
  ['order.confirmed', 'place', 'notifications', 'consumer', 52.33, 66.018],
]);

it('counts the calls that an order waits for, and none behind its pivot, however late it is answered', () => {
  const calls = waitedCalls(SLOW_ANSWER);
  const waitedFor = ['orders.place', 'catalog.find', 'inventory.reserve', 'payments.charge'];
  expect(calls.map(({ name }) => name)).toEqual(waitedFor);
  expect(longestWay(calls, SLOW_ANSWER)).toBe(4);
  // All of them had ended before the answer: when they did says nothing of who has waited.
  const ended = SLOW_ANSWER.filter(({ kind, start, took }) => kind === 'client' && start + took <= 94.102);
  expect(ended.map(({ name }) => name)).toContain('inventory.commit');
});

it('leaves out what lies behind a call that nobody has waited for, and what an event leads to', () => {
  const more = spansOf([
    ['catalog.price', 'commit', 'inventory', 'client', 44, 50],
    ['price', 'catalog.price', 'catalog', 'server', 45, 49],
    ['catalog.names', 'order.confirmed', 'notifications', 'client', 53, 60],
    ['names', 'catalog.names', 'catalog', 'server', 54, 59],
    ['catalog.lost', 'never came', 'orders', 'client', 6, 8],
    ['lost', 'catalog.lost', 'catalog', 'server', 6, 7],
  ]);
  expect(waitedCalls([...SLOW_ANSWER, ...more])).toEqual(waitedCalls(SLOW_ANSWER));
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
