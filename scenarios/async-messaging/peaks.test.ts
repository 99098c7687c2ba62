import type { ProbeBench } from '@lab/lab/scenario/probe';
import type { PlannedRequest } from '@lab/lab/scenario/workload';
import { afterEach, expect, it, vi } from 'vitest';
import type { Books } from '../shop/books.ts';
import { totalsOf } from '../shop/totals.ts';
import { ANSWERED, MONOLITH, OVER_KAFKA, QUEUED } from './arms.ts';
import { Desk } from './desk.ts';
import { lostOf } from './peak.ts';
import { peaksOf } from './peaks.ts';
import { judged, measure, usualOf } from './probe.ts';

const SIZE = { peakSeconds: 0.1, struckSeconds: 0.1, downMs: 0 };
const PER_SECOND = 20;

afterEach(() => vi.unstubAllEnvs());

/**
 * A shop that accepts every order, and decides all at once but for one. Each look at what is open takes five seconds of its time. Before the second
 * peak 3 events have come again to the gateway, and 5 to the orders; since then 2 more to the gateway, and 4 to the new process of the orders.
 * Of the accepted orders 7 are taken up out of order before the first peak, 6 in it, and 1 by the new process of the orders.
 *
 * @param loses the first order after so many looks at its metrics; none without
 * @param lateMs by how much orders are sent late
 */
async function shopThatLoses(loses = Number.POSITIVE_INFINITY, lateMs = 0) {
  const done: string[] = [];
  let accepted = 0;
  let looks = 0;
  let lost: string | undefined;
  let skipped = 0;
  const now = () => performance.timeOrigin + performance.now() + skipped;
  const outOfOrder = () => {
    if (done.length > 0) return 1;
    return accepted === 0 ? 7 : 13;
  };
  const repeated = (count: number) => `shop_events_repeated_total ${count}\n`;
  const statusOf = (id: string) => (id === lost ? ('pending' as const) : ('confirmed' as const));
  const answerTo = (endpoint: string, path: string): [status: number, body: object] => {
    if (endpoint === 'sign-in') return [201, { token: 'staff' }];
    if (endpoint === 'change-price') return [200, {}];
    if (endpoint === 'look') {
      const status = statusOf(path.slice('/orders/'.length));
      if (status === 'pending') skipped += 5_000;
      return [200, { status }];
    }
    accepted += 1;
    if (looks >= loses) lost ??= `order-${accepted}`;
    return [202, { id: `order-${accepted}` }];
  };
  const bench = {
    ...{ arm: 'alone', topology: 'microservices' },
    processes: ['gateway', 'orders'],
    signal: new AbortController().signal,
    now,
    async ask({ endpoint, path }: PlannedRequest) {
      const startedAt = now() + lateMs;
      const [status, body] = answerTo(endpoint, path);
      return { status, body: JSON.stringify(body), outcome: 'ok', startedAt, endedAt: now() };
    },
    async metrics(name: string) {
      if (name === 'gateway') return repeated(done.length === 0 ? 3 : 5);
      skipped += 5_000;
      looks += 1;
      const open = `shop_open_sagas ${lost === undefined ? 0 : 1}\n`;
      return `${open}${repeated(done.length === 0 ? 5 : 4)}shop_events_out_of_order_total{process="orders"} ${outOfOrder()}\n`;
    },
    async gather(_: string, work: () => Promise<number | undefined>) {
      return [{ arm: 'alone', topology: 'microservices', value: await work() }];
    },
    async kill(name: string) {
      done.push(`kill ${name}`);
    },
    async restart(name: string) {
      done.push(`restart ${name}`);
    },
  } as unknown as ProbeBench;
  const desk = await Desk.open(bench, { tokens: ['customer'], wellStocked: ['SKU-1'] }, true);
  const books = async (): Promise<Books> => {
    skipped += 10_000;
    const orders = Array.from({ length: accepted }, (_, index) => `order-${index + 1}`);
    return {
      ...{ balances: [0], available: {}, kept: [{ notices: [], baskets: [] }] },
      ...{ reserved: {}, ledger: { balances: 0, wallets: 0, others: 0 } },
      orders: [orders.map((id) => ({ id, status: statusOf(id), lines: [], total: { amount: 1 } }))],
    };
  };
  /** All that the probe does once it stands at its desk. */
  const probed = async () => {
    const before = totalsOf(await books());
    const size = { ...SIZE, followed: 1, buyers: 1, capacitySeconds: 0.01 };
    return judged(bench, desk, before, await measure(bench, desk, size), books);
  };
  return { bench, desk, done, probed };
}

it('a second peak follows the first, and a process dies in it', async () => {
  const { bench, desk, done } = await shopThatLoses();
  const { first, second } = await peaksOf(bench, desk, PER_SECOND, SIZE);
  expect([first.orders.length, second?.peak.orders.length]).toEqual([2, 2]);
  expect(done).toEqual(['kill orders', 'restart orders']);
});

it('there is no second peak where none is planned, and the first one is counted all the same', async () => {
  const { bench, desk, done } = await shopThatLoses();
  const { first, outOfOrder, second } = await peaksOf(bench, desk, PER_SECOND, { ...SIZE, struckSeconds: 0 });
  expect([first.orders.length, outOfOrder, second, done]).toEqual([2, 6, undefined, []]);
});

it('an order that stays open ends the peaks, and is counted as lost', async () => {
  const { bench, desk, done } = await shopThatLoses(0);
  const { first, second } = await peaksOf(bench, desk, PER_SECOND, SIZE);
  expect([first.tookMs, second, done]).toEqual([undefined, undefined, []]);
  expect(lostOf(desk.placed, (id) => (id === 'order-1' ? 'pending' : 'confirmed'))).toBe(1);
});

it('messages that came again before the second peak are not counted with it', async () => {
  const { bench, desk } = await shopThatLoses();
  const { second } = await peaksOf(bench, desk, PER_SECOND, SIZE);
  expect(second?.repeated).toBe(2 + 4);
});

it('accepted orders that are taken up out of order are counted for each peak', async () => {
  const { bench, desk } = await shopThatLoses();
  const { outOfOrder, second } = await peaksOf(bench, desk, PER_SECOND, SIZE);
  expect([outOfOrder, second?.outOfOrder]).toEqual([6, 1]);
});

it.each([
  ['its orders were sent late', 1, 200, /orders of a peak were sent more than 100 ms late/],
  ['nothing else could be measured', 0, 0, 'no order was decided'],
] as const)(
  'an order that is lost is told where the trial does not count, as %s',
  async (_, loses, lateMs, why) => {
    vi.stubEnv('LAB_SHARED_MACHINE', '');
    const { probed } = await shopThatLoses(loses, lateMs);
    const { values, checks, invalidBecause } = await probed();
    expect(invalidBecause).toEqual([expect.stringMatching(why)]);
    expect(values['peak.lost']).toBe(1);
    expect(checks.find(({ id }) => id === 'orders')).toMatchObject({ result: 'fail' });
  },
);

it('the same peak comes to all arms of a deployment: a multiple of what the shop decides that answers when an order is decided', () => {
  const found = [
    { arm: 'k', topology: OVER_KAFKA, value: 20 },
    { arm: 'a', topology: ANSWERED, value: 40 },
    { arm: 'q', topology: QUEUED, value: 90 },
    { arm: 'm', topology: MONOLITH, value: 100 },
  ];
  const usual = [OVER_KAFKA, ANSWERED, QUEUED, MONOLITH].map((topology) => usualOf(found, topology));
  expect(usual).toEqual([40, 40, 100, 100]);
  expect(usualOf(found.slice(0, 1), OVER_KAFKA)).toBe(20);
  expect(() => usualOf([], OVER_KAFKA)).toThrow('the capacity of microservices is not known');
});
