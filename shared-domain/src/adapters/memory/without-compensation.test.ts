import { expect, it } from 'vitest';
import type { BusinessProcess, BusinessProcessRunner } from '../../kernel/business-process.ts';
import { done, refused } from '../../kernel/result.ts';
import { Saga } from '../../kernel/saga.ts';
import { withoutCompensation } from '../../kernel/without-compensation.ts';
import { createMemoryDatabase } from './memory-database.ts';

/** reserve → charge, which is refused. */
async function traceOf(around: (runner: BusinessProcessRunner) => BusinessProcessRunner): Promise<string[]> {
  const trace: string[] = [];
  const { unitOfWork, sagaLog: log } = createMemoryDatabase();
  const saga = new Saga({ unitOfWork, log });
  const businessProcess: BusinessProcess<{ readonly id: string }> = {
    name: 'place',
    steps: [
      {
        name: 'reserve',
        run: async () => {
          trace.push('reserve');
          return done;
        },
        undo: async () => trace.push('undo reserve'),
      },
      { name: 'charge', run: async () => refused('insufficient-funds', '') },
      { name: 'confirm', run: async () => done, pivot: true },
    ],
    begin: async () => true,
    refused: async (_context, { code }) => void trace.push(code),
  };
  const outcome = await around(saga).executorOf(businessProcess)('1', { id: '1' });
  expect(outcome).toMatchObject({ status: 'refused' });
  expect(await log.open()).toBe(0);
  await saga.stop();
  return trace;
}

it('leaves what a refused business process has done, and ends it all the same', async () => {
  expect(await traceOf((saga) => saga)).toEqual(['reserve', 'undo reserve', 'insufficient-funds']);
  expect(await traceOf(withoutCompensation)).toEqual(['reserve', 'insufficient-funds']);
});
