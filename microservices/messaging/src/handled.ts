import { inTime } from './deadline.ts';

/**
 * An attempt at an event. Its transaction has `ms`, and what comes after it has all the time that it needs. That is begun also when the
 * transaction committed too late: the event is not applied again then, so nobody else would begin it.
 *
 * @param applied the transaction; false says that the event had been applied before
 * @returns whether it was applied now, when all of it has ended. @throws DeadlineExceeded, and what the transaction throws
 */
export async function handled(
  ms: number,
  what: string,
  applied: Promise<unknown>,
  after: () => Promise<void> | undefined,
): Promise<boolean> {
  const whole = applied.then(async (first) => {
    if (first === false) return false;
    await after();
    return true;
  });
  // The wait for the transaction says why it failed.
  whole.catch(() => undefined);
  await inTime(ms, what, applied);
  return whole;
}
