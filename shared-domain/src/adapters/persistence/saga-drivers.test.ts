import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { BusinessProcess } from '../../kernel/business-process.ts';
import { Overtaken } from '../../kernel/overtaken.ts';
import { done } from '../../kernel/result.ts';
import { Saga } from '../../kernel/saga.ts';
import { type Database, openDatabase } from './database.ts';

/** Of the one that is to lose it. */
const LEASE_MS = 1_000;
/** On a busy machine. */
const PATIENCE = { timeout: 10_000 };

let folder: string;
const ends: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sagas-'));
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  await rm(folder, { recursive: true });
});

/** As another process opens it. A write waits no longer than a part of a lease. */
async function open(): Promise<Database<'orders'>> {
  const database = await openDatabase({
    file: join(folder, 'orders.sqlite'),
    contexts: ['orders'],
    busyTimeoutMs: LEASE_MS / 3,
  });
  ends.push(() => database.close());
  return database;
}

/** An instance of the service of orders, and the steps that it has begun. */
async function instance(charge: () => Promise<unknown>, leaseMs?: number) {
  const { unitOfWork, sagaLog: log } = await open();
  const steps: string[] = [];
  const failures: unknown[] = [];
  const step = (named: string, work: () => Promise<unknown> = async () => undefined) => ({
    name: named,
    run: async () => {
      steps.push(named);
      await work();
      return done;
    },
  });
  const place: BusinessProcess<object> = {
    name: 'place',
    begin: async () => true,
    steps: [step('charge', charge), { ...step('confirm'), local: true, pivot: true }, step('commit')],
    refused: async () => undefined,
  };
  const saga = new Saga({
    ...{ unitOfWork, log, ...(leaseMs !== undefined && { leaseMs }) },
    onFailure: ({ error }) => failures.push(error),
  });
  ends.push(() => saga.stop());
  return { saga, execute: saga.executorOf(place), log, steps, failures };
}

it('a driver whose lease ends while somebody holds the writer stops, and the one that takes over goes on alone', async () => {
  let goOn = () => {};
  const gate = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const [first, second, { unitOfWork }] = [
    await instance(() => gate, LEASE_MS),
    await instance(async () => undefined),
    await open(),
  ];
  const outcome = first.execute('1', {});
  await vi.waitFor(() => expect(first.steps).toEqual(['charge']), PATIENCE);
  // A long write of somebody else: for so long no lease can be renewed.
  await unitOfWork.write(() => {
    const endsAt = Date.now() + LEASE_MS;
    return vi.waitFor(() => expect(Date.now()).toBeGreaterThan(endsAt), PATIENCE);
  });
  await vi.waitFor(async () => {
    await second.saga.resume();
    expect(await second.log.open()).toBe(0);
  }, PATIENCE);
  goOn();
  expect(await outcome).toEqual({ status: 'pending' });
  expect([first.steps, second.steps]).toEqual([['charge'], ['charge', 'confirm', 'commit']]);
  expect(first.failures).toContainEqual(expect.any(Overtaken));
});
