import type { RunningSystem } from './topology.ts';

/** A process that has nothing to do answers in a millisecond. */
const PATIENCE_MS = 3_000;

/** Processes that take the question whether they live, and do not answer it. One that refuses it is gone, and not among them. */
export async function silentAmong(
  processes: RunningSystem['processes'],
  patienceMs = PATIENCE_MS,
): Promise<{ readonly name: string; readonly pid: number }[]> {
  const asked = processes.map(async ({ name, pid, url }) => {
    const error: unknown = await fetch(`${url}/health/live`, {
      signal: AbortSignal.timeout(patienceMs),
    }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    return error instanceof Error && error.name === 'TimeoutError' ? [{ name, pid }] : [];
  });
  return (await Promise.all(asked)).flat();
}
