/** What was done in one stretch of measuring. */
export interface Block {
  readonly operations: number;
  readonly ms: number;
}

export interface Loop {
  /** Operations under way at any time. */
  readonly inFlight: number;
  /** New ones are begun for this long. */
  readonly ms: number;
  /** A clock that never goes back, in ms. */
  readonly now?: () => number;
}

/**
 * Repeats an operation, a new one whenever one has ended. A closed loop says nothing about latency under load, but it
 * is the way to find a rate: it keeps the side under test exactly as busy as it can be.
 *
 * @throws the first operation's error, once all have ended
 */
export async function closedLoop(operation: () => Promise<unknown>, loop: Loop): Promise<Block> {
  const { inFlight, ms, now = () => performance.now() } = loop;
  const start = now();
  let operations = 0;
  let failed = false;
  const repeat = async () => {
    while (!failed && now() - start < ms) {
      await operation();
      operations += 1;
    }
  };
  const outcomes = await Promise.allSettled(
    Array.from({ length: inFlight }, () =>
      repeat().catch((error: unknown) => {
        failed = true;
        throw error;
      }),
    ),
  );
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return { operations, ms: now() - start };
}
