import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { wish } from './example-orders.ts';
import { openLayeredShop, seedShop } from './place-order.ts';
import { openBareShop } from './place-order-bare.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bench-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

/** The SQL that prepared statements were executed with, in order, one space for every gap. */
function recordStatements(): string[] {
  const executed: string[] = [];
  for (const method of ['run', 'all'] as const) {
    const original = sqlite3.Statement.prototype[method];
    vi.spyOn(sqlite3.Statement.prototype, method).mockImplementation(function (
      this: sqlite3.Statement & { readonly sql: string },
      ...rest: unknown[]
    ) {
      executed.push(this.sql.replaceAll(/\s+/g, ' ').trim());
      return original.apply(this, rest as never);
    } as never);
  }
  return executed;
}

it('by hand, an order is the very statements that the domain executes', async () => {
  const file = join(folder, 'layered.sqlite');
  await seedShop(file);
  await copyFile(file, join(folder, 'bare.sqlite'));
  const layered = await openLayeredShop(file);
  const bare = await openBareShop(join(folder, 'bare.sqlite'));

  const executed = recordStatements();
  await layered.place(wish(1));
  await layered.settled();
  const byDomain = executed.splice(0);
  await bare.deliver((await bare.confirm(wish(1))).event);

  // The empty transaction of `settled` comes last.
  expect(byDomain.splice(-2)).toEqual(['BEGIN IMMEDIATE', 'COMMIT']);
  expect(executed).toEqual(byDomain);
  await layered.close();
  await bare.close();
});
