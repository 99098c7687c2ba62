import type { ProbeBench } from '@lab/lab/scenario/probe';
import type { PlannedRequest } from '@lab/lab/scenario/workload';
import { expect, it } from 'vitest';
import { Desk } from './desk.ts';
import { lostOf } from './peak.ts';
import { peaksOf } from './peaks.ts';

const SIZE = { peakSeconds: 0.1, struckSeconds: 0.1, downMs: 0 };
const PER_SECOND = 20;

/**
 * A shop that accepts every order, and decides all at once but for so many. Each look at its metrics takes five seconds of its time. Before the second
 * peak 3 events have come again to the gateway, and 5 to the orders; since then 2 more to the gateway, and 4 to the new process of the orders.
 */
async function shopThatLoses(many: number) {
  const done: string[] = [];
  let accepted = 0;
  let skipped = 0;
  const now = () => performance.timeOrigin + performance.now() + skipped;
  const repeated = (count: number) => `shop_events_repeated_total ${count}\n`;
  const answerTo = (endpoint: string): [status: number, body: object] => {
    if (endpoint === 'sign-in') return [201, { token: 'staff' }];
    if (endpoint === 'change-price') return [200, {}];
    accepted += 1;
    return [202, { id: `order-${accepted}` }];
  };
  const bench = {
    processes: ['gateway', 'orders'],
    signal: new AbortController().signal,
    now,
    async ask({ endpoint }: PlannedRequest) {
      const startedAt = now();
      const [status, body] = answerTo(endpoint);
      return { status, body: JSON.stringify(body), outcome: 'ok', startedAt, endedAt: now() };
    },
    async metrics(name: string) {
      if (name === 'gateway') return repeated(done.length === 0 ? 3 : 5);
      skipped += 5_000;
      const open = `shop_open_sagas ${Math.min(many, accepted)}\n`;
      return open + repeated(done.length === 0 ? 5 : 4);
    },
    async kill(name: string) {
      done.push(`kill ${name}`);
    },
    async restart(name: string) {
      done.push(`restart ${name}`);
    },
  } as unknown as ProbeBench;
  const desk = await Desk.open(bench, { tokens: ['customer'], wellStocked: ['SKU-1'] }, true);
  return { bench, desk, done };
}

it('a second peak follows the first, and a process dies in it', async () => {
  const { bench, desk, done } = await shopThatLoses(0);
  const { first, second } = await peaksOf(bench, desk, PER_SECOND, SIZE);
  expect([first.orders.length, second?.peak.orders.length]).toEqual([2, 2]);
  expect(done).toEqual(['kill orders', 'restart orders']);
});

it('an order that stays open ends the peaks, and is counted as lost', async () => {
  const { bench, desk, done } = await shopThatLoses(1);
  const { first, second } = await peaksOf(bench, desk, PER_SECOND, SIZE);
  expect([first.tookMs, second, done]).toEqual([undefined, undefined, []]);
  expect(lostOf(desk.placed, (id) => (id === 'order-1' ? 'pending' : 'confirmed'))).toBe(1);
});

it('messages that came again before the second peak are not counted with it', async () => {
  const { bench, desk } = await shopThatLoses(0);
  const { second } = await peaksOf(bench, desk, PER_SECOND, SIZE);
  expect(second?.repeated).toBe(2 + 4);
});
