import { expect, it } from 'vitest';
import { FifoLock } from './fifo-lock.ts';

it('is handed on in the order in which it was asked for', async () => {
  const lock = new FifoLock();
  const order: number[] = [];
  await lock.acquire();
  const waiting = [1, 2, 3].map(async (n) => {
    await lock.acquire(60_000);
    order.push(n);
    lock.release();
  });
  expect(order).toEqual([]);
  lock.release();
  await Promise.all(waiting);
  expect(order).toEqual([1, 2, 3]);
});

it('is not given to who has given up', async () => {
  const lock = new FifoLock();
  await lock.acquire();
  const impatient = lock.acquire(1, () => new Error('busy'));
  const patient = lock.acquire();
  await expect(impatient).rejects.toThrow('busy');
  lock.release();
  await patient;
  lock.release();
  await lock.acquire(0);
});
