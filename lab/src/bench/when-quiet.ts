import { DeadlineExceeded, waitUntil } from '../host/processes/wait-until.ts';
import type { CheckResult } from '../scenario/workload.ts';

/**
 * Carries checks out again and again until none fails, as what is still under way looks like a mistake. A check that could not
 * be carried out proves nothing either way.
 *
 * @param deadlineMs when what still fails has failed
 * @throws only the signal's reason
 */
export async function whenQuiet(
  check: () => Promise<readonly CheckResult[]>,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<readonly CheckResult[]> {
  let last: readonly CheckResult[] = [];
  const look = async () => {
    last = await check();
    return last.every(({ result }) => result !== 'fail') || 'a check that fails';
  };
  try {
    await waitUntil('the system to be quiet', look, { deadlineMs, everyMs: 250, signal });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof DeadlineExceeded) return last;
    const reason = error instanceof Error ? error.message : String(error);
    return [
      {
        id: 'books',
        result: 'unknown',
        detail: `They could not be read: ${reason}`,
        detailInKorean: `장부를 읽지 못했다: ${reason}`,
      },
    ];
  }
  return last;
}
