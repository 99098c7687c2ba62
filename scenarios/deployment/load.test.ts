import type { ProbeBench } from '@lab/lab/scenario/probe';
import type { PlannedRequest } from '@lab/lab/scenario/workload';
import { chanceOf } from '@lab/lab/stats/random';
import { expect, it } from 'vitest';
import { countsOf } from './counts.ts';
import { Customers } from './load.ts';

/** A shop of which a version fails as often as it is told, and then works. */
function shop() {
  let failing = 0;
  let undecided = false;
  /** By order that was undecided when it was answered, how often it was asked for. */
  const looks = new Map<string, number>();
  const asked: PlannedRequest[] = [];
  const now = () => performance.timeOrigin + performance.now();
  const bench = {
    ...{ now, signal: new AbortController().signal, chance: chanceOf(7) },
    data: {
      ...{ skus: ['A'], wellStocked: ['A'], categories: ['tea'], cursors: [] },
      ...{ tokens: ['token'], staff: 'staff', cancellable: [] },
    },
    async ask(request: PlannedRequest) {
      asked.push(request);
      const startedAt = now();
      const [, id = ''] = /^\/orders\/(.+)$/.exec(request.path) ?? [];
      const told = (status: number, order: object) => {
        return { status, body: JSON.stringify(order), outcome: 'ok', startedAt, endedAt: now() };
      };
      if (id !== '') {
        const look = looks.get(id) ?? 0;
        looks.set(id, look + 1);
        return told(200, { id, status: ['pending', id === 'order-0' ? 'confirmed' : 'rejected'][look] });
      }
      if (undecided && request.endpoint === 'place-order') {
        const order = { id: `order-${looks.size}`, status: 'pending' };
        looks.set(order.id, 0);
        return told(202, order);
      }
      const ok = failing <= 0;
      failing -= 1;
      return {
        status: ok ? 200 : 500,
        body: '',
        outcome: ok ? 'ok' : 'indeterminate',
        startedAt,
        endedAt: now(),
      };
    },
  } as unknown as ProbeBench;
  return {
    ...{ asked, bench },
    fail(times: number) {
      failing = times;
    },
    looks,
    leaveUndecided() {
      undecided = true;
    },
  };
}

const until = async (look: () => boolean) => {
  for (const giveUpAt = Date.now() + 10_000; !look(); await new Promise((go) => setTimeout(go, 5)))
    if (Date.now() > giveUpAt) throw new Error('it did not happen');
};

it('a version that fails seven requests is counted with seven, and noticed', async () => {
  const { bench, asked, fail } = shop();
  const customers = new Customers(bench, { beforeMs: 100, afterMs: 100 });
  const done = await customers.during(async () => {
    fail(7);
    const noticedAt = await customers.untilAlarm(bench.now() - 1, 10_000);
    const then = asked.length;
    await until(() => asked.length >= then + 10);
    return noticedAt;
  });
  expect(countsOf('next', done)).toMatchObject({ 'next.failed': 7, 'next.slow': 0 });
  expect(done.result).toBeGreaterThanOrEqual(done.from);
  expect(done.result).toBeLessThanOrEqual(done.to);
  expect(done.sent.length).toBe(asked.length);
});

it('orders that are left undecided are noticed as failures are, and those that are rejected at last are told', async () => {
  const { bench, leaveUndecided, looks } = shop();
  const customers = new Customers(bench, { beforeMs: 0, afterMs: 0 });
  leaveUndecided();
  const since = bench.now() - 1;
  const { sent } = await customers.during(() => customers.untilAlarm(since, 20_000));
  expect(sent.every(({ ok }) => ok)).toBe(true);
  expect(looks.size).toBeGreaterThanOrEqual(3);
  // All but the first one. Nobody is asked for twice.
  expect(await customers.notConfirmed()).toBe(looks.size - 1);
  expect([...looks.values()].every((times) => times === 2)).toBe(true);
  expect(await customers.notConfirmed()).toBe(0);
});

it('an order that nobody decides in time was not confirmed', async () => {
  const { bench, leaveUndecided, looks } = shop();
  const customers = new Customers(bench, { beforeMs: 0, afterMs: 0 });
  leaveUndecided();
  await customers.during(() => until(() => looks.size > 0));
  expect(await customers.notConfirmed(0)).toBe(looks.size);
});

it('no order has the key of another one, and one that is decided later is no failure', async () => {
  const { bench, asked } = shop();
  const customers = new Customers(bench, { beforeMs: 0, afterMs: 0 });
  for (const many of [18, 36]) await customers.during(() => until(() => asked.length >= many));
  const orders = asked.filter(({ endpoint }) => endpoint === 'place-order');
  expect(orders.length).toBeGreaterThanOrEqual(8);
  expect(new Set(orders.map(({ headers }) => headers?.['idempotency-key'])).size).toBe(orders.length);
  expect(orders.every(({ expect: statuses }) => statuses.includes(202))).toBe(true);
});

it('the load ends with what it was there for, and nobody waits for ever for a failure', async () => {
  const { bench, asked } = shop();
  const customers = new Customers(bench, { beforeMs: 0, afterMs: 0 });
  await expect(customers.during(() => Promise.reject(new Error('not updated')))).rejects.toThrow(
    'not updated',
  );
  const ended = asked.length;
  await expect(customers.untilAlarm(0, 100)).rejects.toThrow('nobody has noticed within 0.1 s');
  expect(asked.length).toBe(ended);
});
