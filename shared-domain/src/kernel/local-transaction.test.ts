import { describe, expect, it } from 'vitest';
import type { BusinessProcess } from './business-process.ts';
import { inCall } from './call-context.ts';
import { LocalTransaction } from './local-transaction.ts';
import { done, refused } from './result.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** A database of lines that a rolled-back transaction takes back. */
function database() {
  let lines: string[] = [];
  const unitOfWork: UnitOfWork = {
    async write(work) {
      const before = [...lines];
      try {
        return await work();
      } catch (error) {
        lines = before;
        throw error;
      }
    },
    afterCommit: (hook) => hook(),
  };
  return { unitOfWork, add: (line: string) => lines.push(line), read: () => lines };
}

function shop(chargeRefuses: boolean) {
  const db = database();
  const businessProcess: BusinessProcess<object> = {
    name: 'place',
    begin: async () => !db.read().includes('order') && db.add('order') > 0,
    steps: [
      {
        name: 'reserve',
        run: async () => {
          db.add('reserved');
          return done;
        },
        undo: () => Promise.reject(new Error('a transaction needs no undo')),
      },
      { name: 'charge', run: async () => (chargeRefuses ? refused('insufficient-funds', 'too poor') : done) },
    ],
    refused: async (_context, { code }) => void db.add(code),
  };
  return { db, businessProcess, runner: new LocalTransaction(db.unitOfWork) };
}

describe('LocalTransaction', () => {
  it('keeps all of it when every step succeeds', async () => {
    const { db, businessProcess, runner } = shop(false);
    expect(await runner.executorOf(businessProcess)('1', {})).toEqual({ status: 'completed' });
    expect(db.read()).toEqual(['order', 'reserved']);
  });

  it('keeps nothing but the refusal when a step refuses', async () => {
    const { db, businessProcess, runner } = shop(true);
    expect(await runner.executorOf(businessProcess)('1', {})).toMatchObject({ status: 'refused' });
    expect(db.read()).toEqual(['order', 'insufficient-funds']);
  });

  it('begins a business process once', async () => {
    const { db, businessProcess, runner } = shop(false);
    await runner.executorOf(businessProcess)('1', {});
    expect(await runner.executorOf(businessProcess)('1', {})).toEqual({ status: 'already-begun' });
    expect(db.read()).toEqual(['order', 'reserved']);
  });

  it('does not begin what nobody waits for any more', async () => {
    const { db, businessProcess, runner } = shop(false);
    const late = { correlationId: 'c', deadline: Date.now() - 1 };
    const execution = inCall(late, () => runner.executorOf(businessProcess)('1', {}));
    await expect(execution).rejects.toThrow('was not begun');
    expect(db.read()).toEqual([]);
  });

  it('says so when a business process that cannot be refused is', async () => {
    const { businessProcess, runner } = shop(true);
    const { refused: _, ...irrefusable } = businessProcess;
    await expect(runner.executorOf(irrefusable)('1', {})).rejects.toThrow('cannot be refused');
  });
});
