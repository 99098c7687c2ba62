import type { UpdateOrder } from '@lab/lab/scenario/update';
import { expect, it } from 'vitest';
import type { Customers } from './load.ts';
import { carryOut } from './probe.ts';
import type { Stage } from './stages.ts';

const TIMES = { startedAt: 1, readyAt: 2, toldAt: 3, endedAt: 4 };
const of = (processes: readonly string[], version: string) =>
  processes.map((process) => ({ process, version }));
const failing = (way: Stage['way'], ...processes: string[]): Stage => ({
  id: 'fails-later',
  way,
  moves: of(processes, 'bad'),
  back: of(processes, 'good'),
});
const SERVICE = failing('beside', 'payments', 'payments-2');
const MONOLITH = failing('parts', 'monolith');
/** How long each new one is watched: until the alarm in any case, or hardly at all. ms */
const [LONG, SHORT] = [60_000, 1];

const turn = () => new Promise((resolve) => setImmediate(resolve));

/**
 * Operators who note what they update, and who are called when so many updates have begun: before that one has ended, or some time later. A monolith has
 * two workers.
 */
function scene(calledAfter: number, later = false) {
  const updates: string[] = [];
  const workers = ['good', 'good'];
  let call: (at: number) => void = () => undefined;
  let watched: AbortSignal | undefined;
  const alarm = async () => {
    if (later) for (let turns = 0; turns < 5; turns += 1) await turn();
    call(1_500);
  };
  /** Exchanges the next worker that runs another program. @returns how many do still */
  const exchanged = (version: string): number => {
    workers[workers.findIndex((program) => program !== version)] = version;
    return workers.filter((program) => program !== version).length;
  };
  const bench = {
    now: () => 1_000,
    signal: new AbortController().signal,
    async update({ process, version = '', way, step }: UpdateOrder) {
      updates.push(`${process} ${version}`);
      if (updates.length === calledAfter) void alarm();
      await turn();
      const left = way === 'parts' && step ? exchanged(version) : undefined;
      return { replaced: [TIMES], refused: undefined, left };
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
  return { updates, workers, bench, customers, watched: () => watched };
}

it.each([
  ['while the first process is put in', false],
  ['some time after it serves', true],
])('an alarm %s ends the update, and only what was exchanged is taken back', async (_, later) => {
  const { updates, bench, customers, watched } = scene(1, later);
  const staged = await carryOut(bench, customers, SERVICE, undefined, LONG);
  expect(staged).toMatchObject({ noticedAt: 1_500 });
  expect(updates).toEqual(['payments bad', 'payments good']);
  expect(watched()?.aborted).toBe(true);
});

it('an alarm after the first worker leaves the second one what it is', async () => {
  const { updates, workers, bench, customers } = scene(1, true);
  await carryOut(bench, customers, MONOLITH, undefined, LONG);
  expect(updates).toEqual(['monolith bad', 'monolith good']);
  expect(workers).toEqual(['good', 'good']);
});

it('an alarm when all is exchanged has all taken back', async () => {
  const service = scene(2);
  await carryOut(service.bench, service.customers, SERVICE, undefined, SHORT);
  expect(service.updates).toEqual(['payments bad', 'payments-2 bad', 'payments good', 'payments-2 good']);
  const monolith = scene(2, true);
  await carryOut(monolith.bench, monolith.customers, MONOLITH, undefined, SHORT);
  expect(monolith.updates).toEqual(['monolith bad', 'monolith bad', 'monolith good', 'monolith good']);
  expect(monolith.workers).toEqual(['good', 'good']);
});

it('nobody watches any more when an update fails', async () => {
  const { bench, customers, watched } = scene(9);
  const broken = { ...bench, update: () => Promise.reject(new Error('it broke')) };
  await expect(carryOut(broken, customers, SERVICE, undefined)).rejects.toThrow('it broke');
  expect(watched()?.aborted).toBe(true);
});
