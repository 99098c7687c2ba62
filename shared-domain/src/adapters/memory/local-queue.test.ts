import { afterEach, expect, it, vi } from 'vitest';
import { ACCEPTED } from '../../kernel/acceptance.ts';
import type { BusinessProcess } from '../../kernel/business-process.ts';
import { currentCall } from '../../kernel/call-context.ts';
import { DependencyFailure } from '../../kernel/dependency-failure.ts';
import { ATTEMPTS } from '../../kernel/events.ts';
import { LocalQueue } from '../../kernel/local-queue.ts';
import { LocalTransaction } from '../../kernel/local-transaction.ts';
import { done, refused } from '../../kernel/result.ts';
import { createMemoryDatabase } from './memory-database.ts';

interface Context {
  readonly id: string;
}

const queues: LocalQueue[] = [];
afterEach(async () => {
  for (const queue of queues.splice(0)) await queue.stop();
});

/** A process that begins, charges and ends, and what of it has been kept. */
function shop(
  charge: (context: Context) => ReturnType<BusinessProcess<Context>['steps'][0]['run']>,
  most = 100,
  refuse: (id: string) => void = () => undefined,
) {
  const database = createMemoryDatabase();
  const { unitOfWork, sagaLog: log } = database;
  const kept: string[] = [];
  const failures: unknown[] = [];
  const begun = new Set<string>();
  const place: BusinessProcess<Context> = {
    name: 'place',
    begin: async ({ id }) => !begun.has(id) && begun.add(id).has(id),
    steps: [{ name: 'charge', run: charge }],
    refused: async ({ id }, { code }) => {
      refuse(id);
      unitOfWork.afterCommit(() => void kept.push(`${id} ${code}`));
    },
  };
  const cancel: BusinessProcess<Context> = { ...place, name: 'cancel' };
  const start = () => {
    const queue = new LocalQueue({
      ...{ unitOfWork, log, acceptance: { of: ['place'], most }, attemptMs: 50 },
      direct: new LocalTransaction(unitOfWork),
      onFailure: ({ error }) => failures.push(error),
    });
    queues.push(queue);
    return { queue, place: queue.executorOf(place), cancel: queue.executorOf(cancel) };
  };
  return { start, log, unitOfWork, kept, failures };
}

const open = (log: { open(): Promise<number> }, many: number) =>
  vi.waitFor(async () => expect(await log.open()).toBe(many), { timeout: 10_000 });

it('answers before anything is carried out, and carries out in the order in which it has accepted', async () => {
  const charged: string[] = [];
  const { start, log } = shop(async ({ id }) => {
    charged.push(id);
    return done;
  });
  const { queue, place } = start();
  for (const id of ['1', '2', '3']) expect(await place(id, { id })).toEqual({ status: 'pending' });
  expect(charged).toEqual([]);
  expect(await queue.resume()).toBe(3);
  await open(log, 0);
  expect(charged).toEqual(['1', '2', '3']);
  expect(await place('4', { id: '4' })).toEqual({ status: 'pending' });
  await open(log, 0);
  expect(charged).toEqual(['1', '2', '3', '4']);
});

it('accepts a business process once', async () => {
  const { start, log } = shop(async () => done);
  const { place } = start();
  await place('1', { id: '1' });
  expect(await place('1', { id: '1' })).toEqual({ status: 'already-begun' });
  expect(await log.open()).toBe(1);
});

it('runs at once what is not to be accepted', async () => {
  const { start } = shop(async () => done);
  expect(await start().cancel('1', { id: '1' })).toEqual({ status: 'completed' });
});

it('keeps the refusal of what is refused, and nothing else of it', async () => {
  const { start, log, kept } = shop(async () => refused('insufficient-funds', 'too poor'));
  const { queue, place } = start();
  await queue.resume();
  await place('1', { id: '1' });
  await open(log, 0);
  expect(kept).toEqual(['1 insufficient-funds']);
});

it('tries again what throws, and refuses it when it has failed some times', async () => {
  let attempts = 0;
  const { start, log, kept, failures } = shop(async ({ id }) => {
    attempts += 1;
    if (id === '1' || attempts < ATTEMPTS) throw new Error('it cannot be charged');
    return done;
  });
  const { queue, place } = start();
  await queue.resume();
  await place('2', { id: '2' });
  await open(log, 0);
  expect([attempts, kept]).toEqual([ATTEMPTS, []]);
  await place('1', { id: '1' });
  await open(log, 0);
  expect([attempts, kept]).toEqual([2 * ATTEMPTS, ['1 no-answer']]);
  expect(failures).toHaveLength(2 * ATTEMPTS - 1);
});

it('takes an outage for no failure of what it carries out', async () => {
  let attempts = 0;
  const { start, log, kept } = shop(async () => {
    attempts += 1;
    if (attempts <= ATTEMPTS + 1) throw new DependencyFailure('database', 'unavailable', 'the disk is full');
    if (attempts === ATTEMPTS + 2) throw new Error('its only failure');
    return done;
  });
  const { queue, place } = start();
  await queue.resume();
  await place('1', { id: '1' });
  await open(log, 0);
  expect([attempts, kept]).toEqual([ATTEMPTS + 3, []]);
});

it('leaves for later what cannot even be refused: others wait behind it', async () => {
  const charged: string[] = [];
  let mended = false;
  const { start, log, kept } = shop(
    async ({ id }) => {
      if (id === '1') throw new Error('it cannot be charged');
      charged.push(id);
      return done;
    },
    100,
    (id) => {
      if (!mended) throw new Error(`${id} cannot be refused`);
    },
  );
  const { queue, place } = start();
  await place('1', { id: '1' });
  await place('2', { id: '2' });
  await queue.resume();
  await open(log, 1);
  expect([charged, kept]).toEqual([['2'], []]);
  mended = true;
  await open(log, 0);
  expect(kept).toEqual(['1 no-answer']);
});

it('lets others write when a step never ends, and refuses what never ends', async () => {
  const deadlines: (number | undefined)[] = [];
  const { start, log, unitOfWork, kept } = shop(({ id }) => {
    deadlines.push(currentCall()?.deadline);
    return id === '1' ? new Promise(() => {}) : Promise.resolve(done);
  });
  const { queue, place } = start();
  await queue.resume();
  await place('1', { id: '1' });
  await vi.waitFor(() => expect(deadlines).toHaveLength(1));
  expect(await unitOfWork.write(async () => 'written')).toBe('written');
  await place('2', { id: '2' });
  await open(log, 0);
  expect(kept).toEqual(['1 no-answer']);
  expect(Math.max(...deadlines.map((deadline) => deadline ?? Infinity))).toBeLessThanOrEqual(Date.now() + 50);
});

it('refuses more than it may have open, before anything has happened', async () => {
  const { start, log } = shop(async () => done, 2);
  const { place } = start();
  for (const id of ['1', '2']) await place(id, { id });
  const third = place('3', { id: '3' });
  await expect(third).rejects.toBeInstanceOf(DependencyFailure);
  await expect(third).rejects.toMatchObject({ kind: 'unavailable' });
  expect(await log.open()).toBe(2);
});

it('carries out what an earlier life has accepted, and shares with others who do so', async () => {
  const charged: string[] = [];
  const { start, log, unitOfWork } = shop(async ({ id }) => {
    charged.push(id);
    return done;
  });
  for (const id of ['1', '2', '3']) await start().place(id, { id });
  await Promise.all([start().queue.resume(), start().queue.resume()]);
  await open(log, 0);
  expect(charged).toEqual(['1', '2', '3']);
  expect(
    await unitOfWork.write(() => log.claim('place:1', ACCEPTED, { owner: 'x', until: 0 })),
  ).toBeUndefined();
});

it('works in the order of acceptance, also when an earlier life has left more than one look finds', async () => {
  const charged: string[] = [];
  const { start, log } = shop(async ({ id }) => {
    charged.push(id);
    return done;
  }, 1_000);
  const ids = Array.from({ length: 350 }, (_, each) => String(each).padStart(3, '0'));
  const before = start();
  for (const id of ids.slice(0, 250)) await before.place(id, { id });
  const taken = vi.spyOn(log, 'takeOver');
  const { queue, place } = start();
  await queue.resume();
  for (const id of ids.slice(250)) await place(id, { id });
  await open(log, 0);
  expect(charged).toEqual(ids);
  // Who looks only reads.
  expect(taken).not.toHaveBeenCalled();
});

it('stops after the one under way', async () => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let under = 0;
  const { start, log } = shop(async () => {
    under += 1;
    await held;
    return done;
  });
  const { queue, place } = start();
  await queue.resume();
  await place('1', { id: '1' });
  await vi.waitFor(() => expect(under).toBe(1));
  const stopped = queue.stop();
  release();
  await stopped;
  expect(await log.open()).toBe(0);
  await place('2', { id: '2' });
  expect([under, await log.open()]).toEqual([1, 1]);
});
