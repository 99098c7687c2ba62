import { intercepted } from '@lab/shared-domain/adapters/intercepted';
import { callFailed, type Operation } from '@lab/shared-domain/adapters/messages/remote';
import { currentCall } from '@lab/shared-domain/kernel/call-context';
import type { Calls } from './calls.ts';

/**
 * Calls whose callers stop waiting when the deadline of their request has passed. A remote call ends so by itself. A call in
 * process would otherwise be waited for as long as it takes.
 *
 * A call inside a transaction that runs out of time fails it, so the transaction is rolled back. What the call itself still
 * does comes too late to be part of it.
 */
export const timedCalls = (calls: Calls): Calls => ({
  to(name, context, methods) {
    const operation = (method: string): Operation => ({ context: name, pattern: `${name}.${method}` });
    return intercepted(calls.to(name, context, methods), methods, (method, call) =>
      untilDeadline(call, (detail) => callFailed(operation(method), 'timeout', detail)),
    );
  },
});

/** On the path of every call, hence no `Promise.race`, which costs several promises more. */
async function untilDeadline<T>(call: () => Promise<T>, late: (detail: string) => Error): Promise<T> {
  const deadline = currentCall()?.deadline;
  if (deadline === undefined) return call();
  const left = deadline - Date.now();
  if (left <= 0) throw late('the deadline had passed before the call');
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late(`no answer within ${left} ms`)), left);
    call().then(
      (answer) => {
        clearTimeout(timer);
        resolve(answer);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
