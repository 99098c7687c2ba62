import { listProcesses } from './process-table.ts';
import { waitUntil } from './wait-until.ts';

const GONE_MS = 5_000;

/**
 * Waits until these processes have ended. After `patienceMs` milliseconds it kills the remaining ones.
 *
 * @throws with their ids when some are still there five seconds after that
 */
export async function untilGone(pids: readonly number[], patienceMs: number): Promise<void> {
  const left = () => {
    const listed = new Set(listProcesses().map(({ pid }) => pid));
    return pids.filter((pid) => listed.has(pid));
  };
  const gone = () => left().length === 0 || `still there: ${left()}`;
  const patience = { deadlineMs: patienceMs, everyMs: 20 };
  await waitUntil('the processes to end', gone, patience).catch(() => {
    for (const pid of left()) sendSignal(pid, 'SIGKILL');
  });
  await waitUntil('the killed processes to be gone', gone, { deadlineMs: GONE_MS });
}

/** Sends a signal to a process, which may have ended meanwhile. */
export function sendSignal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended, or belongs to another user.
  }
}
