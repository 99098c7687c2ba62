import { expect, it, vi } from 'vitest';
import { RetryBudget } from './retry-budget.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** Work that goes on until it is let go. */
function held() {
  let release = (): void => undefined;
  const begun = vi.fn();
  const work = () => {
    begun();
    return new Promise<void>((resolve) => {
      release = resolve;
    });
  };
  return { begun, work, release: () => release() };
}

it('lets so many of one name try at once, and those of other names beside them', async () => {
  const budget = new RetryBudget(1);
  const [first, second, other] = [held(), held(), held()];
  const ended = [
    budget.spend('charge', NEVER, first.work),
    budget.spend('charge', NEVER, second.work),
    budget.spend('reserve', NEVER, other.work),
  ];
  await vi.waitFor(() => expect(first.begun).toHaveBeenCalled());
  await vi.waitFor(() => expect(other.begun).toHaveBeenCalled());
  expect(second.begun).not.toHaveBeenCalled();
  first.release();
  await vi.waitFor(() => expect(second.begun).toHaveBeenCalled());
  for (const each of [second, other]) each.release();
  expect(await Promise.all(ended)).toEqual(Array(3).fill({ value: undefined }));
});

it('does not carry out what would begin too late, and gives its room to the next', async () => {
  const budget = new RetryBudget(1);
  const [first, late, next] = [held(), held(), held()];
  const ended = budget.spend('charge', NEVER, first.work);
  expect(await budget.spend('charge', Date.now() + 5, late.work)).toBeUndefined();
  const last = budget.spend('charge', NEVER, next.work);
  first.release();
  await ended;
  await vi.waitFor(() => expect(next.begun).toHaveBeenCalled());
  next.release();
  expect([await last, late.begun.mock.calls]).toEqual([{ value: undefined }, []]);
});

it('hands on what a retry throws, and its room too', async () => {
  const budget = new RetryBudget(1);
  const failing = budget.spend('charge', NEVER, async () => {
    throw new Error('no answer');
  });
  await expect(failing).rejects.toThrow('no answer');
  expect(await budget.spend('charge', NEVER, async () => 7)).toEqual({ value: 7 });
});
