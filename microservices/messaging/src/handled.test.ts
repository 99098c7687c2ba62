import { expect, it, vi } from 'vitest';
import { DeadlineExceeded } from './deadline.ts';
import { handled } from './handled.ts';

/** Work that ends when it is told to. */
function held<T>() {
  let end: (value: T) => void = () => undefined;
  const ended = new Promise<T>((resolve) => {
    end = resolve;
  });
  return { ended, end };
}

const MS = 20;
const later = () => new Promise((resolve) => setTimeout(resolve, 3 * MS));

it('waits for what comes after the transaction, however long that takes', async () => {
  const after = held<void>();
  let outcome: unknown;
  const attempt = handled(MS, 'handling', Promise.resolve(true), () => after.ended);
  const told = attempt.then(
    (first) => {
      outcome = first;
    },
    (error: unknown) => {
      outcome = error;
    },
  );
  await later();
  expect(outcome).toBeUndefined();
  after.end();
  await told;
  expect(outcome).toBe(true);
});

it('fails when the transaction takes too long, and begins what comes after it once it has committed all the same', async () => {
  const transaction = held<boolean>();
  const after = vi.fn(async () => undefined);
  await expect(handled(MS, 'handling', transaction.ended, after)).rejects.toThrow(DeadlineExceeded);
  expect(after).not.toHaveBeenCalled();
  transaction.end(true);
  await vi.waitFor(() => expect(after).toHaveBeenCalledOnce());
});

it('begins nothing after an event that had been applied before, nor after a transaction that failed', async () => {
  const after = vi.fn(async () => undefined);
  expect(await handled(MS, 'handling', Promise.resolve(false), after)).toBe(false);
  const failed = Promise.reject(new Error('the disk is full'));
  await expect(handled(MS, 'handling', failed, after)).rejects.toThrow('the disk is full');
  expect(after).not.toHaveBeenCalled();
});
