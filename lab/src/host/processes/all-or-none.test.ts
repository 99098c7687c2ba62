import { once } from 'node:events';
import { expect, test } from 'vitest';
import { allOrNone } from './all-or-none.ts';

test('a failure calls the others off, and is reported after they have ended', async () => {
  const ended: string[] = [];
  const patient = async (signal: AbortSignal) => {
    await once(signal, 'abort');
    ended.push('patient');
    throw signal.reason;
  };
  const failing = async () => {
    throw new Error('no disk');
  };
  await expect(allOrNone([patient, failing])).rejects.toThrow('no disk');
  expect(ended).toEqual(['patient']);
});

test("the caller's signal reaches every task", async () => {
  const controller = new AbortController();
  const task = async (signal: AbortSignal) => {
    await once(signal, 'abort');
    throw signal.reason;
  };
  const all = allOrNone([task, task], controller.signal);
  controller.abort(new Error('Ctrl-C'));
  await expect(all).rejects.toThrow('Ctrl-C');
});
