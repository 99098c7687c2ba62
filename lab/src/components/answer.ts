import type { Ward } from '../host/processes/guardian.ts';
import { waitUntil } from '../host/processes/wait-until.ts';

/** What a server says of itself. */
export interface Answer {
  readonly version: string;
}

/**
 * Waits until a server that is being started answers.
 *
 * @param what e.g. `an AMQP connection to open`
 * @param wards the processes it consists of: when one ends, there is no point in waiting on
 * @param ask rejects as long as it does not
 * @throws when one of them ends, the deadline passes or the signal calls it off
 */
export async function untilAnswers(
  what: string,
  wards: readonly Ward[],
  ask: () => Promise<Answer>,
  options: { readonly deadlineMs: number; readonly signal?: AbortSignal | undefined },
): Promise<Answer> {
  let ended = '';
  for (const { name, exited } of wards) {
    void exited.then(({ code, signal }) => {
      ended = `${name} ended with ${signal ?? `exit code ${code}`}`;
    });
  }
  let answer: Answer = { version: '' };
  const look = async () => {
    if (ended) throw new Error(ended);
    try {
      answer = await ask();
      return true;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
  await waitUntil(what, look, { ...options, everyMs: 100 });
  return answer;
}

/** The work's outcome; rejects once it has taken longer than `deadlineMs`. The work itself is not called off. */
export async function inTime<T>(deadlineMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${deadlineMs / 1000} s`)), deadlineMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
