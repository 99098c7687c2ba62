import { expect, it } from 'vitest';
import type { Customers } from './load.ts';
import { carryOut } from './probe.ts';
import type { Stage } from './stages.ts';

const TIMES = { startedAt: 1, readyAt: 2, toldAt: 3, endedAt: 4 };
const version = (id: string) => ['payments', 'payments-2'].map((process) => ({ process, version: id }));
const FAILING: Stage = { id: 'fails-later', way: 'beside', moves: version('bad'), back: version('good') };

/** Operators who note what they update, and who are called after so many updates have begun. */
function scene(calledAfter: number) {
  const updates: string[] = [];
  let call: (at: number) => void = () => undefined;
  let watched: AbortSignal | undefined;
  const bench = {
    now: () => 1_000,
    signal: new AbortController().signal,
    async update(order: { readonly process: string; readonly version?: string | undefined }) {
      updates.push(`${order.process} ${order.version}`);
      if (updates.length === calledAfter) call(1_500);
      // Who is called hears of it before the update has ended.
      await new Promise((resolve) => setImmediate(resolve));
      return { replaced: [TIMES], refused: undefined };
    },
  };
  const customers: Pick<Customers, 'untilAlarm'> = {
    untilAlarm(_, __, signal) {
      watched = signal;
      return new Promise((resolve) => {
        call = resolve;
      });
    },
  };
  return { updates, bench, customers, watched: () => watched };
}

it('an alarm during the update ends it, and only what was exchanged is taken back', async () => {
  const { updates, bench, customers, watched } = scene(1);
  expect(await carryOut(bench, customers, FAILING, undefined)).toMatchObject({ noticedAt: 1_500 });
  expect(updates).toEqual(['payments bad', 'payments good']);
  expect(watched()?.aborted).toBe(true);
});

it('an alarm when all is exchanged has all taken back', async () => {
  const { updates, bench, customers } = scene(2);
  await carryOut(bench, customers, FAILING, undefined);
  expect(updates).toEqual(['payments bad', 'payments-2 bad', 'payments good', 'payments-2 good']);
});

it('nobody watches any more when an update fails', async () => {
  const { bench, customers, watched } = scene(9);
  const failing = { ...bench, update: () => Promise.reject(new Error('it broke')) };
  await expect(carryOut(failing, customers, FAILING, undefined)).rejects.toThrow('it broke');
  expect(watched()?.aborted).toBe(true);
});
