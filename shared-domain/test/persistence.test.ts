import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../src/adapters/persistence/database.ts';
import { euros } from '../src/kernel/money.ts';

const WRITER = join(import.meta.dirname, 'persistence-writer.mjs');
const DEADLINE_MS = 20_000;

describe('several processes with one database file', () => {
  let folder: string;
  let file: string;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shop-'));
    file = join(folder, 'shop.sqlite');
  });
  afterEach(async () => {
    for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
    await rm(folder, { recursive: true });
  });

  /** Runs on the built package, as a deployment would. */
  function start(...task: string[]): ChildProcess {
    const child = fork(WRITER, [file, ...task], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    children.push(child);
    return child;
  }

  const soon = () => ({ signal: AbortSignal.timeout(DEADLINE_MS) });
  const succeeds = async (child: ChildProcess) => expect((await once(child, 'exit', soon()))[0]).toBe(0);

  async function withDatabase<T>(work: (database: Database<'catalog'>) => Promise<T>): Promise<T> {
    const database = await openDatabase({ file, contexts: ['catalog'] });
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  }

  const addCounter = () =>
    withDatabase(({ stores }) =>
      stores.catalog.addAll([{ sku: 'counter', name: '', description: '', category: '', price: euros(0) }]),
    );
  const counter = () =>
    withDatabase(async ({ stores }) => (await stores.catalog.find(['counter']))[0]?.price.amount);

  it('opens a file that none of them has made yet', async () => {
    await Promise.all(['a', 'b', 'c', 'd'].map((name) => succeeds(start(name, 'open'))));
    await addCounter();
    expect(await counter()).toBe(0);
  });

  it('loses no write of transactions that read and then write', async () => {
    await addCounter();
    await Promise.all(['a', 'b', 'c'].map((name) => succeeds(start(name, 'increment', '200'))));
    expect(await counter()).toBe(600);
    expect(await withDatabase(({ outbox }) => outbox.pending(1_000))).toHaveLength(600);
  });

  it('goes on, without a trace of the transaction, when a process is killed in the middle of one', async () => {
    await addCounter();
    const victim = start('victim', 'hang');
    await once(victim, 'message', soon());
    const survivor = start('survivor', 'increment', '10');
    victim.kill('SIGKILL');
    await succeeds(survivor);
    expect(await counter()).toBe(10);
  });
});
